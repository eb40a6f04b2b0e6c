"""A release that was taken back does not come again by itself."""

from collections.abc import Sequence

from nexus_gitops.argocd.layout import environment_path, record_path
from nexus_gitops.errors import RefusedError
from nexus_gitops.publish.guards import Permission
from nexus_gitops.publish.history import Event, PublishedRelease, events
from nexus_gitops.publish.line import Trees
from nexus_gitops.publish.message import ENVIRONMENT, ROLLED_BACK_TO, trailers_of
from nexus_gitops.publish.mirror import Depth, Mirror
from nexus_gitops.publish.record import DamagedRecordError, Record, parse_record, record_of
from nexus_gitops.publish.release import Release

_RELEASES_READ = 50


def check_undo(mirror: Mirror, branch: str, tip: str, release: Release) -> None:
    """Stop a release that renders what was rolled back, by us or by somebody's `git revert`.

    Args:
        mirror: of the repository, with the tip in it.
        branch: its branch.
        tip: commit that was read of it; "" where there is no such branch.
        release: what is to be published.

    Raises:
        RefusedError: it would undo the rollback.
    """
    if not tip or release.rolled_back_to or _is_ordinary(mirror, tip, release.environment):
        return
    environment, files = release.environment, _own(record_of(release))

    def look(mirror: Mirror) -> Event | None:
        found = events(mirror, branch, environment, _RELEASES_READ, top=tip)
        if not found or not restored_by(found[0]):
            return None
        left = _left_behind(found)
        path = record_path(environment)
        trees = Trees(mirror)
        for commit in left:
            text = trees.files(commit, [path]).get(path, "")
            try:
                if _own(parse_record(text)) == files:
                    return found[0]
            except DamagedRecordError:
                continue
        return None

    rollback = Mirror(mirror.address, Depth.HISTORY).use(look)
    if rollback is not None:
        raise RefusedError(
            f"the release would undo the rollback of {environment} by {rollback.author} in"
            f" {rollback.commit[:12]}: the source renders what was rolled back",
            f"change the source, or publish with {Permission.FORCE}",
        )


def restored_by(event: Event) -> str:
    """The commit of the release that an event brought back; "" where it brought back none."""
    return event.rolled_back_to if isinstance(event, PublishedRelease) else event.restores


def _is_ordinary(mirror: Mirror, tip: str, environment: str) -> bool:
    """Whether the tip itself is a new release of the environment, as it mostly is."""
    with mirror.reader() as reader:
        trailers = trailers_of(reader.message(tip))
    return trailers.get(ENVIRONMENT) == environment and ROLLED_BACK_TO not in trailers


def _left_behind(found: Sequence[Event]) -> list[str]:
    """The commits of the releases between a rollback and the release that it brought back."""
    restored = restored_by(found[0])
    left = []
    for event in found[1:]:
        if event.commit == restored:
            break
        if isinstance(event, PublishedRelease):
            left.append(event.commit)
    return left


def _own(record: Record) -> dict[str, str]:
    folder = f"{environment_path(record.environment)}/"
    return {path: digest for path, digest in record.files.items() if path.startswith(folder)}
