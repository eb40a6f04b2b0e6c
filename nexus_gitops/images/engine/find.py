"""Finds the container engine of this machine."""

import shutil
from typing import Final

from nexus_gitops.errors import LocalError
from nexus_gitops.images.engine.engines import Docker, Engine, Podman
from nexus_gitops.images.engine.name import EngineName

_ENGINES: Final[dict[EngineName, type[Engine]]] = {
    EngineName.DOCKER: Docker,
    EngineName.PODMAN: Podman,
}


def find_engine(wanted: EngineName | None = None) -> Engine:
    """The engine that was asked for, or else the first that can be used.

    A client of Docker without a daemon behind it is passed by where podman works.

    Raises:
        LocalError: it is not installed, or does not work; its own words are in the message.
    """
    troubles = []
    names = [wanted] if wanted else list(EngineName)
    for name in names:
        if program := shutil.which(name):
            engine = _ENGINES[name](program)
            if not (trouble := engine.trouble()):
                return engine
            troubles.append(f"{name} does not work: {trouble}")
    if troubles:
        raise LocalError("; ".join(troubles), "start it, or name another one with --engine")
    if wanted:
        raise LocalError(f"{wanted} is not installed", "install it, or name another one")
    raise LocalError(f"none of {', '.join(names)} is installed", "install one of them")
