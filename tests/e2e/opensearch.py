"""A real OpenSearch with its security plugin, from Maven's packages, as the rendered pod starts it.

The packages are those of its own integration tests. They lack index management and Dashboards, and
a module of queries' rules: the plugin's dependence on that is taken out of its description, and
the library that it finds there is put beside it.
"""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.controlplane.binaries import ROOT
from tests.e2e.controlplane.processes import free_port, processes

VERSION: Final = "3.4.0"
_SERVER: Final = ("org.opensearch.distribution.integ-test-zip", "opensearch", VERSION)
_SECURITY: Final = ("org.opensearch.plugin", "opensearch-security", f"{VERSION}.0")
_MISSING: Final = ("org.apache.commons", "commons-collections4", "4.5.0")
_PLUGIN: Final = "plugins/opensearch-security"
_OLDEST_JAVA: Final = 21
_NOBODY: Final = 65534
_HEAP: Final = "-Xms512m -Xmx512m"


def java() -> Path:
    """A Java that it runs on; the test is skipped without one."""
    for release in sorted(Path("/usr/lib/jvm").glob("*/release")):
        said = dict(line.split("=", 1) for line in release.read_text().splitlines() if "=" in line)
        version = said.get("JAVA_VERSION", "").strip('"').partition(".")[0]
        if version.isdecimal() and int(version) >= _OLDEST_JAVA:
            return release.parent
    pytest.skip(f"OpenSearch needs Java {_OLDEST_JAVA}, and /usr/lib/jvm has none")


def home() -> Path:
    """Where the program is; the test is skipped where Maven does not bring it."""
    folder = ROOT / ".cache" / f"opensearch-{VERSION}"
    if folder.is_dir():
        return folder
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with zipfile.ZipFile(_package(*_SERVER, "zip")) as archive:
        archive.extractall(fresh)
    (unpacked,) = fresh.iterdir()
    with zipfile.ZipFile(_package(*_SECURITY, "zip")) as archive:
        archive.extractall(unpacked / _PLUGIN)
    shutil.copy(_package(*_MISSING, "jar"), unpacked / _PLUGIN)
    # Where an installation puts it.
    (unpacked / _PLUGIN / "config").rename(unpacked / "config" / "opensearch-security")
    description = unpacked / _PLUGIN / "plugin-descriptor.properties"
    lines = description.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("extended.plugins=")]
    description.write_text("\n".join(kept))
    for program in (unpacked / "bin").iterdir():
        program.chmod(0o755)
    _give_away(unpacked)
    unpacked.rename(folder)
    fresh.rmdir()
    return folder


def _package(group: str, name: str, version: str, kind: str) -> Path:
    maven = shutil.which("mvn")
    if maven is None:
        pytest.skip("OpenSearch comes by Maven, which is not installed")
    repository = Path.home() / ".m2" / "repository"
    archive = repository / group.replace(".", "/") / name / version / f"{name}-{version}.{kind}"
    if not archive.exists():
        wanted = f"-Dartifact={group}:{name}:{version}:{kind}"
        command = [maven, "-q", "-B", "dependency:get", "-Dtransitive=false", wanted]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"Maven does not bring {name} {version}: {done.stdout[-300:]}")
    return archive


@contextmanager
def started(
    objects: Sequence[KubeObject], password: str, is_up: Callable[[int], bool]
) -> Iterator[int]:
    """The server, prepared and told as its pod is; its port.

    Args:
        objects: of the rendered Application.
        password: of its administrator.
        is_up: says of a port whether it answers as its probe wants it.
    """
    # Not below pytest's folder, which is root's alone.
    with TemporaryDirectory(prefix="nexus-opensearch-") as name:
        folder = Path(name)
        yield from _started(folder, objects, password, is_up)


def _started(
    folder: Path, objects: Sequence[KubeObject], password: str, is_up: Callable[[int], bool]
) -> Iterator[int]:
    (pod,) = (
        one["spec"]["template"]["spec"]
        for one in objects
        if (one["kind"], one["metadata"]["name"]) == ("StatefulSet", "opensearch")
    )
    (config,) = (
        one["data"]
        for one in objects
        if one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("opensearch-config-")
    )
    places = {
        "/usr/share/opensearch/jdk": str(java()),
        "/usr/share/opensearch": str(home()),
        "/run/secrets/logging": str(folder / "secrets"),
        **{path: str(folder / path[1:]) for path in ("/settings", "/made", "/data", "/tmp")},
    }
    for path in ("settings", "secrets", "made", "data", "tmp", "logs"):
        (folder / path).mkdir()
    (folder / "secrets" / "password").write_text(password)
    port = free_port()
    here = {
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": free_port(),
        "path.logs": folder / "logs",
        "path.data": folder / "data",
    }
    settings = [
        line for line in config["opensearch.yml"].splitlines() if line.partition(":")[0] not in here
    ]
    settings += [f"{key}: {value}" for key, value in here.items()]
    (folder / "settings" / "opensearch.yml").write_text("\n".join(settings) + "\n")
    (folder / "settings" / "prepare.sh").write_text(config["prepare.sh"])
    as_nobody = _as_nobody(folder)
    (preparation,) = pod["initContainers"]
    variables = _variables(preparation, places)
    command = [_moved(word, places) for word in preparation["command"]]
    done = subprocess.run(
        [*as_nobody, *command], env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (server,) = pod["containers"]
    variables = {**_variables(server, places), "OPENSEARCH_JAVA_OPTS": _HEAP}
    with processes(folder) as running:
        command = [_moved(word, places) for word in server["command"]]
        running.start("opensearch", [*as_nobody, *command], variables)
        running.wait_for("opensearch", lambda: is_up(port), 600)
        yield port


def _as_nobody(folder: Path) -> list[str]:
    """It refuses to run as root."""
    if os.geteuid() != 0:
        return []
    _give_away(folder)
    # Whoever becomes another user no longer ends with the tests, unless that is said again.
    ends = ["--pdeathsig", "KILL"]
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", *ends]


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)


def _variables(container: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, str]:
    said = {one["name"]: _moved(one["value"], places) for one in container["env"]}
    return {"PATH": os.environ["PATH"], "TMPDIR": places["/tmp"], **said}


def _moved(text: str, places: Mapping[str, str]) -> str:
    for path, real in places.items():
        if text == path or text.startswith(f"{path}/"):
            return real + text.removeprefix(path)
    return text
