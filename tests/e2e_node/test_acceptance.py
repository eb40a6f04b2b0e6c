"""`nexus-gitops acceptance` on pods that run."""

from tests.e2e.conftest import Platform

ASKED = {
    *("pods", "endpoints", "entry", "logs", "database", "tenants-apart"),
    *("health-graphstudio-frontend", "health-workspace-kernel", "health-nexus-os"),
}
NOT_HERE = {"full-kernel", "idle-release"}
"""One takes two kernels, the other half an hour."""


def test_the_installation_is_accepted(live: Platform) -> None:
    done = live.machine.run("acceptance", "--env", "dev", "--output", "json")
    assert done.code == 0, done.out + done.err
    states = {one["name"]: one["state"] for one in done.json["checks"]}
    assert states == {**dict.fromkeys(ASKED, "ok"), **dict.fromkeys(NOT_HERE, "skipped")}
