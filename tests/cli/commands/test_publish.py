"""Publishing, as its user meets it: what it does, what it says, and how it refuses."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

APPLICATION = "argocd/argoproj.io_application_nexus-dev-core.yaml"
DEPLOYMENT = "environments/dev/core/apps_deployment_graphstudio-frontend.yaml"
DEV = "nexus_platform/environments/dev.py"
SECRET_VALUE = "correct-horse-battery-staple"


@pytest.fixture
def publish(machine: Any, remote: Any) -> Callable[..., Any]:
    """Publishes dev to the repository."""
    return lambda *more: machine.run("publish", "--env", "dev", "--repo", str(remote.path), *more)


def _source_of(remote: Any, path: str) -> tuple[str, str]:
    spec = yaml.safe_load(remote.text(path))["spec"]["source"]
    return spec["repoURL"], spec["targetRevision"].removeprefix("refs/heads/")


def test_a_dry_run_shows_all_and_writes_nothing(machine: Any) -> None:
    done = machine.run("publish", "--env", "dev", "--dry-run")

    assert (done.code, done.err) == (0, "")
    where = machine.folder / ".nexus" / "gitops.git"
    assert "+ Deployment/workspace-kernel" in done.out
    assert done.out.endswith(f"dev: would be published to main of {where}\n")
    assert list(machine.folder.iterdir()) == []


def test_without_a_repository_a_local_one_is_made_and_the_way_on_told(machine: Any) -> None:
    first = machine.run("publish", "--env", "dev")
    again = machine.run("publish", "--env", "dev")

    assert first.code == again.code == 0
    for part in ("dev: published ", "https://git.example.com/nexus/gitops.git", "--repo", "--init"):
        assert part in first.out
    assert again.out.startswith("dev: unchanged on main of ")
    assert (machine.folder / ".nexus" / "gitops.git" / "HEAD").is_file()


def test_a_release_is_one_commit_and_the_same_release_is_none(
    publish: Callable[..., Any], remote: Any
) -> None:
    first = publish("--init", "--output", "json").json["releases"][0]
    again = publish("--output", "json").json["releases"][0]

    assert remote.commits == [first["commit"]]
    assert first["changes"]["added"] == [
        path for path in remote.files if not path.startswith(".nexus/")
    ]
    assert (first["dryRun"], first["unchanged"]) == (False, False)
    assert (again["commit"], again["unchanged"]) == ("", True)
    assert again["parent"] == first["commit"]


def test_applications_name_the_repository_that_was_published_to(machine: Any, remote: Any) -> None:
    by_url = machine.run("publish", "--env", "dev", "--repo", remote.path.as_uri(), "--init")
    by_path = machine.run("publish", "--env", "dev", "--repo", str(remote.path))
    by_variable = machine.with_(NEXUS_GITOPS_REPO=str(remote.path)).run("publish", "--env", "dev")

    assert _source_of(remote, APPLICATION) == (remote.path.as_uri(), "main")
    assert "dev: published" in by_url.out
    for same in (by_path, by_variable):
        assert same.out == f"dev: unchanged on main of {remote.path}; nothing to publish\n"


def test_an_environments_own_repository_is_pushed_to_and_its_url_named(
    edited: Any, remote: Any
) -> None:
    own = f'gitops.git", branch="live", publish_to="{remote.path}"'
    machine = edited({DEV: ('gitops.git"', own)})

    done = machine.run("publish", "--env", "dev", "--init", "--output", "json")

    assert done.code == 0, done.err
    (release,) = done.json["releases"]
    assert (release["repository"], release["branch"]) == (str(remote.path), "live")
    remote.git("update-ref", "refs/heads/main", "refs/heads/live")
    assert _source_of(remote, APPLICATION) == ("https://git.example.com/nexus/gitops.git", "live")


def test_steps_are_told_beside_the_result(publish: Callable[..., Any]) -> None:
    done = publish("--init", "--output", "json")

    assert json.loads(done.out)
    reading, pushing = done.err.splitlines()
    assert reading.startswith("nexus-gitops: reading main of ")
    assert pushing.startswith("nexus-gitops: pushing ")


def test_without_a_git_identity_a_stated_one_is_used(
    publish: Callable[..., Any], remote: Any
) -> None:
    done = publish("--init")

    assert "nexus-gitops <nexus-gitops@localhost> (git knows nobody; set user.name" in done.out
    assert remote.git("log", "-1", "--format=%an <%ae>") == "nexus-gitops <nexus-gitops@localhost>"


def test_a_git_identity_is_used(machine: Any, publish: Callable[..., Any], remote: Any) -> None:
    (Path(machine.variables["HOME"]) / ".gitconfig").write_text(
        "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n"
    )

    done = publish("--init")

    assert "  author    Ada Lovelace <ada@example.org>\n" in done.out
    assert remote.git("log", "-1", "--format=%cn <%ce>") == "Ada Lovelace <ada@example.org>"


def test_an_unknown_environment_stops_the_known_ones_too(machine: Any) -> None:
    done = machine.run("publish", "--env", "dev", "--env", "stagin")

    assert (done.code, done.out) == (2, "")
    assert "did you mean staging?" in done.complaint
    assert list(machine.folder.iterdir()) == []


@pytest.mark.parametrize("option", ["--branch=a..b", "--branch=../main", "--branch=", "--repo="])
def test_a_name_that_is_none_is_told_before_anything_is_done(machine: Any, option: str) -> None:
    done = machine.run("publish", "--env", "dev", option)

    assert (done.code, done.out) == (2, "")
    assert "branch" in done.complaint or "address" in done.complaint
    assert list(machine.folder.iterdir()) == []


def test_findings_stop_all_environments_and_are_told(machine: Any) -> None:
    done = machine.run("publish", "--env", "dev", "--env", "prod", "--output", "json")

    assert (done.code, done.out) == (3, "")
    assert (
        "prod: Deployment/graphstudio-frontend spec.template.spec.containers[0].image: " in done.err
    )
    assert "nexus-gitops images pin --env prod" in done.err
    assert "nexus-gitops validate --env prod shows them again" in done.complaint
    assert list(machine.folder.iterdir()) == []


def test_a_plain_secret_stops_a_publish_and_is_never_shown(odd: Any, remote: Any) -> None:
    every_flag = ("--init", "--adopt", "--allow-destructive", "--allow-dirty")

    published = odd.run("publish", "--env", "leaking", "--repo", str(remote.path), *every_flag)
    checked = [odd.run("validate", "--env", "leaking", "-o", how) for how in ("json", "sarif")]

    assert remote.commits == []
    assert [done.code for done in (published, *checked)] == [3, 3, 3]
    for done in (published, *checked):
        assert "Secret/planted" in done.out + done.err
        assert SECRET_VALUE not in done.out + done.err


def test_an_empty_repository_needs_init(publish: Callable[..., Any], remote: Any) -> None:
    done = publish()

    assert (done.code, done.out) == (4, "")
    assert "--init" in done.complaint
    assert remote.commits == []


def test_a_file_that_nobody_published_needs_adopt(
    publish: Callable[..., Any], published: Any
) -> None:
    published.write("environments/dev/core/stray.yaml", "of somebody\n")
    published.write("elsewhere/notes.txt", "of somebody\n")

    refused = publish()
    allowed = publish("--adopt")

    assert refused.code == 4
    assert "environments/dev/core/stray.yaml" in refused.complaint
    assert "--adopt" in refused.complaint
    assert allowed.code == 0
    assert "- environments/dev/core/stray.yaml\n" in allowed.out
    assert "environments/dev/core/stray.yaml" not in published.files
    assert "elsewhere/notes.txt" in published.files


def test_to_remove_what_holds_data_needs_a_flag(
    publish: Callable[..., Any], published: Any
) -> None:
    path = "environments/dev/core/core_namespace_extra.yaml"
    published.write(path, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: extra\n")

    refused = publish("--adopt")
    allowed = publish("--adopt", "--allow-destructive")

    assert refused.code == 4
    assert "Namespace/extra" in refused.complaint
    assert "--allow-destructive" in refused.complaint
    assert allowed.code == 0
    assert "- Namespace/extra" in allowed.out
    assert path not in published.files


def test_what_is_not_committed_needs_a_flag_and_is_recorded(edited: Any, remote: Any) -> None:
    machine = edited({}, commit=False)
    (machine.source / "notes.txt").write_text("not committed\n")
    command = ("publish", "--env", "dev", "--repo", str(remote.path), "--init")

    refused = machine.run(*command)
    allowed = machine.run(*command, "--allow-dirty", "--output", "json")

    assert (refused.code, refused.out) == (4, "")
    assert "--allow-dirty" in refused.complaint
    assert allowed.json["releases"][0]["source"]["dirty"] is True
    assert json.loads(remote.text(".nexus/dev.lock.json"))["source"]["dirty"] is True


def test_a_source_that_is_no_checkout_will_do(edited: Any, remote: Any) -> None:
    machine = edited({})
    (machine.source / ".git").rename(machine.source.parent / "git-of-before")

    done = machine.run("publish", "--env", "dev", "--repo", str(remote.path), "--init")

    assert done.code == 0, done.err
    assert "  source    no Git checkout\n" in done.out


def test_a_server_that_says_no_is_quoted(publish: Callable[..., Any], remote: Any) -> None:
    remote.hook("echo 'no releases on a Friday' >&2; exit 1")

    done = publish("--init")

    assert (done.code, done.out) == (5, "")
    assert "no releases on a Friday" in done.complaint
    assert remote.commits == []


def test_a_refusal_of_the_second_environment_holds_the_first_back(
    machine: Any, remote: Any
) -> None:
    remote.write("environments/staging/core/stray.yaml", "of somebody\n")
    both = ("publish", "--env", "dev", "--env", "staging", "--repo", str(remote.path), "--init")

    done = machine.run(*both, "--output", "json")

    assert done.code == 4
    assert "environments/staging/core/stray.yaml" in done.complaint
    assert done.out == ""
    assert len(remote.commits) == 1


def test_a_remote_out_of_reach_is_named_without_its_credentials(
    machine: Any, cache_of_session: Path
) -> None:
    password = "tr0ub4dor-and-three"
    url = f"http://ada:{password}@127.0.0.1:9/gitops.git"

    done = machine.run("publish", "--env", "dev", "--repo", url)

    assert (done.code, done.out) == (6, "")
    assert "cannot reach http://127.0.0.1:9/gitops.git" in done.complaint
    forms = [password, base64.b64encode(f"ada:{password}".encode()).decode()]
    for form in forms:
        assert form not in done.err
    written = [
        path
        for folder in (machine.folder, cache_of_session, Path(machine.variables["HOME"]))
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert any("127.0.0.1:9/gitops.git" in path.read_text(errors="replace") for path in written)
    for path in written:
        content = path.read_bytes()
        assert not any(form.encode() in content for form in forms), path


def test_a_file_where_the_local_repository_should_be_is_named(machine: Any) -> None:
    (machine.folder / ".nexus").write_text("mine\n")

    done = machine.run("publish", "--env", "dev")

    assert (done.code, done.out) == (8, "")
    assert str(machine.folder / ".nexus") in done.complaint
    assert (machine.folder / ".nexus").read_text() == "mine\n"


def test_a_file_where_the_cache_should_be_is_named(
    machine: Any, cache_of_session: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for kept in cache_of_session.iterdir():
        (cache / kept.name).symlink_to(kept)
    (cache / "mirrors").unlink(missing_ok=True)
    (cache / "mirrors").write_text("")

    done = machine.with_(NEXUS_GITOPS_CACHE_DIR=str(cache)).run("publish", "--env", "dev")

    assert (done.code, done.out) == (8, "")
    assert "NEXUS_GITOPS_CACHE_DIR" in done.complaint


def test_a_disk_that_is_read_only_is_named(machine: Any) -> None:
    mount = (
        'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$0" publish --env dev'
    )
    done = machine.execute(
        "unshare", "--map-root-user", "--mount", "sh", "-c", mount, machine.command
    )
    if "unshare" in done.err or "mount" in done.err:
        pytest.skip("this machine does not let us mount")

    assert (done.code, done.out) == (8, "")
    assert "Read-only file system" in done.complaint
    assert "--repo" in done.complaint


def test_a_value_that_somebody_changed_by_hand_is_put_right(
    publish: Callable[..., Any], published: Any
) -> None:
    text = published.text(DEPLOYMENT)
    published.write(DEPLOYMENT, text.replace("memory: 256Mi", "memory: 64Mi"))

    done = publish("--overwrite")

    assert done.code == 0
    assert "~ Deployment/graphstudio-frontend" in done.out
    assert '"64Mi" -> "256Mi"' in done.out
    assert published.text(DEPLOYMENT) == text


def test_another_branch_is_published_to_as_it_is_named(publish: Callable[..., Any]) -> None:
    done = publish("--init", "--branch", "live")

    assert done.code == 0, done.err


LOUDER = {DEV: ('name="dev",', 'name="dev",\n    log_level="warn",')}
REVIEWED = {DEV: ('gitops.git"', 'gitops.git", review=True')}


def test_a_pull_request_is_a_branch_and_the_way_to_open_it(edited: Any, published: Any) -> None:
    before = published.commits
    arguments = ("publish", "--env", "dev", "--repo", str(published.path))

    done = edited(LOUDER).run(*arguments, "--pull-request", "--output", "json")

    assert done.code == 0, done.err
    (told,) = done.json["releases"]
    assert told["pullRequest"]["branch"] == "nexus/dev"
    assert published.git("rev-parse", "nexus/dev") == told["pullRequest"]["commit"]
    assert published.git("rev-parse", "nexus/dev^") == before[0]
    assert published.commits == before


def test_an_environment_that_is_reviewed_goes_by_one_unless_told_otherwise(
    edited: Any, published: Any
) -> None:
    before = published.commits
    machine = edited(REVIEWED, commit=False)
    path = machine.source / DEV
    path.write_text(path.read_text().replace(*LOUDER[DEV]))
    arguments = ("publish", "--env", "dev", "--repo", str(published.path), "--allow-dirty")

    asked = machine.run(*arguments)
    direct = machine.run(*arguments, "--no-pull-request")

    assert "dev: on branch nexus/dev as " in asked.out
    assert "NEXUS_GITOPS_FORGE" in asked.out
    assert direct.code == 0, direct.err
    assert len(published.commits) == len(before) + 1


def test_what_gitops_promoter_reads_goes_onto_the_next_branch(edited: Any, published: Any) -> None:
    arguments = ("publish", "--env", "dev", "--repo", str(published.path))

    done = edited(LOUDER).run(*arguments, "--next")

    assert done.code == 0, done.err
    assert "dev: on branch main-next as " in done.out
    metadata = json.loads(published.git("cat-file", "blob", "main-next:hydrator.metadata"))
    assert len(metadata["drySha"]) == 40
