"""A Redis server used as a cache."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App, Chart
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nexus_constructs.component import Installation
from nexus_constructs.redis import Redis
from nexus_constructs.secrets import SecretReference
from nexus_constructs.sizing import Resources

# What an environment variable can hold, on one line: no NUL, no line feed.
PASSWORDS = st.text(
    st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), min_size=1, max_size=40
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "a": "\a"}


@pytest.fixture(scope="module")
def container(installation: Installation) -> dict[str, Any]:
    """The container of a Redis with 256Mi."""
    chart = Chart(App(), "test", disable_resource_name_hashes=True)
    Redis(
        chart,
        "cache",
        installation=installation,
        version="7",
        image="registry.test/redis:7.4.2",
        resources=Resources("100m", "100m", "128Mi", "256Mi"),
        password=SecretReference("keys"),
        password_key="CACHE_PASSWORD",
    )
    (deployment,) = (obj for obj in chart.to_json() if obj["kind"] == "Deployment")
    return dict(deployment["spec"]["template"]["spec"]["containers"][0])


@pytest.fixture(scope="module")
def start(container: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> "Started":
    """Runs the container's command with a `redis-server` that keeps what it was given."""
    return Started(container["command"], tmp_path_factory.mktemp("redis"))


class Started:
    """A container's command, run on this machine with its folder /run/redis elsewhere."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._command = [part.replace("/run/redis", str(folder)) for part in command]
        self._folder = folder
        server = folder / "redis-server"
        server.write_text(
            f'#!/bin/sh\ncp "$1" {folder}/conf\nprintf \'%s\\n\' "$@" > {folder}/arguments\n'
        )
        server.chmod(0o755)

    def __call__(self, password: str) -> tuple[bytes, list[str]]:
        """The configuration that the server read, and its arguments."""
        path = f"{self._folder}:{Path(shutil.which('sed') or '/bin/sed').parent}"
        subprocess.run(self._command, env={"PATH": path, "REDIS_PASSWORD": password}, check=True)
        return (
            (self._folder / "conf").read_bytes(),
            (self._folder / "arguments").read_text().splitlines(),
        )


def password_in(configuration: bytes) -> str:
    """What Redis takes for the password, by the rules of its configuration file.

    Source: sdssplitargs, https://github.com/redis/redis/blob/7.4.2/src/sds.c
    """
    (line,) = configuration.decode().split("\n")[:-1]
    assert line.startswith('requirepass "')
    characters = iter(line.removeprefix('requirepass "'))
    password = ""
    for character in characters:
        if character == '"':
            assert not "".join(characters), "something follows the closing quote"
            return password
        if character == "\\":
            escaped = next(characters)
            assert escaped != "x", "a hexadecimal escape"
            character = ESCAPES.get(escaped, escaped)
        password += character
    raise AssertionError("the quote is never closed")


@settings(max_examples=25, deadline=None)
@given(password=PASSWORDS)
@example(password=r"""a"b'c\d\\e\n%s%%$HOME$(id)`id` x&|;*#~ """)
@example(password="-n")
def test_the_server_gets_the_password_unchanged_in_a_file(start: Started, password: str) -> None:
    configuration, _ = start(password)

    assert password_in(configuration) == password


def test_the_password_is_in_no_argument_and_in_a_file_of_the_servers_own(start: Started) -> None:
    _, arguments = start("correct horse")

    assert not any("correct horse" in argument for argument in arguments)
    assert Path(arguments[0]).stat().st_mode & 0o077 == 0


def test_it_is_a_cache_within_its_memory_that_never_forks(start: Started) -> None:
    _, (_, *options) = start("x")
    given = dict(zip(options[::2], options[1::2], strict=True))

    assert given["--maxmemory-policy"] == "allkeys-lru"
    assert int(given["--maxmemory"]) == 128 * 1024**2  # half of 256Mi
    assert (given["--appendonly"], given["--save"]) == ("no", "")


def test_the_probes_know_the_password_without_an_argument(container: dict[str, Any]) -> None:
    env = {variable["name"]: variable["valueFrom"] for variable in container["env"]}

    assert env["REDISCLI_AUTH"] == env["REDIS_PASSWORD"]
    assert env["REDIS_PASSWORD"] == {"secretKeyRef": {"name": "keys", "key": "CACHE_PASSWORD"}}


def test_everything_it_writes_to_is_mounted(container: dict[str, Any], start: Started) -> None:
    _, arguments = start("x")
    mounted = {mount["mountPath"] for mount in container["volumeMounts"]}

    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert mounted == {"/run/redis"}
    assert Path(arguments[arguments.index("--dir") + 1]) == Path(arguments[0]).parent
