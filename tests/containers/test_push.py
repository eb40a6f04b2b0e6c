"""Pushing to a registry that lets nobody in without a password."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from real_registry import PASSWORD, USER


def test_a_push_needs_a_login_and_never_shows_the_password(
    push: Callable[..., Any],
    checkout_for: Callable[[str], Path],
    guarded_registry: Any,
    tmp_path: Path,
) -> None:
    checkout = checkout_for(guarded_registry.host)
    lock = checkout / "nexus_platform" / "environments" / "dev.images.json"
    before = lock.read_bytes()
    login = tmp_path / "auth.json"

    login.write_text("{}")
    refused = push(checkout, "nexus-os", REGISTRY_AUTH_FILE=str(login))
    assert refused.returncode == 6
    assert f"log in with podman login {guarded_registry.host}" in refused.stderr
    assert lock.read_bytes() == before

    secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    login.write_text(json.dumps({"auths": {guarded_registry.host: {"auth": secret}}}))
    pushed = push(checkout, "nexus-os", REGISTRY_AUTH_FILE=str(login))
    assert pushed.returncode == 0, pushed.stderr
    assert PASSWORD not in refused.stderr + pushed.stderr + pushed.stdout
    (image,) = json.loads(pushed.stdout)["images"]
    assert image["reference"].partition("@")[2] in lock.read_text()
