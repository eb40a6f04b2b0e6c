"""From an environment to its manifests: text by file name."""
