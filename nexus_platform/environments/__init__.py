"""The environments: a module each, with one ENV, and beside it the images that it runs.

The images are in a lock file, because a machine writes them (`nexus-gitops images pin`).
"""
