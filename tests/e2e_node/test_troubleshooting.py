"""What the troubleshooting guide and the runbooks tell people to type with kubectl, typed."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from command_lines import quoted, typed

from tests.cli.conftest import ROOT
from tests.e2e.conftest import Platform
from tests.e2e.controlplane import binaries
from tests.e2e.patience import until
from tests.e2e_node import archives, pods
from tests.e2e_node.node import KUBELET, Node

DOCS: Final = ROOT / "docs"
PAGES: Final = (*sorted(DOCS.glob("troubleshooting*.md")), *sorted(DOCS.glob("runbooks/*.md")))
LINES: Final = dict.fromkeys(
    line for page in PAGES for line in (*typed(page, "kubectl"), *quoted(page, "kubectl"))
)

NOT_TYPED: Final[Mapping[str, str]] = {
    "kubectl run … --image=busybox": "the guide says why it cannot work",
    "kubectl port-forward POD 8080:PORT": "it leads into a pod until somebody ends it",
    "kubectl describe certificate NAME": "dev has no certificate",
    "kubectl logs -n <namespace>-logging POD": "dev keeps its lines nowhere",
    "kubectl logs alertmanager-0": "dev has no Alertmanager",
    **dict.fromkeys(
        (
            "kubectl cnpg status database",
            "kubectl get scheduledbackups,backups",
            "kubectl get cluster database -o yaml",
            "kubectl logs database-1 -c plugin-barman-cloud",
            "kubectl cnpg backup database -m plugin --plugin-name barman-cloud.cloudnative-pg.io",
        ),
        "dev's database is no Cluster",
    ),
}
"""Why a line is not."""

TELLS: Final[Mapping[str, str]] = {
    "--sort-by=.lastTimestamp": "LAST SEEN",
    "deployment/workspace-kernel --previous": "{",
    "reason=FailedScheduling": "unplaced.*didn't match Pod's node affinity/selector",
    "reason=FailedCreate": "refused.*violates PodSecurity",
    "describe resourcequota": r"requests.memory +\d+",
    "name=workspace-kernel --output=wide": r"workspace-kernel-.* Running +\d.*10\.",
    "service-name=postgres": r"5432 +10\.",
    "create_connection(('postgres', 5432)": "open",
    "getaddrinfo('redis', 6379)": r"'10\.[\d.]+', 6379",
    "--all-containers --tail=5": '"status": ?"',
    "-- pg_isready": "accepting connections",
    "-- df -h": r"\d% /var/lib/postgresql/data",
    "-- psql": "(?s)usename.*current_setting.*pg_size_pretty.*version_num",
    "get hpa workspace-kernel": "Deployment/workspace-kernel",
    "get pods": "postgres-0 ",
    "get pod postgres-0": "Running",
    "describe pod POD": r"(?s)Last State: +Terminated.*Exit Code: +137",
    "logs POD --previous": "{",
    "deploy/redis -c redis": "Redis|redis",
    "logs postgres-0 -c postgres": "database system is ready",
}
"""What is printed, as a pattern, by a part of the line; the others say that they have done it."""


@dataclass(frozen=True)
class Terminal:
    """Where somebody types who looks for what is wrong.

    Attributes:
        folder: their home, with a kubeconfig of their own.
        programs: with kubectl.
        pod: whose kernel was killed.
    """

    folder: Path
    programs: Path
    pod: str

    def type(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line, with what the guide asks a database by on its input."""
        return subprocess.run(
            ["sh", "-c", line.replace("POD", self.pod)],
            cwd=ROOT,
            env={
                "PATH": f"{self.programs}:/usr/bin:/bin",
                "HOME": str(self.folder),
                "KUBECONFIG": str(self.folder / "kubeconfig"),
            },
            input=_questions() if "-- psql" in line else "",
            capture_output=True,
            text=True,
            check=False,
        )


def _questions() -> str:
    (block,) = re.findall(
        r"^```sql\n(.*?)^```", PAGES[0].read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return str(block)


@pytest.fixture(scope="module")
def terminal(
    live: Platform, node: Node, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Terminal]:
    """Somebody's, where a kernel was killed, a pod finds no node and another one is refused."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copy(live.kube.kubeconfig, folder / "kubeconfig")
    _bring_busybox(node, folder / "busybox.tar")
    name = _killed(live, node)
    unplaced = pods.idle("unplaced", live.namespace)
    unplaced["spec"]["nodeSelector"] = {"nexus.invalid/nowhere": ""}
    live.kube.apply(unplaced, _refused(live.namespace))
    found = Terminal(folder, binaries.build(KUBELET), name)
    chosen = found.type(f"kubectl config set-context --current --namespace={live.namespace}")
    assert chosen.returncode == 0, chosen.stderr
    yield found
    live.kube.delete("v1 Pod", "unplaced", live.namespace)
    live.kube.delete("apps/v1 Deployment", "refused", live.namespace)


def _killed(live: Platform, node: Node) -> str:
    """The pod of a kernel that was killed and is back."""
    (kernel, *_) = live.pods("workspace-kernel").values()
    name = kernel["metadata"]["name"]

    def is_back() -> bool:
        now = live.kube.get("v1 Pod", name, live.namespace)
        return pods.restarts(now) > pods.restarts(kernel) and pods.is_ready(now)

    pods.kill(node.containerd, kernel)
    until(is_back, "the kernel")
    return str(name)


def _bring_busybox(node: Node, archive: Path) -> None:
    """Debian's, by the name that the guide has; the node reaches no registry."""
    program = node.containerd.packages.busybox
    archives.of_program(program, "docker.io/library/busybox:1.37", archive, "timeout", "wget")
    node.containerd.load(archive)


def _refused(namespace: str) -> dict[str, object]:
    """A Deployment whose pods would be root."""
    labels = {"app": "refused"}
    spec = {"containers": [{"name": "main", "image": "nexus.invalid/none:1"}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "refused", "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }


@pytest.mark.parametrize("line", LINES)
def test_a_line_does_what_is_said_of_it(terminal: Terminal, line: str) -> None:
    if line in NOT_TYPED:
        pytest.skip(NOT_TYPED[line])
    told = [pattern for part, pattern in TELLS.items() if part in line]

    def says_it() -> bool:
        done = terminal.type(line)
        print(done.stdout, done.stderr)
        return done.returncode == 0 and all(re.search(one, done.stdout) for one in told)

    until(says_it, f"what is said of {line}", seconds=60)


def test_what_is_known_of_lines_is_known_of_lines_that_are_there() -> None:
    assert NOT_TYPED.keys() <= LINES.keys()
    assert [part for part in TELLS if not any(part in line for line in LINES)] == []
