"""nexus-gitops: renders the Nexus platform and publishes it for Argo CD."""
