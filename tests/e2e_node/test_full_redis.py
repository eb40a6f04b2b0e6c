"""A Redis that is full forgets what nobody asked for, and is not killed."""

import base64
import subprocess
import sys
from typing import Any

from tests.e2e.conftest import Platform
from tests.e2e_node import pods
from tests.e2e_node.node import Node

# More than twice its memory, of small and of large values.
FILL = """
import os, socket, sys
password, address = sys.stdin.read().split()
redis = socket.create_connection((address, 6379), timeout=60).makefile("rwb")
def ask(*words):
    redis.write(b"*%d\\r\\n" % len(words) + b"".join(b"$%d\\r\\n%s\\r\\n" % (len(w), w) for w in words))
    redis.flush()
    said = redis.readline()
    return redis.read(int(said[1:]) + 2) if said[:1] == b"$" else said
assert ask(b"AUTH", password.encode()) == b"+OK\\r\\n"
for number in range(300):
    size = (1_000_000, 10_000, 100)[number % 3]
    for part in range(1_000_000 // size if number % 3 < 2 else 500):
        said = ask(b"SET", b"fill:%d:%d" % (number, part), os.urandom(size))
        assert said == b"+OK\\r\\n", said
evicted = ask(b"INFO", b"stats").partition(b"evicted_keys:")[2].partition(b"\\r\\n")[0]
print(int(evicted))
ask(b"FLUSHALL")
"""


def state(live: Platform) -> Any:
    (pod,) = live.pods("redis").values()
    return pod, pod["status"]["containerStatuses"][0]


def test_it_evicts_and_is_not_killed(live: Platform, node: Node) -> None:
    pod, before = state(live)
    secret = live.kube.get("v1 Secret", "nexus-secrets", live.namespace)["data"]
    password = base64.b64decode(secret["REDIS_PASSWORD"]).decode()
    inside = f"--net=/proc/{pods.process_of(node.containerd, pod)}/ns/net"
    filled = subprocess.run(
        ["nsenter", inside, sys.executable, "-c", FILL],
        input=f"{password}\n{pod['status']['podIP']}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert filled.returncode == 0, filled.stderr
    assert int(filled.stdout) > 0
    _, after = state(live)
    assert after["restartCount"] == before["restartCount"]
    assert after["ready"]
