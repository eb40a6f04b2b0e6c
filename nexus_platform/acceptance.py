"""What is asked of an installation of Nexus: health, the database, tenants, and a full kernel."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from nexus_gitops.platform.acceptance import FailedError, Probe, Reach, Response, SkippedError
from nexus_platform import names
from nexus_platform.database import is_cluster
from nexus_platform.parts import CORE
from nexus_platform.scaling import WORKSPACES_PER_POD

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

_WORKSPACES: Final = "/api/workspaces"
_TOKEN_SECONDS: Final = 600
_NEWS_SECONDS: Final = 20.0
"""Kernels tell each other how full they are each quarter of a lease."""
_PAUSE_SECONDS: Final = 0.5
_BUSY: Final = (429, 503)


def probes(env: "Environment") -> tuple[Probe, ...]:
    """The questions of an environment."""
    http = (names.FRONTEND, names.KERNEL, names.NEXUS_OS)
    return (
        *(Probe(f"health-{service}", partial(_health, service)) for service in http),
        Probe("database", _not_ours if is_cluster(env) else _database),
        Probe("tenants-apart", partial(_tenants_apart, CORE.secret), changes=True),
        Probe("full-kernel", partial(_full_kernel, CORE.secret), changes=True),
        Probe("idle-release", partial(_idle, env.limits.idle_minutes)),
    )


def _health(service: str, reach: Reach) -> str:
    answer = reach.request(service, "/health")
    if answer.status != 200:
        raise FailedError(f"GET /health of {service} answers {answer.status}, not 200")
    return f"GET /health of {service} answers 200"


def _database(reach: Reach) -> str:
    command = (
        *("psql", "--quiet", "--no-psqlrc", "--tuples-only", "--no-align"),
        *(f"--username={names.DATABASE_ADMINISTRATOR}", f"--dbname={names.DATABASE}"),
    )
    said = reach.execute(names.POSTGRES, command, "SELECT 1;\n\\q\n").strip()
    if said != "1":
        raise FailedError(f"SELECT 1 in {names.POSTGRES} says {said!r}")
    return "SELECT 1 says 1"


def _not_ours(_: Reach) -> str:
    raise SkippedError(
        "its servers are an operator's, who lets nobody in as the superuser; tenants-apart writes to"
        " it and reads from it"
    )


def _tenants_apart(secret: str, reach: Reach) -> str:
    ann, bob = (_Tenant(reach, secret) for _ in range(2))
    with ann.workspaces(1) as (workspace,):
        if workspace not in ann.listed():
            raise FailedError("a tenant does not see the workspace that it made")
        if workspace in bob.listed():
            raise FailedError("a tenant sees the workspace of another one in its list")
        if (status := bob.request(f"/{workspace}").status) != 404:
            raise FailedError(f"another tenant's workspace answers {status}, not 404")
        if (status := bob.request(f"/{workspace}", "DELETE").status) != 404:
            raise FailedError(f"deleting another tenant's workspace answers {status}, not 404")
    return "a tenant sees its own workspaces alone"


def _full_kernel(secret: str, reach: Reach) -> str:
    pods = reach.ready_pods(names.KERNEL)
    if pods < 2:
        raise SkippedError(f"{pods} kernel pod is ready; it takes two to host {_one_more()}")
    tenant = _Tenant(reach, secret)
    with tenant.workspaces(_one_more()) as made:
        deadline = time.monotonic() + _NEWS_SECONDS
        refused = [status for one in made if (status := _opened(tenant, one, deadline)) != 200]
        if refused:
            raise FailedError(
                f"{len(refused)} of {_one_more()} workspaces cannot be opened: {set(refused)}"
            )
        load = _load(reach)
        if load["pod"]["activeWorkspaces"] > load["pod"]["capacity"]:
            raise FailedError("a kernel pod hosts more workspaces than it may")
        if load["activeWorkspaces"] < _one_more():
            raise FailedError(
                f"{_one_more()} workspaces were opened, and {load['activeWorkspaces']} are active"
            )
    return f"workspace {_one_more()} is hosted, and no pod has more than {WORKSPACES_PER_POD}"


def _opened(tenant: "_Tenant", workspace: str, deadline: float) -> int:
    """The status of a workspace's graph, asked again while the kernels say that they are busy."""
    while True:
        status = tenant.request(f"/{workspace}/graph").status
        if status not in _BUSY or time.monotonic() > deadline:
            return status
        time.sleep(_PAUSE_SECONDS)


def _load(reach: Reach) -> dict[str, Any]:
    """How full the kernels are, once what one knows of the others tells of all workspaces."""
    deadline = time.monotonic() + _NEWS_SECONDS
    while True:
        load: dict[str, Any] = json.loads(reach.request(names.KERNEL, "/load").text)
        if load["activeWorkspaces"] >= _one_more() or time.monotonic() > deadline:
            return load
        time.sleep(_PAUSE_SECONDS)


def _idle(minutes: int, _: Reach) -> str:
    raise SkippedError(
        f"an idle workspace is released after {minutes} minutes, and nobody waits that long here"
    )


def _one_more() -> int:
    return WORKSPACES_PER_POD + 1


class _Tenant:
    """A tenant that nobody has: its name is chance.

    Its tokens are signed with JWT_SECRET, as those for development.
    """

    def __init__(self, reach: Reach, secret: str) -> None:
        self._reach = reach
        key = reach.secret(secret, names.JWT_SECRET)
        if not key:
            raise SkippedError(f"Secret {secret} has no {names.JWT_SECRET} to sign a token with")
        self._token = _token(key, f"acceptance-{secrets.token_hex(6)}")

    def request(self, path: str, method: str = "GET", body: str | None = None) -> Response:
        """What the kernel answers the tenant, below the workspaces."""
        answer = self._reach.request(
            names.KERNEL,
            f"{_WORKSPACES}{path}",
            method=method,
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
            },
            body=body,
        )
        if answer.status == 401:
            raise SkippedError("tokens of JWT_SECRET are not taken here, only an issuer's")
        return answer

    def listed(self) -> set[str]:
        """The workspaces that it sees."""
        return {one["id"] for one in json.loads(self.request("").text)["items"]}

    @contextmanager
    def workspaces(self, count: int) -> Iterator[list[str]]:
        """So many new workspaces, which are gone afterwards."""
        made: list[str] = []
        try:
            for number in range(count):
                body = json.dumps({"name": f"acceptance {number}"})
                answer = self.request("", "POST", body)
                if answer.status != 201:
                    raise FailedError(f"creating a workspace answers {answer.status}, not 201")
                made.append(json.loads(answer.text)["id"])
            yield made
        finally:
            for one in made:
                self.request(f"/{one}", "DELETE")


def _token(key: str, tenant: str) -> str:
    """A JSON Web Token by HS256 (RFC 7515, RFC 7519)."""
    claims = {
        "iss": "nexus",
        "sub": "acceptance",
        "tenant": tenant,
        "role": "admin",
        "exp": int(time.time()) + _TOKEN_SECONDS,
    }
    head = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    seal = hmac.digest(key.encode(), head.encode(), hashlib.sha256)
    return f"{head}.{_encoded(seal)}"


def _part(document: Mapping[str, Any]) -> str:
    return _encoded(json.dumps(document, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
