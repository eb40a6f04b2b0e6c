"""The addresses of the cluster, none of which anybody outside it sees."""

from typing import Final

NODE: Final = "192.0.2.1"
NODE_NAME: Final = "node"
PODS: Final = "10.244.0.0/24"
BRIDGE: Final = "pods"
"""The name of what all pods are connected to."""
SERVICES: Final = "10.96.0.0/16"
API: Final = "10.96.0.1"
"""The first address of the Services is the API server's."""
DNS: Final = "10.96.0.10"
