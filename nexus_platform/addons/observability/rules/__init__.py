"""The rules of an environment, a module a subject; this is where they are composed."""

from nexus_constructs.prometheus_rules import Group
from nexus_platform.addons.observability.rules.backups import backups
from nexus_platform.addons.observability.rules.delivery import certificates, release
from nexus_platform.addons.observability.rules.lines import lines
from nexus_platform.addons.observability.rules.pods import pods
from nexus_platform.addons.observability.rules.requests import requests
from nexus_platform.addons.observability.rules.scope import Scope
from nexus_platform.addons.observability.rules.stores import archive, cache, database
from nexus_platform.addons.observability.rules.watching import watching
from nexus_platform.addons.observability.rules.workspaces import workspaces
from nexus_platform.addons.observability.settings import Own


def groups(scope: Scope) -> tuple[Group, ...]:
    """What an environment records and is told of."""
    said = scope.observability
    return (
        workspaces(scope),
        requests(scope),
        pods(scope),
        database(scope),
        cache(scope),
        *([release(scope)] if said.argocd else []),
        *([certificates(scope)] if said.cert_manager else []),
        *([lines(scope)] if scope.env.logging else []),
        *([backups(scope, said.backups)] if scope.env.backup else []),
        *([archive(scope, said.backups)] if scope.env.archive else []),
        *([watching(scope)] if isinstance(said.stack, Own) else []),
    )
