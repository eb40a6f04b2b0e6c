"""Everything that can be known of an environment's manifests without a cluster.

A module a subject, each a pure function from objects to findings; `subject` calls them all.
"""
