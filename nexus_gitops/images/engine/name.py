"""The names of the container engines; a command line reads them before anything is run."""

from enum import StrEnum


class EngineName(StrEnum):
    """The engines, in the order in which they are looked for."""

    DOCKER = "docker"
    PODMAN = "podman"
