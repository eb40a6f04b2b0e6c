"""The files of KUBECONFIG become one, as kubectl merges them."""

import json
import os
from pathlib import Path

import pytest
import yaml

from nexus_gitops.cluster.kubeconfig import load
from nexus_gitops.errors import UsageError


def write(path: Path, name: str, **user: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "current-context": name,
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "clusters": [{"name": name, "cluster": {"server": f"https://{path.stem}.example"}}],
        "users": [{"name": name, "user": user}],
    }
    path.write_text(yaml.safe_dump(document))
    return path


def joined(*paths: Path) -> str:
    return os.pathsep.join(map(str, paths))


def test_no_file_is_no_kubeconfig(tmp_path: Path) -> None:
    assert load(str(tmp_path / "missing")) is None


def test_the_first_of_two_entries_with_one_name_is_taken(tmp_path: Path) -> None:
    first, second = write(tmp_path / "first", "a"), write(tmp_path / "second", "a")
    merged = load(joined(first, second))
    assert merged is not None
    assert [one["cluster"]["server"] for one in merged["clusters"]] == ["https://first.example"]


def test_all_contexts_are_known_and_the_first_files_is_current(tmp_path: Path) -> None:
    merged = load(
        joined(tmp_path / "missing", write(tmp_path / "x", "a"), write(tmp_path / "y", "b"))
    )
    assert merged is not None
    assert [one["name"] for one in merged["contexts"]] == ["a", "b"]
    assert merged["current-context"] == "a"


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    merged = load(str(write(tmp_path / "conf" / "x", "a", **{"client-key": "keys/a.pem"})))
    assert merged is not None
    assert merged["users"][0]["user"]["client-key"] == str(tmp_path / "conf" / "keys" / "a.pem")


def test_a_credential_plugin_is_told_the_version_that_it_was_set_up_for(tmp_path: Path) -> None:
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": "login"}
    merged = load(str(write(tmp_path / "x", "a", exec=plugin)))
    assert merged is not None
    (variable,) = merged["users"][0]["user"]["exec"]["env"]
    assert variable["name"] == "KUBERNETES_EXEC_INFO"
    assert json.loads(variable["value"])["apiVersion"] == "client.authentication.k8s.io/v1"


@pytest.mark.parametrize("text", ["- a list\n", "{", "users: [1]\n", "users: [{name: a}]\n"])
def test_what_is_no_kubeconfig_is_named_but_not_quoted(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config"
    file.write_text(f"{text}# s3cret\n")
    with pytest.raises(UsageError) as caught:
        load(str(file))
    assert str(file) in caught.value.message
    assert "s3cret" not in str(caught.value)
