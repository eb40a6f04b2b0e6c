"""The Nexus platform: what is deployed, and the environments it is deployed to."""
