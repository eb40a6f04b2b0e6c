"""The lines of real services, shipped into a real VictoriaLogs, found by whom they are about.

Fluent Bit cannot be had here: `fluent_bit_lines` stands in for it, and runs its script. What it then
sends goes where the rendered configuration says, as it says.
"""

import base64
import http.client
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from fluent_bit_lines import merged, to_contract

from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.operations.log_lines import Level, LogLine, Wanted
from nexus_gitops.operations.log_question import Question
from nexus_gitops.operations.stored_lines import ask
from nexus_gitops.platform import loading
from nexus_gitops.platform.log_store import LogStore
from nexus_platform.addons.logging import log_store
from nexus_platform.environment import Environment
from tests.e2e import real_services
from tests.e2e.controlplane import binaries
from tests.e2e.controlplane.processes import Processes, free_port
from tests.e2e.patience import until
from tests.e2e.service_lines import SERVICES, Written, moment

if not real_services.are_there() or binaries.go() is None:
    pytest.skip("needs the services' environment, and Go", allow_module_level=True)

RENDERED: Final = binaries.ROOT / "dist" / "staging" / "logging"
PASSWORD: Final = secrets.token_hex(16)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A VictoriaLogs that is told what its pod is told; its port."""
    with started(tmp_path_factory.mktemp("store")) as port:
        yield port


@contextmanager
def started(folder: Path) -> Iterator[int]:
    (folder / "password").write_text(PASSWORD)
    pod = from_yaml((RENDERED / "apps_statefulset_victoria-logs.yaml").read_text(), "store")
    (container,) = pod["spec"]["template"]["spec"]["containers"]
    places = {
        one["mountPath"]: str(folder / one["name"]) if one["name"] == "data" else str(folder)
        for one in container["volumeMounts"]
    }
    port = free_port()
    args = [f"-httpListenAddr=127.0.0.1:{port}"]
    for arg in container["args"]:
        flag, _, value = arg.partition("=")
        for path, real in places.items():
            value = value.replace(path, real) if path != "/tmp" else value
        args += [f"{flag}={value}"] if flag != "-httpListenAddr" else []
    processes = Processes(folder)
    program = binaries.build(binaries.LOGS) / "victoria-logs"
    processes.start("victoria-logs", [str(program), *args])
    try:
        until(lambda: status(port, "GET", "/health", {}) == http.client.OK, "the store")
        yield port
    finally:
        processes.stop()


@pytest.fixture(scope="module")
def shipped(store: int, written: Written) -> Mapping[str, str]:
    """The workspaces that the lines are about."""
    send(store, written.records())
    return written.workspaces


def send(port: int, records: Sequence[Mapping[str, Any]]) -> None:
    """As Fluent Bit's output `http` is told to."""
    (file,) = RENDERED.glob("core_configmap_fluent-bit-config-*.yaml")
    config = from_yaml(file.read_text(), file.name)
    (output,) = yaml.safe_load(config["data"]["fluent-bit.yaml"])["pipeline"]["outputs"]
    assert (output["name"], output["format"]) == ("http", "json_lines")
    assert output["http_passwd"] == "${LOGS_PASSWORD}"
    headers = credentials(output["http_user"], PASSWORD)
    body = "".join(json.dumps(one) + "\n" for one in records)
    assert status(port, "POST", output["uri"], headers, body) == http.client.OK


def credentials(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def status(port: int, method: str, path: str, headers: Mapping[str, str], body: str = "") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body.encode(), dict(headers))
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def kept() -> LogStore:
    found = log_store(staging())
    assert found is not None
    return found


def staging() -> Environment:
    env = loading.load("staging")
    assert isinstance(env, Environment)
    return env


def asked(
    port: int,
    service: str = "",
    *,
    tail: int | None = None,
    since: int | None = 3600,
    **wanted: Any,
) -> list[LogLine]:
    return ask(port, kept(), PASSWORD, Question(service, tail, since, Wanted(**wanted)))


def test_lines_of_every_service_are_found_by_their_workspace(
    store: int, shipped: Mapping[str, str]
) -> None:
    until(lambda: len(asked(store, workspace=shipped["plan"])) > 0, "the lines in the store")
    found = asked(store, workspace=shipped["plan"])
    assert {line.fields["service"] for line in found} == set(SERVICES)
    assert {line.fields["workspaceId"] for line in found} == {shipped["plan"]}
    assert {line.fields["userId"] for line in found if "userId" in line.fields} == {"ann"}
    messages = [line.fields["message"] for line in found]
    for event in ("workspace created", "workspace activated", "workspace deleted"):
        assert event in messages
    assert [line.order for line in found] == sorted(line.order for line in found)


def test_a_user_a_service_a_level_and_a_number_choose_lines(
    store: int, shipped: Mapping[str, str]
) -> None:
    until(lambda: len(asked(store, user="bob")) > 0, "the lines in the store")
    assert {line.fields["userId"] for line in asked(store, user="bob")} == {"bob"}
    assert {line.pod for line in asked(store, "nexus-os")} == {"nexus-os-0"}
    assert len(asked(store, tail=3)) == 3
    assert asked(store, workspace='none" or *') == []
    (wrong,) = asked(store, "postgres", level=Level.ERROR)
    assert wrong.fields["message"] == 'column "nobody" does not exist at character 8'


def test_what_stays_secret_and_who_gets_in(store: int, shipped: Mapping[str, str]) -> None:
    assert status(store, "GET", "/select/logsql/query?query=*", {}) == http.client.UNAUTHORIZED
    assert status(store, "GET", "/select/vmui/", credentials("nexus", PASSWORD)) == http.client.OK
    with pytest.raises(RefusedError, match="does not take the password") as refused:
        ask(store, kept(), "wrong", Question("", None, None, Wanted()))
    assert "wrong" not in refused.value.message


def test_lines_are_kept_for_the_days_that_the_environment_says(store: int) -> None:
    logging = staging().logging
    assert logging is not None
    days = logging.retention_days
    lines = [merged(f"{moment(age)} stdout F {age}", "old") for age in (days + 2, days - 2)]
    send(store, to_contract(lines))
    until(lambda: len(asked(store, "old", since=None)) > 0, "the line that is young enough")
    assert [one.fields["message"] for one in asked(store, "old", since=None)] == [str(days - 2)]


def test_a_shipper_of_somebody_elses_brings_the_same_lines(
    written: Written, tmp_path: Path
) -> None:
    """VictoriaLogs' own: it reads files as they grow, and Fluent Bit is not the only one to fit."""
    shipper = str(binaries.build(binaries.LOGS) / "vlagent")
    with started(tmp_path) as port:
        processes = Processes(tmp_path)
        listening = f"-httpListenAddr=127.0.0.1:{free_port()}"
        files = [f"-fileCollector.glob={written.folder / name}" for name in SERVICES]
        fields = [
            f"-fileCollector.{name}={value}"
            for name, value in (
                ("msgField", "message"),
                ("timeField", "timestamp"),
                ("streamFields", "service"),
            )
        ]
        to = [
            f"-remoteWrite.url=http://127.0.0.1:{port}/internal/insert",
            "-remoteWrite.basicAuth.username=nexus",
            f"-remoteWrite.basicAuth.passwordFile={tmp_path / 'password'}",
            f"-tmpDataPath={tmp_path / 'shipper'}",
        ]
        processes.start("vlagent", [shipper, listening, *files, *fields, *to])
        try:
            plan = written.workspaces["plan"]
            until(
                lambda: (
                    {one.fields["service"] for one in asked(port, workspace=plan)} == {*SERVICES}
                ),
                "lines of every service",
            )
        finally:
            processes.stop()
