"""Pull requests on GitHub, GitLab, and Gitea or Forgejo, by their REST APIs."""

from nexus_gitops.publish.forge.api import Forge, PullRequest
from nexus_gitops.publish.forge.choose import Chosen, forge_of

__all__ = ["Chosen", "Forge", "PullRequest", "forge_of"]
