"""Docker's configuration, with real credential helpers on PATH."""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.images.registry.credentials import Credential, find_credential

SECRET = "s3cret:with-colon"
AUTH = base64.b64encode(f"ada:{SECRET}".encode()).decode()

Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a credential helper, a shell script, on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def write(name: str, script: str) -> None:
        program = folder / f"docker-credential-{name}"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    return write


def test_without_a_configuration_there_is_nothing() -> None:
    assert find_credential("ghcr.io") is None


@pytest.mark.parametrize(
    ("key", "registry"),
    [
        ("ghcr.io", "ghcr.io"),
        ("https://ghcr.io", "ghcr.io"),
        ("https://ghcr.io/v2/", "ghcr.io"),
        ("localhost:5001", "localhost:5001"),
        ("https://index.docker.io/v1/", "docker.io"),
        ("docker.io", "docker.io"),
    ],
)
@pytest.mark.parametrize("entry", [{"auth": AUTH}, {"username": "ada", "password": SECRET}])
def test_a_login_is_found_by_its_host(
    docker_config: Path, key: str, registry: str, entry: dict[str, str]
) -> None:
    docker_config.write_text(json.dumps({"auths": {"other.io": {"auth": "eDp5"}, key: entry}}))
    assert find_credential(registry) == Credential("ada", SECRET)
    assert find_credential("quay.io") is None


def test_an_identity_token_has_no_user(docker_config: Path) -> None:
    docker_config.write_text(json.dumps({"auths": {"r.io": {"identitytoken": SECRET}}}))
    credential = find_credential("r.io")
    assert credential == Credential("", SECRET)
    assert credential.is_identity_token


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(Credential("ada", SECRET))


def test_the_helper_of_the_registry_comes_before_the_common_one(
    docker_config: Path, install: Install
) -> None:
    answer = """read -r server; printf '{"Username": "%s", "Secret": "of %s"}'"""
    install("own", f'{answer} own "$server"')
    install("common", f'{answer} common "$server"')
    docker_config.write_text(
        json.dumps({"credsStore": "common", "credHelpers": {"r.io": "own"}, "auths": {"r.io": {}}})
    )
    assert find_credential("r.io") == Credential("own", "of r.io")
    assert find_credential("quay.io") == Credential("common", "of quay.io")
    assert find_credential("docker.io") == Credential("common", "of https://index.docker.io/v1/")


def test_a_helper_may_hold_an_identity_token(docker_config: Path, install: Install) -> None:
    install("own", """printf '{"Username": "<token>", "Secret": "t0ken"}'""")
    docker_config.write_text(json.dumps({"credsStore": "own"}))
    assert find_credential("r.io") == Credential("", "t0ken")


def test_what_a_helper_does_not_have_is_looked_for_in_the_file(
    docker_config: Path, install: Install
) -> None:
    install("own", "echo 'credentials not found in native keychain'; exit 1")
    docker_config.write_text(json.dumps({"credsStore": "own", "auths": {"r.io": {"auth": AUTH}}}))
    assert find_credential("r.io") == Credential("ada", SECRET)
    assert find_credential("quay.io") is None


@pytest.mark.parametrize(
    "script",
    [
        f"echo '{SECRET} is locked'; echo {SECRET} >&2; exit 1",
        f"echo '{SECRET}'",
        f"""echo '{{"Secret": "{SECRET}"}}'""",
        f"""echo '["{SECRET}"]'""",
    ],
    ids=["failing", "no-json", "no-user", "no-object"],
)
def test_a_broken_helper_is_named_and_not_quoted(
    docker_config: Path, install: Install, script: str
) -> None:
    install("own", script)
    docker_config.write_text(json.dumps({"credsStore": "own"}))
    with pytest.raises(LocalError, match=r"docker-credential-own .* r\.io") as error:
        find_credential("r.io")
    assert SECRET not in str(error.value)
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_a_missing_helper_is_named(docker_config: Path) -> None:
    docker_config.write_text(json.dumps({"credsStore": "not-there"}))
    with pytest.raises(LocalError, match=r"docker-credential-not-there, which .* is not installed"):
        find_credential("r.io")


@pytest.mark.parametrize("helper", ["../../bin/sh", "a b", "/bin/sh", ["own"]])
def test_a_helper_is_a_plain_name(docker_config: Path, helper: Any) -> None:
    docker_config.write_text(json.dumps({"credsStore": helper}))
    with pytest.raises(LocalError, match="names a credential helper"):
        find_credential("r.io")


@pytest.mark.parametrize(
    "text",
    [
        f"not JSON but {SECRET}",
        f'["{SECRET}"]',
        f'{{"auths": "{SECRET}"}}',
        f'{{"auths": {{"r.io": "{SECRET}"}}}}',
        f'{{"auths": {{"r.io": {{"auth": "{SECRET}"}}}}}}',
        f'{{"auths": {{"r.io": {{"auth": "{base64.b64encode(b"s3cret").decode()}"}}}}}}',
        f'{{"auths": {{"r.io": {{"auth": ["{SECRET}"]}}}}}}',
        '{"auths": {"r.io": {"username": "ada"}}}',
    ],
)
def test_a_damaged_configuration_is_named_and_not_quoted(docker_config: Path, text: str) -> None:
    docker_config.write_text(text)
    with pytest.raises(LocalError) as error:
        find_credential("r.io")
    assert str(docker_config) in str(error.value)
    assert "docker login" in str(error.value)
    assert "s3cret" not in str(error.value)
