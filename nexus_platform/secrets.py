"""Where the values of the platform's Secret come from, and who is told a new one.

A component says which keys it reads (`Component.secret_keys`); here is what each of them is.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from nexus_gitops.platform.secrets import (
    Derived,
    Generated,
    Given,
    Holder,
    Key,
)
from nexus_platform import names
from nexus_platform.addons.backup.variables import BACKUP_KEY, S3_KEY, S3_KEY_ID
from nexus_platform.addons.logging import names as logging
from nexus_platform.addons.observability import names as observability
from nexus_platform.composition import settings
from nexus_platform.database import is_cluster
from nexus_platform.parts import CORE
from nexus_platform.scram import verifier

if TYPE_CHECKING:
    from nexus_platform.environment import Environment

# Over the server's own socket, where the image asks for no password.
_PSQL: Final = (
    *("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"),
    *(f"--username={names.DATABASE_ADMINISTRATOR}", f"--dbname={names.DATABASE}"),
)
_REDIS_CLI: Final = ("sh", "-c", 'test "$(redis-cli)" = OK')


def keys(env: "Environment") -> Mapping[str, Key]:
    """What each key is that any component may read, by its name."""
    return {key.name: key for key in _keys(env)}


def _keys(env: "Environment") -> tuple[Key, ...]:
    connection = settings(env, CORE)
    return (
        Key(
            names.JWT_SECRET,
            "Signs the tokens of development and what pods say to each other; 32 bytes at least.",
            Generated(),
            previous=names.JWT_SECRET_PREVIOUS,
        ),
        Key(
            names.REDIS_PASSWORD,
            "Password of Redis.",
            Generated(),
            holder=Holder(names.REDIS, _REDIS_CLI, _second_password, restarts=True),
        ),
        _password(env, names.DATABASE_PASSWORD, names.DATABASE_USER, "as whom the kernels connect"),
        Key(
            names.DATABASE_URL,
            f"The database as {names.DATABASE_USER} reaches it.",
            Derived((names.DATABASE_PASSWORD,), lambda values: _url(connection, values)),
        ),
        _password(
            env,
            names.DATABASE_ADMIN_PASSWORD,
            names.DATABASE_ADMINISTRATOR,
            "the superuser, whom the migration and the backup before it speak as",
        ),
        _password(env, names.DATABASE_OWNER_PASSWORD, names.DATABASE_OWNER, "who owns the tables"),
        _password(env, names.DATABASE_MONITOR_PASSWORD, names.DATABASE_MONITOR, "for what watches"),
        _password(env, names.DATABASE_BACKUP_PASSWORD, names.DATABASE_BACKUP, "for what backs up"),
        Key(
            BACKUP_KEY,
            "Encrypts the backups; keep a copy where neither the cluster nor the store is.",
            Generated(),
        ),
        Key(S3_KEY_ID, "Name of the key of the backups' bucket.", Given()),
        Key(S3_KEY, "The key of the backups' bucket.", Given()),
        Key(names.MODEL_KEY, "Key of the language model's API.", Given()),
        Key(
            observability.GRAFANA_ADMIN_PASSWORD,
            "Password of Grafana's user admin.",
            Generated(),
        ),
        Key(
            logging.STORE_PASSWORD,
            f"Password of the logs' user {logging.STORE_USER}, who reads and writes them.",
            Generated(),
        ),
        Key(
            logging.ADMIN_PASSWORD,
            "Password of the administrator of OpenSearch or Elasticsearch.",
            Generated(),
        ),
        Key(
            logging.PAGE_PASSWORD,
            "Password by which OpenSearch Dashboards or Kibana speaks to its store.",
            Generated(),
        ),
        *(
            Key(key, f"Whom Alertmanager tells of {what}: the URL, the key or the token.", Given())
            for key, what in (
                (observability.ALERTS_CRITICAL, "critical alerts"),
                (observability.ALERTS_WARNING, "warnings"),
            )
        ),
    )


def _password(env: "Environment", key: str, role: str, who: str) -> Key:
    # An operator reads the new one by itself, and tells the servers.
    holder = None if is_cluster(env) else _role(role)
    return Key(key, f"Password of the database's {role}, {who}.", Generated(), holder=holder)


def _role(user: str) -> Holder:
    quoted = user.replace('"', '""')
    return Holder(
        names.POSTGRES,
        _PSQL,
        lambda value: f"ALTER ROLE \"{quoted}\" PASSWORD '{verifier(value)}';\n\\q\n",
        restarts=False,
    )


def _second_password(value: str) -> str:
    """Lets Redis take the value beside the one before, until it is restarted."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'ACL SETUSER default ">{escaped}"\nexit\n'


def _url(connection: Mapping[str, str], values: Mapping[str, str]) -> str:
    user, password, database = (
        quote(part, safe="")
        for part in (
            connection["DATABASE_USER"],
            values[names.DATABASE_PASSWORD],
            connection["DATABASE_NAME"],
        )
    )
    where = f"{connection['DATABASE_HOST']}:{connection['DATABASE_PORT']}"
    return f"postgresql://{user}:{password}@{where}/{database}"
