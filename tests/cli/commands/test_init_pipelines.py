"""The pipelines of a new platform: each step's commands as they are written, on a real Git server.

What a runner brings, as a checkout, an interpreter and the upload of findings, is not run here.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from tests.cli.conftest import Done, Machine, Remote, git
from tests.git_http import ApiCall, HttpServer, serving

TOKEN = "t0ken-of-the-runner"
BROUGHT = ("pip install --requirement requirements.txt", "pytest")
"""What a runner installs, and the tests, which test_init.py runs."""


@dataclass
class Comments:
    """Those of one pull request, as both forges keep them: listed, added, and changed by number."""

    kept: dict[int, str] = field(default_factory=dict)
    authorized: set[str] = field(default_factory=set)

    def answer(self, call: ApiCall) -> tuple[int, Any]:
        self.authorized.add(call.authorization)
        if call.method == "GET":
            assert parse_qs(call.query)["per_page"] == ["100"]
            return 200, [{"id": number, "body": body} for number, body in self.kept.items()]
        number = len(self.kept) + 1 if call.method == "POST" else int(call.path.rpartition("/")[2])
        assert (number in self.kept) == (call.method in ("PATCH", "PUT"))
        self.kept[number] = json.loads(call.body)["body"]
        return 200, {"id": number, "body": self.kept[number]}


@pytest.fixture
def comments() -> Comments:
    return Comments()


@pytest.fixture
def server(remote: Remote, comments: Comments) -> Iterator[HttpServer]:
    """Where the GitOps repository is, and beside it the forge's comments; it asks who one is."""
    with serving(remote.path.parent) as found:
        found.api = comments.answer
        yield found


@pytest.fixture
def platform(machine: Machine, remote: Remote) -> Machine:
    """A new platform, committed, and published once by hand."""
    assert machine.run("init", "shop").code == 0
    program = str(Path(machine.command).parent)
    here = replace(
        machine.with_(
            NEXUS_GITOPS_PLATFORM=None,
            NO_PROXY="127.0.0.1",
            PATH=f"{program}:{machine.variables['PATH']}",
        ),
        folder=machine.folder / "shop",
    )
    assert here.run("synth").code == 0
    git(here.folder, "init", "--quiet")
    _commit(here)
    first = here.run("publish", "--env", "staging", "--repo", str(remote.path), "--init")
    assert first.code == 0, first.err
    return here


def _commit(machine: Machine) -> None:
    git(machine.folder, "add", "--all")
    git(machine.folder, "commit", "--quiet", "--message", "change")


def _scale(machine: Machine) -> None:
    """A change of the platform, as a branch has it."""
    file = machine.folder / "shop_platform/environments/staging.py"
    text = file.read_text()
    assert text.count("ENV = Environment(") == 1
    file.write_text(text.replace("ENV = Environment(", "ENV = Environment(\n    replicas=4,"))
    assert machine.run("synth").code == 0
    _commit(machine)


@dataclass(frozen=True)
class Pipelines:
    """How one of the two says what it runs."""

    file: str
    variables: dict[str, str]

    def commands(self, machine: Machine, job: str, known: dict[str, str]) -> Iterator[Any]:
        """Each command of a job, with the variables that it sees."""
        said = yaml.safe_load((machine.folder / self.file).read_text())
        if "jobs" not in said:
            yield from ((command, {}) for command in said[job]["script"])
            return
        for step in said["jobs"][job]["steps"]:
            if "run" in step:
                env = {**said["env"], **step.get("env", {})}
                yield step["run"], {k: _replaced(v, known) for k, v in env.items()}


def _replaced(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: known[match[1]], text)


GITHUB = Pipelines(
    ".github/workflows/gitops.yml",
    {"GITHUB_REPOSITORY": "acme/shop", "GITHUB_STEP_SUMMARY": "/dev/null"},
)
GITLAB = Pipelines(".gitlab-ci.yml", {"CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "7"})


def _run(machine: Machine, pipelines: Pipelines, job: str, server: HttpServer) -> list[Done]:
    url = server.url("gitops.git")
    known = {
        "vars.GITOPS_REPOSITORY": url,
        "secrets.GITOPS_TOKEN": TOKEN,
        "github.token": TOKEN,
        "github.event.number": "7",
    }
    api = server.url("api")
    common = {
        **pipelines.variables,
        "GITHUB_API_URL" if pipelines is GITHUB else "CI_API_V4_URL": api,
    }
    if pipelines is GITLAB:  # whose projects have variables of these names
        common |= {"GITOPS_REPOSITORY": url, "GITOPS_TOKEN": TOKEN, "COMMENT_TOKEN": TOKEN}
    done = []
    for command, variables in pipelines.commands(machine, job, known):
        if command not in BROUGHT:
            seen = machine.with_(**common, **variables)
            done.append(seen.execute("bash", "-e", "-o", "pipefail", "-c", command))
            assert done[-1].code == 0, f"{command}\n{done[-1].err}"
    return done


@pytest.mark.parametrize(
    ("pipelines", "comment_job"), [(GITHUB, "check"), (GITLAB, "comment")], ids=["github", "gitlab"]
)
def test_a_change_is_checked_commented_and_published(
    platform: Machine,
    remote: Remote,
    server: HttpServer,
    comments: Comments,
    pipelines: Pipelines,
    comment_job: str,
) -> None:
    server.login = ("oauth2" if pipelines is GITLAB else "x-access-token", TOKEN)
    _scale(platform)

    _run(platform, pipelines, "check", server)
    _run(platform, pipelines, comment_job, server)
    _run(platform, pipelines, comment_job, server)

    (text,) = comments.kept.values()
    assert text.startswith("<!-- nexus-gitops -->\n### ")
    assert "spec.replicas" in text
    assert comments.authorized == {f"Bearer {TOKEN}"}
    findings = json.loads((platform.folder / "validate.sarif").read_text())
    assert findings["version"] == "2.1.0"

    before = remote.commits
    _run(platform, pipelines, "publish", server)
    assert remote.commits[1:] == before
    assert "replicas: 4" in remote.text("environments/staging/core/apps_deployment_web.yaml")


def test_a_finding_ends_a_check(platform: Machine, server: HttpServer) -> None:
    file = platform.folder / "shop_platform/core.py"
    file.write_text(file.read_text().replace("host=env.host", 'host="UPPER.example.com"'))
    assert platform.run("synth").code == 0

    with pytest.raises(AssertionError, match=r"^nexus-gitops validate"):
        _run(platform, GITHUB, "check", server)


def test_requirements_bring_what_the_pipelines_run(platform: Machine) -> None:
    needed = (platform.folder / "requirements.txt").read_text()
    assert re.match(r"nexus-gitops==\S+\npytest>=8\n", needed)
    assert shlex.split(BROUGHT[0])[-1] == "requirements.txt"
