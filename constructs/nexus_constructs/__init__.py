"""Building blocks of a Kubernetes platform, as typed cdk8s constructs.

They know no environment and no product: names, sizes and flows come in as data. Every
object has an explicit name, passes Pod Security "restricted" and carries a sync wave
that follows from what it depends on.
"""
