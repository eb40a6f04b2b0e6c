"""What Argo CD's Source Hydrator says of a hydrated commit, for those who read it.

GitOps Promoter moves such commits from `<branch>-next` to the branch that Argo CD follows.
Sources: `hydratorMetadataFile` and `CommitNote` in argo-cd/commitserver/commit/commit.go, and
`AddAndPushNote` in argo-cd/util/git/client.go.
"""

import json
from typing import Final

from nexus_gitops.publish import git_answers
from nexus_gitops.publish.author import Author
from nexus_gitops.publish.mirror import REMOTE, Mirror
from nexus_gitops.publish.release import Source
from nexus_gitops.publish.turns import OutrunError

METADATA: Final = "hydrator.metadata"
"""Name of the file at the root of a branch, and of the notes."""

_NOTES: Final = f"refs/notes/{METADATA}"


def metadata_of(source: Source) -> str:
    """The file that tells which source commit a branch was rendered from."""
    told = {"repoURL": source.repository, "drySha": source.revision}
    return json.dumps({key: value for key, value in told.items() if value}, indent=2) + "\n"


def push_note(mirror: Mirror, commit: str, source: Source, author: Author) -> None:
    """Note at a commit which source commit it was rendered from; what others noted stays.

    Raises:
        OutrunError: somebody else noted something meanwhile.
        UnreachableError: the connection broke.
    """
    noted = mirror.references(_NOTES).get(_NOTES, "")
    if noted:
        mirror.fetch_notes(_NOTES)
    else:
        mirror.run(["update-ref", "-d", _NOTES])
    identity = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", author.clean_name), ("EMAIL", author.clean_email))
    }
    text = json.dumps({"drySha": source.revision}, separators=(",", ":"))
    outcome = mirror.run(
        ["notes", f"--ref={METADATA}", "add", "-f", "-m", text, commit], environment=identity
    )
    if outcome.status:
        raise mirror.failure(outcome)
    pushed = mirror.talk(
        ["push", "--porcelain", "--no-verify", f"--force-with-lease={_NOTES}:{noted}", REMOTE,
         f"{_NOTES}:{_NOTES}"]
    )  # fmt: skip
    if pushed.status:
        reason = git_answers.push_reason(pushed.output.decode(errors="replace"), _NOTES)
        if reason is None:
            raise mirror.failure(pushed)
        raise OutrunError(f"{reason}: {git_answers.server_words(pushed.errors)}", tip=noted)
