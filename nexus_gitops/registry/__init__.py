"""The only user of an image registry: asks for digests and writes them into the lock file.

`client` asks one registry for one image by the OCI distribution specification
(https://github.com/opencontainers/distribution-spec/blob/main/spec.md); `auth` answers its
challenge with what `credentials` finds in Docker's configuration; `retry` bears with a busy
registry; `pin` does it for a whole lock.
"""

from nexus_gitops.registry.client import open_client, resolve_digest
from nexus_gitops.registry.pin import Change, Pin, PinResult, lock_pushed, look_up, pin, pin_file

__all__ = [
    "Change",
    "Pin",
    "PinResult",
    "lock_pushed",
    "look_up",
    "open_client",
    "pin",
    "pin_file",
    "resolve_digest",
]
