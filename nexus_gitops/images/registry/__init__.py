"""The only user of an image registry: asks one for the digest of an image.

`client` asks by the OCI distribution specification
(https://github.com/opencontainers/distribution-spec/blob/main/spec.md); `auth` answers its
challenge with what `credentials` finds in Docker's configuration; `retry` bears with a busy
registry.
"""

from nexus_gitops.images.registry.client import open_client, resolve_digest
from nexus_gitops.images.registry.push import Artifact, Blob, push_artifact

__all__ = ["Artifact", "Blob", "open_client", "push_artifact", "resolve_digest"]
