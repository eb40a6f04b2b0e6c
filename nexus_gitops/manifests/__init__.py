"""One Kubernetes object in one file: its identity, and how it is written and read."""
