"""What one tenant or user may take, as an environment says it."""

import re
from pathlib import Path

import pytest

from nexus_gitops.platform.data import InvalidError
from nexus_platform.limits import Limits, kernel_settings, model_settings

SERVICES = Path(__file__).parents[2] / "services"


def test_the_standard_is_what_the_services_take_unless_told() -> None:
    source = "".join(
        (SERVICES / package / "settings.py").read_text()
        for package in ("workspace-kernel/workspace_kernel", "nexus-os/nexus_os")
    )
    own = {
        name.upper(): value.replace("_", "")
        for name, value in re.findall(r"^    (\w+): .+ = ([\d_]+)$", source, re.MULTILINE)
    }
    told = {**kernel_settings(Limits()), **model_settings(Limits())}

    assert told.items() <= own.items()


def test_minutes_are_told_in_milliseconds() -> None:
    assert kernel_settings(Limits(idle_minutes=5))["IDLE_WORKSPACE_TIMEOUT_MS"] == "300000"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("tenant_share_percent", 0),
        ("tenant_share_percent", 101),
        ("tenant_workspaces", 0),
        ("user_sockets", -1),
        ("tenant_tokens_per_day", -1),
        ("idle_minutes", 0),
    ],
)
def test_a_limit_that_lets_nobody_in_is_refused(field: str, wrong: int) -> None:
    with pytest.raises(InvalidError, match=field):
        Limits(**{field: wrong})
