"""Start and stop the platform on this machine with compose.yaml (`make up`, `make down`).

compose.py up [OPTION...]    build the images, and start; options of `docker build`
compose.py down              stop; the database is kept
compose.py token TENANT      print a token to sign in with
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import httpx

from nexus_gitops.cli.exit_codes import exit_code_of
from nexus_gitops.cli.progress import progress
from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.images.engine.engines import BuildFailedError, Engine
from nexus_gitops.images.engine.find import find_engine
from nexus_gitops.images.engine.name import EngineName
from nexus_gitops.operations import build
from nexus_gitops.platform import loading
from nexus_platform.components import COMPONENTS

_ROOT = Path(__file__).parent.parent
_SECRETS = _ROOT / ".nexus" / "compose"
_ENVIRONMENT = "dev"
_PAGE = "http://localhost:8080"
_START_SECONDS = 180
_MODEL = """# Of any service that speaks as OpenAI's does; without them nexus-os proposes nothing.
# LLM_BASE_URL=
# LLM_API_KEY=
# LLM_MODEL=
"""


def main(arguments: list[str]) -> int:
    """Do what the arguments say; the exit code."""
    match arguments:
        case ["up", *options]:
            return up(tuple(options))
        case ["down"]:
            make_secrets(_SECRETS)  # compose reads them before it stops anything
            return _compose(_engine(), "down")
        case ["token", tenant]:
            return token(tenant)
    raise UsageError(f"{' '.join(arguments)!r} is no command of compose.py", "up, down or token")


def up(options: tuple[str, ...]) -> int:
    """Build the images and start everything; the exit code."""
    engine = _engine()
    wanted = [component.name for component in COMPONENTS if component.dockerfile]
    orders = build.orders(_ENVIRONMENT, wanted, options)
    with progress() as on_progress:
        try:
            build.build(orders, engine, on_progress)
        except BuildFailedError as error:
            print(*error.output, sep="\n", file=sys.stderr)
            raise
    make_secrets(_SECRETS)
    if code := _compose(engine, "up", "--detach"):
        return code
    _wait()
    print(f"{_PAGE} is the page; `make token TENANT=acme` prints a token to sign in with")
    return 0


def _wait() -> None:
    """Until the page is served, and a kernel behind it asks who is there."""
    deadline = time.monotonic() + _START_SECONDS
    for path, status in (("/health", HTTPStatus.OK), ("/api/workspaces", HTTPStatus.UNAUTHORIZED)):
        while _status(path) != status:
            if time.monotonic() > deadline:
                raise LocalError(
                    f"{_PAGE}{path} does not answer {status} after {_START_SECONDS} s",
                    "docker compose logs, or podman logs, tell why",
                )
            time.sleep(0.5)


def _status(path: str) -> int:
    try:
        return httpx.get(_PAGE + path, trust_env=False).status_code
    except httpx.HTTPError:
        return 0


def token(tenant: str) -> int:
    """Print a development token of a tenant; the exit code."""
    mint = ("python", "-m", "nexus_runtime.tokens", "--tenant", tenant)
    return _compose(_engine(), "--profile=token", "run", "--rm", "-T", "token", *mint)


def make_secrets(folder: Path) -> None:
    """Make the passwords and keys that are not there yet, each in a file of its own.

    Nobody else enters the folder. In it the files are open, because a container's user, who is
    nobody on this machine, reads them.

    Args:
        folder: where the files are; made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    administrator = _kept(folder / "postgres", secrets.token_hex(24))
    _kept(folder / "kernel", f"DATABASE_PASSWORD={secrets.token_hex(24)}\n")
    _kept(folder / "roles", _roles(administrator))
    _kept(folder / "redis", f"REDIS_PASSWORD={secrets.token_hex(24)}\n")
    _kept(folder / "tokens", f"JWT_SECRET={secrets.token_hex(32)}\n")
    _kept(folder / "model", _MODEL)


def _roles(administrator: str) -> str:
    """What the migration makes the database's roles with, as the superuser."""
    roles = {role: secrets.token_hex(24) for role in ("OWNER", "MONITOR", "BACKUP")}
    return "".join(
        f"DATABASE_{role}_PASSWORD={password}\n"
        for role, password in {"ADMIN": administrator, **roles}.items()
    )


def _kept(path: Path, text: str) -> str:
    """What the file has, or `text`, which is then written."""
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        path.chmod(0o444 if path.name != "model" else 0o644)
    return path.read_text(encoding="utf-8")


def _images() -> Mapping[str, str]:
    """The images of the lock file, as the variables that compose.yaml names them by.

    Without digests: what was just built has none yet.
    """
    return {
        f"{service.upper().replace('-', '_')}_IMAGE": image.tagged
        for service, image in loading.images(_ENVIRONMENT).items()
    }


def _engine() -> Engine:
    wanted = os.environ.get("NEXUS_GITOPS_ENGINE")
    return find_engine(EngineName(wanted) if wanted else None)


def _compose(engine: Engine, *arguments: str) -> int:
    command = {
        EngineName.DOCKER: ("docker", "compose"),
        EngineName.PODMAN: (sys.executable, "-m", "podman_compose"),
    }[engine.name]
    try:
        done = subprocess.run(
            [*command, "--file", str(_ROOT / "compose.yaml"), *arguments],
            env={**os.environ, **_images()},
            check=False,
        )
    except OSError as error:
        raise LocalError(f"{command[0]} does not start: {error.strerror}") from error
    return done.returncode


if __name__ == "__main__":
    sys.exit(exit_code_of(lambda: main(sys.argv[1:])))
