"""The files of a small platform, named `example`, which `nexus-gitops init` writes by another name.

They are a platform that works as it is. Names that begin with a dot lack it here.
"""
