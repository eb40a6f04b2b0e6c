"""What rules and dashboards ask for, the real services tell, and Prometheus answers with data.

The rules and dashboards are those that are rendered for staging. Prometheus and the exporters are
Debian's. What Kubernetes and Argo CD tell is not here, and is left out by its name; what the
backups tell is asked for in their own tests.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import yaml

from nexus_testbed.entry import PageServer
from nexus_testbed.loopback import HOST, free_port, wait_for_port
from nexus_testbed.model import serve_model
from nexus_testbed.platform import Platform
from nexus_testbed.service import wait_until

ROOT = Path(__file__).parents[2]
RENDERED = ROOT / "dist/staging/observability"
NAMESPACE = "nexus-staging"
CACHE = Path.home() / ".cache/nexus-gitops-tests"
ELSEWHERE = re.compile(
    r"(kube|argocd|certmanager|container|fluentbit|prometheus|alertmanager"
    r"|nexus_backup|nexus_restore_test)_\w+|up"
)
NOT_HERE = frozenset(
    {
        "pg_replication_slots_pg_wal_lsn_diff",  # there is no slot
    }
)


@pytest.fixture(scope="module")
def rules() -> str:
    (config,) = RENDERED.glob("core_configmap_prometheus-config-*.yaml")
    return str(yaml.safe_load(config.read_text())["data"]["rules.yml"])


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """The queries of each dashboard."""
    found = {}
    for file in RENDERED.glob("core_configmap_dashboard-*.yaml"):
        for name, text in yaml.safe_load(file.read_text())["data"].items():
            panels = json.loads(text)["panels"]
            found[name] = [target["expr"] for panel in panels for target in panel["targets"]]
    return found


@pytest.fixture
def targets(platform: Platform) -> Iterator[Mapping[str, str]]:
    """Host and port of the figures of each component, all of them at work."""
    with ExitStack() as stack:
        model = stack.enter_context(serve_model())
        model.script = [model.says(json.dumps({"patch": [], "explanation": "It is fine."}))]
        nexus_os = platform.nexus_os(llm_base_url=model.url, llm_model="small")
        kernel = platform.kernel(nexus_os_url=nexus_os.url)
        kernel.wait_for_record("database connected")
        # pytest's own folders can be entered by one user alone, who is not nginx's.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nexus-page-")))
        folder.chmod(0o755)
        page = PageServer(folder, kernel.url)
        stack.callback(page.stop)
        postgres, redis = free_port(), free_port()
        for program, port, env in (
            (
                "prometheus-postgres-exporter",
                postgres,
                {
                    "DATA_SOURCE_URI": f"{HOST}:{platform.postgres.port}/{platform.database}"
                    "?sslmode=disable",
                    "DATA_SOURCE_USER": "nexus_monitor",
                    "DATA_SOURCE_PASS": platform.postgres.password_of("nexus_monitor"),
                },
            ),
            (
                "prometheus-redis-exporter",
                redis,
                {
                    "REDIS_ADDR": f"redis://{HOST}:{platform.redis.port}",
                    "REDIS_PASSWORD": platform.redis.password,
                },
            ),
        ):
            listen = f"--web.listen-address={HOST}:{port}"
            stack.enter_context(running([debian(program, program), listen], env))
            wait_for_port(port)
        stack.enter_context(at_work(platform, page.url))
        yield {
            "workspace-kernel": f"{HOST}:{kernel.port}",
            "nexus-os": f"{HOST}:{nexus_os.port}",
            "graphstudio-frontend": page.metrics,
            "postgres": f"{HOST}:{postgres}",
            "redis": f"{HOST}:{redis}",
        }


def test_rules_and_dashboards_name_only_what_the_services_tell(
    targets: Mapping[str, str], platform: Platform, rules: str, shown: dict[str, list[str]]
) -> None:
    told = {
        name
        for target in targets.values()
        for name in re.findall(
            r"^([a-z_][a-zA-Z0-9_]*)[ {]",
            httpx.get(f"http://{target}/metrics", trust_env=False).text,
            re.MULTILINE,
        )
    }
    # What nothing has happened of has no series yet, and is told by its type.
    told |= {
        f"{name}{suffix}"
        for target in targets.values()
        for name in re.findall(
            r"^# TYPE (\w+) ",
            httpx.get(f"http://{target}/metrics", trust_env=False).text,
            re.MULTILINE,
        )
        for suffix in ("", "_total", "_bucket", "_count", "_sum")
    }
    queries = [
        *(rule["expr"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]),
        *(query for asked in shown.values() for query in asked),
    ]
    wanted = {name for query in queries for name in re.findall(r"(?<![:\w])([a-z]\w+)\{", query)}

    assert {name for name in wanted if not ELSEWHERE.fullmatch(name)} - told <= NOT_HERE


def test_prometheus_answers_every_query_with_data(
    targets: Mapping[str, str],
    platform: Platform,
    tmp_path: Path,
    rules: str,
    shown: dict[str, list[str]],
) -> None:
    port = free_port()
    (tmp_path / "rules.yml").write_text(rules)
    (tmp_path / "prometheus.yml").write_text(
        yaml.safe_dump(configuration(targets, platform.database))
    )
    command = [
        debian("prometheus", "prometheus"),
        f"--config.file={tmp_path / 'prometheus.yml'}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address={HOST}:{port}",
    ]
    with running(command, {}):
        wait_for_port(port)
        ready = f"http://{HOST}:{port}/-/ready"
        wait_until(lambda: httpx.get(ready, trust_env=False).is_success, "readiness")

        def ask(query: str) -> list[Any]:
            url = f"http://{HOST}:{port}/api/v1/query?query={quote(query)}"
            answer = httpx.get(url, trust_env=False).json()
            return list(answer["data"]["result"]) if answer["status"] == "success" else []

        asked = {
            query
            for queries in shown.values()
            for query in queries
            if not any(map(ELSEWHERE.fullmatch, re.findall(r"([a-z]\w+)\{", query)))
            and not any(name in query for name in NOT_HERE)
        }
        assert asked

        def empty() -> set[str]:
            return {query for query in asked if not ask(query)}

        # A rate needs two scrapes, and a rule of a rule two evaluations.
        with suppress(TimeoutError):
            wait_until(lambda: not empty(), "data", seconds=60, pause=1)
        assert empty() == set()
        firing = {one["metric"]["alertname"] for one in ask('ALERTS{alertstate="firing"}')}
        assert not firing


@contextmanager
def at_work(platform: Platform, page: str) -> Iterator[None]:
    """Users who look at a workspace and ask for proposals, through the page's nginx."""
    over = threading.Event()

    def work() -> None:
        headers = {"Authorization": f"Bearer {platform.token('acme')}"}
        with httpx.Client(base_url=page, headers=headers, timeout=30, trust_env=False) as client:
            made = client.post("/api/workspaces", json={"name": "one"}).json()["id"]
            for number in itertools.count():
                client.get("/")
                client.get(f"/api/workspaces/{made}/graph")
                client.post(f"/api/workspaces/{made}/proposals", json={"request": f"see {number}"})
                if over.wait(0.3):
                    return

    user = threading.Thread(target=work)
    user.start()
    try:
        yield
    finally:
        over.set()
        user.join()


def configuration(targets: Mapping[str, str], database: str) -> dict[str, Any]:
    """As it is rendered, with addresses in place of what Kubernetes tells of pods."""
    return {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [
            {
                "job_name": name,
                "honor_labels": True,
                "metric_relabel_configs": [
                    {
                        "source_labels": ["datname"],
                        "regex": database,
                        "target_label": "datname",
                        "replacement": "nexus",
                    }
                ],
                "static_configs": [
                    {
                        "targets": [target],
                        "labels": {"namespace": NAMESPACE, "pod": f"{name}-1"},
                    }
                ],
            }
            for name, target in targets.items()
        ],
    }


class running(ExitStack):  # noqa: N801 -- used as a function
    """A program that ends with the block."""

    def __init__(self, command: list[str], env: Mapping[str, str]) -> None:
        super().__init__()
        process = subprocess.Popen(
            command,
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.callback(process.wait)
        self.callback(process.kill)


def debian(name: str, package: str) -> str:
    """A program of a package of Debian, unpacked and not installed."""
    if installed := shutil.which(name):
        return installed
    folder = CACHE / package
    program = folder / "usr/bin" / name
    if not program.exists():
        work = CACHE / f"{package}.{os.getpid()}"
        work.mkdir(parents=True)
        try:
            download = ["apt-get", "download", package]
            subprocess.run(download, cwd=work, check=True, capture_output=True)
            (archive,) = work.glob("*.deb")
            unpack = ["dpkg-deb", "-x", str(archive), str(work / "unpacked")]
            subprocess.run(unpack, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError, ValueError) as error:
            pytest.skip(f"{package} is neither installed nor to be had from apt: {error}")
        with suppress(OSError):  # another test process was faster
            (work / "unpacked").rename(folder)
        shutil.rmtree(work)
    return str(program)
