"""The platform on one machine: real stores and real processes, which can be made to fail.

Everything listens on loopback alone. Tests get it through the fixtures of services/conftest.py.
"""
