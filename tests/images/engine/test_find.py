"""Which engine is used, and what is said where none can be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nexus_gitops.errors import LocalError
from nexus_gitops.images.engine.find import find_engine
from nexus_gitops.images.engine.name import EngineName

Install = Callable[[str, str], Path]

NO_DAEMON = 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1'


def test_docker_comes_first_where_both_work(install: Install) -> None:
    install("docker", "echo 28.2.2")
    install("podman", "echo 4.3.1")
    assert find_engine().name is EngineName.DOCKER
    assert find_engine(EngineName.PODMAN).name is EngineName.PODMAN


def test_a_docker_client_without_a_daemon_is_passed_by(install: Install) -> None:
    install("docker", NO_DAEMON)
    install("podman", "echo 4.3.1")
    assert find_engine().name is EngineName.PODMAN


def test_an_engine_that_does_not_work_is_told_in_its_own_words(install: Install) -> None:
    install("docker", NO_DAEMON)
    with pytest.raises(LocalError, match="docker does not work: Cannot connect to the Docker"):
        find_engine()


def test_an_engine_that_fails_in_silence_is_told_by_its_exit_code(install: Install) -> None:
    install("podman", "exit 125")
    with pytest.raises(LocalError, match="podman does not work: it ended with exit code 125"):
        find_engine()


@pytest.mark.usefixtures("engine_folder")
def test_no_engine_at_all_is_told() -> None:
    with pytest.raises(LocalError, match="none of docker, podman is installed"):
        find_engine()
    with pytest.raises(LocalError, match="podman is not installed"):
        find_engine(EngineName.PODMAN)


def test_a_program_for_another_machine_is_told(engine_folder: Path) -> None:
    program = engine_folder / "podman"
    program.write_bytes(b"\x7fELF of some other machine")
    program.chmod(0o755)
    with pytest.raises(LocalError, match="podman does not start: Exec format error"):
        find_engine()
