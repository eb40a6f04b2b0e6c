"""The services at work, what they and the exporters beside them tell, and a Prometheus that asks them."""

import itertools
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from nexus_testbed.entry import PageServer
from nexus_testbed.loopback import HOST, free_port, wait_for_port
from nexus_testbed.model import serve_model
from nexus_testbed.platform import Platform
from nexus_testbed.service import wait_until

NAMESPACE: Final = "nexus-staging"
"""Whose rules and dashboards are asked."""

POSTGRES_EXPORTER: Final = "prometheus-postgres-exporter"
REDIS_EXPORTER: Final = "prometheus-redis-exporter"
PROMETHEUS: Final = "prometheus"


@contextmanager
def at_work(platform: Platform, exporters: Mapping[str, Path]) -> Iterator[Mapping[str, str]]:
    """Host and port of the figures of each component, while somebody works with all of them.

    Args:
        platform: what starts them.
        exporters: the programs POSTGRES_EXPORTER and REDIS_EXPORTER.
    """
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
        for program, port, variables in (
            (POSTGRES_EXPORTER, postgres, _of_postgres(platform)),
            (REDIS_EXPORTER, redis, _of_redis(platform)),
        ):
            listen = f"--web.listen-address={HOST}:{port}"
            stack.enter_context(_running([str(exporters[program]), listen], variables))
            wait_for_port(port)
        stack.enter_context(_user(platform, page.url))
        yield {
            "workspace-kernel": f"{HOST}:{kernel.port}",
            "nexus-os": f"{HOST}:{nexus_os.port}",
            "graphstudio-frontend": page.metrics,
            "postgres": f"{HOST}:{postgres}",
            "redis": f"{HOST}:{redis}",
        }


@contextmanager
def prometheus(
    program: Path, targets: Mapping[str, str], database: str, rules: str
) -> Iterator[httpx.Client]:
    """A Prometheus that asks the targets every second, by its API.

    Args:
        program: Prometheus itself.
        targets: host and port of figures by the name of a component.
        database: the kernels' own, which rules know as `nexus`.
        rules: what it records and alerts of, in YAML.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nexus-prometheus-") as name:
        folder = Path(name)
        (folder / "rules.yml").write_text(rules)
        (folder / "prometheus.yml").write_text(json.dumps(_configuration(targets, database)))
        command = [
            str(program),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={HOST}:{port}",
        ]
        with (
            _running(command, {}),
            httpx.Client(base_url=f"http://{HOST}:{port}", trust_env=False) as client,
        ):
            wait_for_port(port)
            wait_until(lambda: client.get("/-/ready").is_success, "readiness")
            yield client


def _of_postgres(platform: Platform) -> dict[str, str]:
    return {
        "DATA_SOURCE_URI": f"{HOST}:{platform.postgres.port}/{platform.database}?sslmode=disable",
        "DATA_SOURCE_USER": "nexus_monitor",
        "DATA_SOURCE_PASS": platform.postgres.password_of("nexus_monitor"),
    }


def _of_redis(platform: Platform) -> dict[str, str]:
    return {
        "REDIS_ADDR": f"redis://{HOST}:{platform.redis.port}",
        "REDIS_PASSWORD": platform.redis.password,
    }


def _configuration(targets: Mapping[str, str], database: str) -> dict[str, Any]:
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


@contextmanager
def _user(platform: Platform, page: str) -> Iterator[None]:
    """Somebody who looks at a workspace and asks for proposals, through the page's nginx."""
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


@contextmanager
def _running(command: Sequence[str], variables: Mapping[str, str]) -> Iterator[None]:
    with subprocess.Popen(
        command,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.kill()
