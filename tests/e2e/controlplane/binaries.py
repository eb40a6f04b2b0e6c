"""The programs of the control plane, built from the Go modules that go.mod pins.

Built once: what is there is taken as it is until go.mod, go.sum, a program of our own or Go
change.
`python -m tests.e2e.controlplane.binaries` builds all that is missing.
"""

import hashlib
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).parent
METRICS: Final = HERE / "metrics"
"""A module of its own, as metrics-server needs other versions than the rest."""
OLDEST: Final = HERE / "oldest"
"""The API server of the oldest Kubernetes that an environment may run."""
NEWEST: Final = HERE / "newest"
"""The API server of the newest Kubernetes that Go 1.26 builds; what Argo CD is built with is older."""
LOGS: Final = HERE / "logs"
"""What keeps lines, as an add-on of the platform does."""
ROOT: Final = HERE.parents[2]
KUBERNETES: Final = "k8s.io/kubernetes"
ARGO_CD: Final = "github.com/argoproj/argo-cd/v3"
KWOK: Final = "sigs.k8s.io/kwok"

_BUILT: Final = ROOT / ".cache" / "controlplane"


def go() -> str | None:
    """The Go toolchain, or None where there is none."""
    return shutil.which("go")


def build(source: Path) -> Path:
    """The folder with the programs that `source` pins.

    Args:
        source: folder of a go.mod that names them as tools.
    """
    digest = hashlib.sha256(_output("go", "version", folder=source).encode())
    for file in (source / "go.mod", source / "go.sum", *sorted(source.glob("*/main.go"))):
        digest.update(file.read_bytes())
    folder = _BUILT / f"{source.name}-{digest.hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    command = ["go", "build", "-trimpath", f"-ldflags={_linker_flags(source)}", "-o", f"{fresh}/"]
    subprocess.run([*command, "tool"], cwd=source, env=_environment(), check=True)
    for old in _BUILT.glob(f"{source.name}-*"):
        if old != fresh:
            shutil.rmtree(old)
    return fresh.rename(folder)


def version(module: str, source: Path = HERE) -> str:
    """The version of a module that go.mod pins, as `v1.36.1`."""
    return str(_module(module, source)["Version"])


def sources(module: str) -> Path:
    """The folder of a module that go.mod pins."""
    return Path(str(_module(module, HERE)["Dir"]))


def manifests(module: str, *patterns: str) -> list[dict[str, Any]]:
    """Kubernetes objects that a module brings along, by glob patterns inside it."""
    return [
        document
        for pattern in patterns
        for file in sorted(sources(module).glob(pattern))
        for document in yaml.load_all(file.read_text(), Loader=yaml.CSafeLoader)
        if document
    ]


@cache
def _module(module: str, source: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        _output("go", "list", "-mod=readonly", "-m", "-json", module, folder=source)
    )
    return found


def _linker_flags(source: Path) -> str:
    """Without them Kubernetes and Argo CD do not know which version they are."""
    flags = {}
    pinned = (source / "go.mod").read_text()
    if KUBERNETES in pinned:
        kubernetes = version(KUBERNETES, source)
        major, minor, _ = kubernetes.removeprefix("v").split(".", 2)
        package = "k8s.io/component-base/version"
        flags[f"{package}.gitVersion"] = kubernetes
        flags[f"{package}.gitMajor"] = major
        flags[f"{package}.gitMinor"] = minor
    if ARGO_CD in pinned:
        flags[f"{ARGO_CD}/common.version"] = version(ARGO_CD, source).removeprefix("v")
    return " ".join(["-s", "-w", *(f"-X={name}={value}" for name, value in flags.items())])


def _output(*command: str, folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "CGO_ENABLED": "0", "GOWORK": "off"}


if __name__ == "__main__":
    for pinned in (HERE, METRICS, OLDEST, NEWEST, LOGS):
        build(pinned)
