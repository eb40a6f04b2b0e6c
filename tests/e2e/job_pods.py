"""What runs in the pods of Jobs that were made by hand: their own commands, as local processes.

A process has the variables that its pod has, from the same ConfigMaps and Secrets of the cluster,
but for those that say where something is, since nothing is there. It ends with its pod.
"""

import base64
import os
import re
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e.controlplane import nodes
from tests.e2e.kube import Kube

_BY_HAND: Final = re.compile(nodes.BY_HAND)
_LOOK_SECONDS: Final = 0.2


@dataclass(frozen=True)
class Image:
    """What an image brings.

    Attributes:
        name: the last part of its repository.
        entrypoint: what its arguments are given to.
        programs: folders that are searched first.
    """

    name: str
    entrypoint: tuple[str, ...]
    programs: tuple[Path, ...]


@dataclass
class JobPods:
    """Plays what runs in the pods of some namespaces, until it is stopped.

    Attributes:
        kube: their cluster; for this alone, since it is asked by a thread.
        namespaces: of the Jobs.
        images: what there is to run.
        places: variables that lead to servers and folders of this machine.
        folder: for what the pods log.
        running: the processes, by the names of their pods.
    """

    kube: Kube
    namespaces: tuple[str, ...]
    images: Sequence[Image]
    places: Mapping[str, str]
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, and all that runs."""
        self._stopping.set()
        self._thread.join()
        for process in self.running.values():
            _kill(process)

    def command(
        self, container: Mapping[str, Any], namespace: str
    ) -> tuple[list[str], dict[str, str]]:
        """What a container runs, and its variables."""
        name = container["image"].rpartition("/")[2].partition(":")[0]
        (image,) = [one for one in self.images if one.name == name]
        command = [*container.get("command", image.entrypoint), *container.get("args", ())]
        path = ":".join([*map(str, image.programs), "/usr/bin", "/bin"])
        variables = {"PATH": path, "HOME": "/nonexistent", **self._variables(container, namespace)}
        return command, {**variables, **self.places}

    def _variables(self, container: Mapping[str, Any], namespace: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for source in container.get("envFrom", ()):
            found |= self.kube.get("v1 ConfigMap", source["configMapRef"]["name"], namespace)[
                "data"
            ]
        for one in container.get("env", ()):
            if "value" in one:
                found[one["name"]] = one["value"]
                continue
            reference = one["valueFrom"]["secretKeyRef"]
            data = self.kube.get("v1 Secret", reference["name"], namespace)["data"]
            if reference["key"] in data or not reference.get("optional"):
                found[one["name"]] = base64.b64decode(data[reference["key"]]).decode()
        return found

    def _look(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            pods = {
                pod["metadata"]["name"]: pod
                for namespace in self.namespaces
                for pod in self.kube.list("v1 Pod", namespace)
                if _BY_HAND.search(pod["metadata"]["name"])
            }
            for name, pod in pods.items():
                if name not in self._seen and pod["status"].get("phase") == "Running":
                    self._seen.add(name)
                    self._run(pod)
            for name in self.running.keys() - pods.keys():
                _kill(self.running.pop(name))
            for name, process in list(self.running.items()):
                assert process.stdout is not None
                if process.poll() is not None and process.stdout.closed:
                    del self.running[name]
                    self._end(pods[name], process.returncode)

    def _run(self, pod: KubeObject) -> None:
        (container,) = pod["spec"]["containers"]
        command, variables = self.command(container, pod["metadata"]["namespace"])
        file = self.folder / f"{pod['metadata']['name']}.log"
        process = subprocess.Popen(
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log = file.open("w")
        threading.Thread(target=_write, args=(process, log), daemon=True).start()
        nodes.inside(self.kube, pod, "Logs", {"logs": [{"logsFile": str(file)}]})
        self.running[pod["metadata"]["name"]] = process

    def _end(self, pod: KubeObject, code: int) -> None:
        (container,) = pod["status"]["containerStatuses"]
        ended = {
            "exitCode": code % 256,
            "reason": "Error" if code else "Completed",
            "startedAt": container["state"]["running"]["startedAt"],
            "finishedAt": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        status = {
            "phase": "Failed" if code else "Succeeded",
            "containerStatuses": [
                {**container, "ready": False, "started": False, "state": {"terminated": ended}}
            ],
        }
        metadata = pod["metadata"]
        self.kube.patch_status("v1 Pod", metadata["name"], metadata["namespace"], status)


def _write(process: subprocess.Popen[bytes], log: TextIO) -> None:
    """As a container runtime does."""
    assert process.stdout is not None
    with log, process.stdout as lines:
        for line in lines:
            now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
            log.write(f"{now} stdout F {line.decode()}")
            log.flush()


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
