"""nexus-os: what a model may see of a graph, and what its answer may change."""
