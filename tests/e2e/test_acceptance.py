"""What an installation is accepted by: the platform's questions to real services, and the report."""

import base64
import http.client
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.platform import loading
from nexus_gitops.platform.acceptance import FailedError, Probe, Response, SkippedError
from nexus_platform import PLATFORM, names
from nexus_platform.environment import Environment
from tests.e2e import real_services
from tests.e2e.conftest import Platform
from tests.e2e.controlplane import nodes
from tests.e2e.real_services import Services
from tests.e2e.stores import Store

if not real_services.are_there():
    pytest.skip("needs the services' environment", allow_module_level=True)


class Direct:
    """The means of a probe without a cluster between: see `Reach`."""

    def __init__(self, services: Services, jwt_secret: str, pods: int = 2) -> None:
        self._services = services
        self._jwt_secret = jwt_secret
        self._pods = pods

    def request(
        self,
        service: str,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> Response:
        ports = {names.KERNEL: self._services.kernels[0], names.NEXUS_OS: self._services.nexus_os}
        connection = http.client.HTTPConnection("127.0.0.1", ports[service], timeout=30)
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        found = Response(answer.status, dict(answer.getheaders()), answer.read().decode())
        connection.close()
        return found

    def execute(self, workload: str, command: Sequence[str], stdin: str) -> str:
        raise AssertionError("nothing is run in a pod here")

    def secret(self, name: str, key: str) -> str:
        return self._jwt_secret

    def ready_pods(self, workload: str) -> int:
        return self._pods


def probe(name: str) -> Probe:
    env = loading.load("dev")
    assert isinstance(env, Environment)
    return next(one for one in PLATFORM.acceptance(env) if one.name == name)


@contextmanager
def installed(jwt_secret: str = "", **settings: str) -> Iterator[Direct]:
    key = secrets.token_hex(32)
    with real_services.running(key, **settings) as services:
        yield Direct(services, jwt_secret or key)


@pytest.mark.parametrize("service", [names.KERNEL, names.NEXUS_OS])
def test_tenants_are_apart_and_all_workspaces_are_hosted(service: str) -> None:
    with installed() as reach:
        assert "answers 200" in probe(f"health-{service}").ask(reach)
        assert probe("tenants-apart").ask(reach) == "a tenant sees its own workspaces alone"
        if service == names.KERNEL:
            assert probe("full-kernel").ask(reach).startswith("workspace 51 is hosted")


def test_an_installation_that_keeps_nobody_apart_is_not_accepted() -> None:
    with installed(multi_tenant_mode="false") as reach, pytest.raises(FailedError, match="another"):
        probe("tenants-apart").ask(reach)


def test_kernels_that_are_full_before_are_not_accepted() -> None:
    with (
        installed(max_workspaces_per_pod="20") as reach,
        pytest.raises(FailedError, match="opened"),
    ):
        probe("full-kernel").ask(reach)


def test_what_cannot_be_asked_is_skipped_with_the_reason() -> None:
    with installed(jwt_secret="t" * 32) as reach, pytest.raises(SkippedError, match="issuer"):
        probe("tenants-apart").ask(reach)
    with pytest.raises(SkippedError, match="idle workspace is released after 30 minutes"):
        probe("idle-release").ask(reach)


def led_to(live: Platform, service: str, port: int) -> None:
    for pod in live.pods(service).values():
        target = {"port": port, "address": "127.0.0.1"}
        nodes.inside(live.kube, pod, "PortForward", {"forwards": [{"target": target}]})


def logging(live: Platform, file: Path, line: str) -> None:
    file.write_text(f"2026-01-01T00:00:01Z stdout F {line}\n")
    for service in ("workspace-kernel", "nexus-os", "graphstudio-frontend", "postgres", "redis"):
        for pod in live.pods(service).values():
            nodes.inside(live.kube, pod, "Logs", {"logs": [{"logsFile": str(file)}]})


def test_the_report_says_of_each_thing_how_it_is(first_sync: Any, tmp_path: Path) -> None:
    live: Platform = first_sync("dev").platform
    if live.cluster.plane is None:
        pytest.skip("needs simulated pods")
    live.settle()
    secret = live.kube.get("v1 Secret", "nexus-secrets", live.namespace)["data"]
    with real_services.running(base64.b64decode(secret["JWT_SECRET"]).decode()) as services:
        led_to(live, "workspace-kernel", services.kernels[0])
        led_to(live, "nexus-os", services.nexus_os)
        led_to(live, "graphstudio-frontend", services.nexus_os)
        psql = tmp_path / "psql"
        psql.write_text(
            f'#!/bin/sh\nexec {services.programs}/psql "$@" --dbname={services.database}\n'
        )
        psql.chmod(0o755)
        variables = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(services.postgres),
            "PGPASSWORD": services.password,
        }
        store = Store(tmp_path, variables, services.postgres)
        store.install(live.cluster.plane.inside, "psql")
        (postgres,) = live.pods("postgres").values()
        nodes.inside(live.kube, postgres, "Exec", store.inside)
        logging(live, tmp_path / "log", '{"level":"info","message":"started"}')

        # The lines are of a day long ago.
        command = ("acceptance", "--env", "dev", "--since", str(10**9), "--output", "json")
        done = live.machine.run(*command)
        found = {one["name"]: one["state"] for one in done.json["checks"]}
        assert done.code == 0, done.out
        assert {name for name, state in found.items() if state == "ok"} == {
            *("pods", "endpoints", "logs", "database", "tenants-apart"),
            *("health-graphstudio-frontend", "health-workspace-kernel", "health-nexus-os"),
        }
        assert found["full-kernel"] == found["idle-release"] == found["entry"] == "skipped"

        logging(live, tmp_path / "bad", '{"level":"error","message":"lost the database"}')
        told = live.machine.run("acceptance", "--env", "dev", "--since", str(10**9))
        assert told.code == 10
        assert "lines of level ERROR" in told.out
        assert "lost the database" in told.out
