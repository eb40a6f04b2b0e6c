"""What the platform exempts from the secret guard."""

from functools import cache

from nexus_gitops.checks.secrets.exemptions import FILE, Exemption, of_environment, parse
from nexus_gitops.errors import LocalError
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import Project, project


def exemptions(environment: str) -> tuple[Exemption, ...]:
    """The exemptions that hold in an environment; none where the platform has no file of them.

    Raises:
        LocalError: the file cannot be read, or has an entry that is no exemption.
    """
    return of_environment(_all(project()), environment)


@cache
def _all(found: Project) -> tuple[Exemption, ...]:
    file = found.folder / FILE
    shown = found.shown(file)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise LocalError(f"{shown} cannot be read: {error}", "correct it") from error
    from nexus_gitops.manifests.reader import documents

    return parse(documents(text, shown), shown, loading.names())
