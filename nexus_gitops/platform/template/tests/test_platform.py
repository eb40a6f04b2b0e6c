"""The platform renders, and breaks no rule."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def nexus_gitops(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["nexus-gitops", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_what_is_committed_is_what_the_code_renders() -> None:
    done = nexus_gitops("synth", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_rule_is_broken() -> None:
    done = nexus_gitops("validate")
    assert done.returncode == 0, done.stdout + done.stderr
