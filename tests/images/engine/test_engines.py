"""What docker and podman are asked, and what is made of their answers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError, UnreachableError
from nexus_gitops.images.engine.engines import BuildFailedError, Docker, Engine, Podman, Recipe
from nexus_gitops.images.image import Image

Install = Callable[[str, str], Path]

DIGEST = f"sha256:{'0123456789abcdef' * 4}"
IMAGE = Image("registry.example.com/nexus/nexus-os", "1.2.3")
RECIPE = Recipe(IMAGE, Path("docker/nexus-os.Dockerfile"), Path(), {"version": "1.2.3"})
BOTH = pytest.mark.parametrize("engine", [Docker("docker"), Podman("podman")])

PODMAN_BUILDS = """echo '[1/2] STEP 1/2: FROM python AS packages'
echo 'Trying to pull python...'
echo '[2/2] STEP 2/2: COPY a b'"""
DOCKER_BUILDS = """echo '#1 [internal] load build definition' >&2
echo '#1 transferring dockerfile: 2.1kB done' >&2
echo '#5 [packages 2/6] WORKDIR /build' >&2"""


def steps(engine: Engine) -> list[str]:
    told: list[str] = []
    engine.build(RECIPE, told.append)
    return told


def test_podman_tells_its_steps(install: Install) -> None:
    install("podman", PODMAN_BUILDS)
    assert steps(Podman("podman")) == [
        "[1/2] STEP 1/2: FROM python AS packages",
        "[2/2] STEP 2/2: COPY a b",
    ]


def test_docker_tells_its_steps(install: Install) -> None:
    install("docker", DOCKER_BUILDS)
    assert steps(Docker("docker")) == [
        "#1 [internal] load build definition",
        "#5 [packages 2/6] WORKDIR /build",
    ]


@BOTH
def test_what_is_built_is_tagged_and_labelled(engine: Engine, install: Install) -> None:
    asked = install(engine.name, "")
    steps(engine)
    arguments = asked.read_text().splitlines()
    assert arguments[0] == "build"
    assert arguments[-1] == "."
    assert {
        f"--tag={IMAGE.tagged}",
        "--file=docker/nexus-os.Dockerfile",
        "--label=version=1.2.3",
    } <= set(arguments)


@BOTH
def test_a_failed_build_keeps_the_last_lines(engine: Engine, install: Install) -> None:
    install(engine.name, "echo 'no such package'; exit 125")
    with pytest.raises(BuildFailedError, match=r"nexus-os\.Dockerfile: .* exit code 125") as caught:
        steps(engine)
    assert caught.value.output == ("no such package",)
    assert caught.value.exit_code == LocalError.exit_code


def test_docker_says_which_digest_it_pushed(install: Install) -> None:
    install("docker", f"echo '1.2.3: digest: {DIGEST} size: 1782'")
    assert Docker("docker").push(IMAGE) == DIGEST


def test_a_docker_that_says_no_digest_is_not_guessed_at(install: Install) -> None:
    install("docker", "echo 'The push refers to repository [registry.example.com/nexus]'")
    with pytest.raises(LocalError, match=r"does not say which digest .*; nexus-gitops images pin"):
        Docker("docker").push(IMAGE)


WRITES_DIGEST = (
    "for a; do case $a in --digestfile=*) printf %s " + DIGEST + ' > "${a#*=}";; esac; done'
)


@pytest.mark.parametrize(
    ("registry", "options"),
    [("registry.example.com", set()), ("localhost:5001", {"--tls-verify=false"})],
)
def test_podman_speaks_plain_http_to_this_machine_alone(
    registry: str, options: set[str], install: Install
) -> None:
    asked = install("podman", WRITES_DIGEST)
    assert Podman("podman").push(Image(f"{registry}/nexus/nexus-os", "1.2.3")) == DIGEST
    assert {"--tls-verify=false"} & set(asked.read_text().splitlines()) == options


@BOTH
def test_a_registry_that_wants_a_login_is_told(engine: Engine, install: Install) -> None:
    install(engine.name, "echo 'unauthorized: authentication required' >&2; exit 1")
    with pytest.raises(
        UnreachableError,
        match=rf"cannot be pushed: unauthorized.*{engine.name} login registry\.example\.com",
    ):
        engine.push(IMAGE)


@BOTH
def test_a_registry_that_does_not_answer_is_told(engine: Engine, install: Install) -> None:
    install(engine.name, "echo 'dial tcp: connection refused' >&2; exit 1")
    with pytest.raises(UnreachableError, match="connection refused; check the registry's name"):
        engine.push(IMAGE)
