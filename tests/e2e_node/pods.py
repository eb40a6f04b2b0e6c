"""Pods from the inside: their processes and their networks, which are this machine's."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from nexus_gitops.manifests.identity import KubeObject
from tests.e2e_node.containerd import PAUSE_IMAGE, Containerd

_TRY: Final = """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor

def connects(target):
    try:
        socket.create_connection(target, timeout=2).close()
    except OSError:
        return False
    return True

targets = json.load(sys.stdin)
with ThreadPoolExecutor(32) as pool:
    print(json.dumps(list(pool.map(connects, targets))))
"""


def process_of(containerd: Containerd, pod: KubeObject) -> int:
    """The process of a pod's first container."""
    return containerd.process(pod["status"]["containerStatuses"][0]["containerID"])


def kill(containerd: Containerd, pod: KubeObject) -> None:
    """Kill a pod's first container, as the kernel does that runs out of memory."""
    os.kill(process_of(containerd, pod), signal.SIGKILL)


def reached_from(
    containerd: Containerd, pod: KubeObject, targets: Mapping[str, tuple[str, int]]
) -> set[str]:
    """The names of those targets, of an address and a port, that a pod can connect to."""
    inside = ["nsenter", f"--net=/proc/{process_of(containerd, pod)}/ns/net"]
    done = subprocess.run(
        [*inside, sys.executable, "-c", _TRY],
        input=json.dumps(list(targets.values())),
        capture_output=True,
        text=True,
        check=True,
    )
    return {name for name, open_ in zip(targets, json.loads(done.stdout), strict=True) if open_}


def idle(name: str, namespace: str) -> dict[str, Any]:
    """A pod that does nothing, and that Pod Security *restricted* admits."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": {
            "terminationGracePeriodSeconds": 1,
            "automountServiceAccountToken": False,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": 65534,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [
                {
                    "name": "idle",
                    "image": PAUSE_IMAGE,
                    "resources": {
                        "requests": {"cpu": "1m", "memory": "8Mi"},
                        "limits": {"cpu": "100m", "memory": "32Mi"},
                    },
                    "securityContext": {
                        "allowPrivilegeEscalation": False,
                        "capabilities": {"drop": ["ALL"]},
                    },
                }
            ],
        },
    }


def restarts(pod: KubeObject) -> int:
    """How often a pod's first container was started again."""
    return int(pod["status"]["containerStatuses"][0]["restartCount"])


def is_ready(pod: KubeObject) -> bool:
    """Whether a pod says that it is."""
    conditions: Iterable[Any] = pod["status"].get("conditions") or ()
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
