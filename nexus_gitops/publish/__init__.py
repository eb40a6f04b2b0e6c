"""Publishing a release to the GitOps repository; the only package that talks to Git.

A transaction in Git's object database: see `transaction`. What a user needs is here, the
rest is its machinery.
"""

from nexus_gitops.publish.address import RepositoryAddress, parse_address
from nexus_gitops.publish.author import Author, author_of
from nexus_gitops.publish.by_hand import Edit, EditedError, edits
from nexus_gitops.publish.changes import Changes
from nexus_gitops.publish.embedded_repository import embedded_address
from nexus_gitops.publish.git import git_version
from nexus_gitops.publish.guards import Permission
from nexus_gitops.publish.history import (
    ChangeByHand,
    PublishedRelease,
    is_before,
    read_history,
    release_at,
    releases,
)
from nexus_gitops.publish.planning import Plan
from nexus_gitops.publish.proposal import Proposed, proposal_branch, propose, propose_next, withdraw
from nexus_gitops.publish.record import Record
from nexus_gitops.publish.removal import Removed, drained, plan_removal, remove
from nexus_gitops.publish.rollback import Earlier, cannot_be_taken_back, earlier
from nexus_gitops.publish.signatures import Signature, Trust, signatures
from nexus_gitops.publish.source import source_of
from nexus_gitops.publish.transaction import (
    Publication,
    Published,
    plan,
    publish,
    read_published,
)

__all__ = [
    "Author",
    "ChangeByHand",
    "Changes",
    "Earlier",
    "Edit",
    "EditedError",
    "Permission",
    "Plan",
    "Proposed",
    "Publication",
    "Published",
    "PublishedRelease",
    "Record",
    "Removed",
    "RepositoryAddress",
    "Signature",
    "Trust",
    "author_of",
    "cannot_be_taken_back",
    "drained",
    "earlier",
    "edits",
    "embedded_address",
    "git_version",
    "is_before",
    "parse_address",
    "plan",
    "plan_removal",
    "proposal_branch",
    "propose",
    "propose_next",
    "publish",
    "read_history",
    "read_published",
    "release_at",
    "releases",
    "remove",
    "signatures",
    "source_of",
    "withdraw",
]
