"""What GitOps Promoter and Argo CD's Source Hydrator read, in the shapes that they write."""

import json

from nexus_gitops.publish import Proposed, propose_next
from nexus_gitops.publish.release import Source
from tests.publish.conftest import AUTHOR, Remote, put, release_of

ACTIVE = "environments/dev"
NEXT = "environments/dev-next"
SOURCE = Source("https://example.org/nexus.git", "2" * 40)


def propose(remote: Remote, web: int) -> Proposed:
    return propose_next(
        remote.address,
        ACTIVE,
        release_of("dev", web=web, source=SOURCE),
        permissions=frozenset(),
        author=AUTHOR,
        on_progress=lambda _: None,
    )


def note(remote: Remote, commit: str) -> str:
    return remote.git("notes", "--ref=hydrator.metadata", "show", commit)


def test_the_release_is_proposed_with_metadata_and_note(remote: Remote) -> None:
    put(remote, release_of("dev", web=1), branch=ACTIVE)

    proposed = propose(remote, 2)

    assert proposed.branch == NEXT
    assert remote.commits(NEXT) == [*remote.commits(ACTIVE), proposed.commit]
    assert json.loads(remote.text("hydrator.metadata", NEXT)) == {
        "repoURL": "https://example.org/nexus.git",
        "drySha": "2" * 40,
    }
    assert note(remote, proposed.commit) == f'{{"drySha":"{"2" * 40}"}}'
    assert remote.is_sound()


def test_what_others_noted_stays(remote: Remote) -> None:
    active = put(remote, release_of("dev", web=1), branch=ACTIVE).commit
    remote.git("notes", "--ref=hydrator.metadata", "add", "-m", "theirs", active)

    first = propose(remote, 2).commit
    second = propose(remote, 3).commit

    assert note(remote, active) == "theirs"
    assert note(remote, first) == note(remote, second)
    assert remote.commits(NEXT) == [active, second]


def test_the_same_again_moves_nothing_and_what_was_promoted_is_unchanged(remote: Remote) -> None:
    put(remote, release_of("dev", web=1), branch=ACTIVE)
    first = propose(remote, 2)

    assert propose(remote, 2) == Proposed(first.plan, NEXT, first.commit, is_new=False)

    remote.git("update-ref", f"refs/heads/{ACTIVE}", first.commit)
    assert propose(remote, 2).plan.unchanged
    assert remote.commits(NEXT)[-1] == first.commit
