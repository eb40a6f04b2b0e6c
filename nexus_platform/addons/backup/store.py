"""A claim that backups go to: whose it is, and how pods beside its own come to it.

It is a claim of the StatefulSet `backup-metrics`, so that it stays where the backups are switched off. One
node at a time may mount it, on which whatever else reads or writes backups is put.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from nexus_platform.addons.backup.settings import Claim
from nexus_platform.addons.backup.variables import FOLDER, backup_of
from nexus_platform.component import Site

if TYPE_CHECKING:
    from nexus_constructs.volumes import Volume, VolumeClaimTemplate
    from nexus_platform.environment import Environment

KEEPER: Final = "backup-metrics"
_VOLUME: Final = "store"


def claimed(claim: Claim) -> "VolumeClaimTemplate":
    """The claim, in the pod that it belongs to."""
    from nexus_constructs.volumes import VolumeClaimTemplate

    return VolumeClaimTemplate(_VOLUME, FOLDER, claim.storage, storage_class=claim.storage_class)


def mounted(env: "Environment") -> "tuple[Volume, ...]":
    """The claim, in another pod; nothing where backups go elsewhere."""
    from nexus_constructs.volumes import ExistingClaim

    match backup_of(env).target:
        case Claim():
            return (ExistingClaim(_VOLUME, FOLDER, f"{_VOLUME}-{KEEPER}-0"),)
        case _:
            return ()


def near(site: Site) -> Mapping[str, str]:
    """The labels of the pod on whose node another pod has to be; none where it does not matter."""
    match backup_of(site.env).target:
        case Claim():
            return site.installation.selector(KEEPER)
        case _:
            return {}
