"""The release records of a branch, and whose the files are that they list.

Those of other environments are read only where they matter: where a release would change or
remove a file in the folder that all environments share.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nexus_gitops.argocd.layout import ARGOCD_PATH, record_path
from nexus_gitops.publish.branch_contents import Contents
from nexus_gitops.publish.changes import entries_of
from nexus_gitops.publish.record import DamagedRecordError, Record, environment_of, parse_record
from nexus_gitops.publish.release import Release, folders_of


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be read.

    Attributes:
        reason: what is wrong with it.
        text: what it holds.
    """

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Records:
    """The release records of a branch that were read.

    Attributes:
        read: by environment.
        damaged: the others, by environment.
    """

    read: Mapping[str, Record] = field(default_factory=dict)
    damaged: Mapping[str, Damage] = field(default_factory=dict)

    def files_of(self, environment: str) -> frozenset[str]:
        """The paths that the environment's record lists."""
        record = self.read.get(environment)
        return frozenset(record.files if record else ())

    def folders_of(self, environment: str) -> frozenset[str]:
        """The folders of the Applications that the environment's record lists files of."""
        return folders_of(self.files_of(environment), environment)

    def others_list(self, environment: str, path: str) -> bool:
        """Whether the record of another environment lists the path.

        A damaged one does where the path is anywhere in it.
        """
        return any(
            path in record.files for name, record in self.read.items() if name != environment
        ) or any(
            path in damage.text for name, damage in self.damaged.items() if name != environment
        )


def records_of(contents: Contents) -> Records:
    """The records among what was read of a branch."""
    read: dict[str, Record] = {}
    damaged: dict[str, Damage] = {}
    for path, text in contents.texts.items():
        environment = environment_of(path)
        if environment is None:
            continue
        try:
            read[environment] = parse_record(text)
        except DamagedRecordError as error:
            damaged[environment] = Damage(str(error), text)
    return Records(read, damaged)


def records_needed(release: Release, contents: Contents) -> Iterator[str]:
    """The paths of the records that it takes to judge a release: its own, and maybe all others."""
    own = record_path(release.environment)
    paths = [path for path, entry in contents.entries.items() if entry.is_file]
    if own in contents.entries and own not in contents.texts:
        yield from (path for path in paths if path == own)
        return
    if any(is_shared(path) for path in _in_question(release, contents)):
        yield from (path for path in paths if environment_of(path))


def _in_question(release: Release, contents: Contents) -> Iterator[str]:
    """The published paths that are the environment's or another one's, as their records say."""
    listed = records_of(contents).files_of(release.environment)
    wanted = entries_of(release.files)
    for path, entry in contents.entries.items():
        if path in wanted:
            if wanted[path] != entry:
                yield path
        elif path in listed:
            yield path


def is_shared(path: str) -> bool:
    """Whether a path lies in the folder that all environments share."""
    return path.startswith(f"{ARGOCD_PATH}/")
