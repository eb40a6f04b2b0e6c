"""Which cluster is meant: the files that KUBECONFIG names, merged as kubectl merges them.

Sources: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
and https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from nexus_gitops.errors import UsageError

_DEFAULT: Final = "~/.kube/config"
_LISTS: Final = ("clusters", "contexts", "users")
_FILES: Final = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
_PLUGIN_API: Final = "client.authentication.k8s.io/v1beta1"
_WAY_OUT: Final = "set KUBECONFIG to the file of your cluster"


def load(variable: str | None = None) -> dict[str, Any] | None:
    """The merged kubeconfig, with absolute paths; None where there is no file.

    Of two entries with one name the first is taken, likewise the first current-context.

    Args:
        variable: paths joined by the separator of PATH; KUBECONFIG of the environment, or
            else ~/.kube/config, where it is None.

    Raises:
        UsageError: a file is no kubeconfig.
    """
    text = os.environ.get("KUBECONFIG") if variable is None else variable
    paths = [Path(part).expanduser() for part in (text or _DEFAULT).split(os.pathsep) if part]
    documents = [_read(path) for path in paths if path.is_file()]
    if not documents:
        return None
    merged: dict[str, Any] = {"apiVersion": "v1", "kind": "Config"}
    for document in documents:
        merged.setdefault("current-context", document.get("current-context"))
        if not merged["current-context"]:
            del merged["current-context"]
        for key in _LISTS:
            known = merged.setdefault(key, [])
            names = {entry["name"] for entry in known}
            known.extend(entry for entry in document.get(key) or () if entry["name"] not in names)
    return merged


def _read(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for entry in _entries(document):
            _make_absolute(entry, path.parent.absolute())
            _make_known(entry)
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, KeyError) as error:
        # Its own words may quote a credential of the file.
        raise UsageError(f"{path} is no kubeconfig", _WAY_OUT) from error
    return dict(document)


def _entries(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in _LISTS:
        for entry in document.get(key) or ():
            yield entry[key.removesuffix("s")] or {}


def _make_absolute(entry: dict[str, Any], folder: Path) -> None:
    for key in _FILES:
        if entry.get(key):
            entry[key] = str(folder / entry[key])
    plugin = entry.get("exec")
    if plugin and os.sep in plugin["command"]:
        plugin["command"] = str(folder / plugin["command"])


def _make_known(entry: dict[str, Any]) -> None:
    """Ask a credential plugin in the version of its protocol that the client speaks.

    The answers of v1 and v1beta1 are the same.
    """
    plugin = entry.get("exec")
    if not plugin or not str(plugin["apiVersion"]).startswith("client.authentication.k8s.io/v1"):
        return
    asked = {"apiVersion": plugin["apiVersion"], "kind": "ExecCredential", "spec": {}}
    asked["spec"] = {"interactive": False}
    plugin["env"] = [
        *(plugin.get("env") or ()),
        {"name": "KUBERNETES_EXEC_INFO", "value": json.dumps(asked)},
    ]
    plugin["apiVersion"] = _PLUGIN_API
