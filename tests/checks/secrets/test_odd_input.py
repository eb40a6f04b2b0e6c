"""No input makes the guard fail, or take long."""

import datetime
import itertools
import json
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_gitops.checks.secrets.guard import check_secrets

names = st.one_of(
    st.text(max_size=20),
    st.sampled_from(("kind", "apiVersion", "metadata", "data", "stringData", "binaryData", "spec")),
    st.sampled_from(("items", "password", "token", "name", "value", "sops", "mac", "kty", "d")),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=60),
    st.binary(max_size=20),
    st.dates(),
    st.sampled_from(["Secret", "ConfigMap", "SecretList", "SealedSecret", "v1", "RSA", "oct"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(names, st.integers(), st.booleans(), st.none()), inner, max_size=5
        ),
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(obj=st.dictionaries(st.one_of(names, st.integers()), values, max_size=6))
def test_no_object_makes_it_fail(obj: dict[Any, Any]) -> None:
    check_secrets([obj])


@settings(deadline=None)
@given(text=st.text(alphabet="ab=:\"'{}[]-,#<>/$\\|&*!% \n\tpasswordkey1", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    check_secrets([setting(text)])


def setting(text: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "odd"},
        "data": {"app.conf": text},
    }


@pytest.mark.parametrize("key", [8080, 1.5, True, None, datetime.date(2024, 1, 1), (1, 2)])
def test_key_need_not_be_a_string(key: Any) -> None:
    obj = {**setting("x"), "spec": {"ports": {key: {"password": "hunter2", "mode": "DISABLE"}}}}
    [finding] = check_secrets([obj])
    assert (finding.rule, finding.field) == ("secret-literal", f"spec.ports.{key}.password")


def test_depth_does_not_matter() -> None:
    deep: Any = {"password": "hunter2"}
    for _ in range(20_000):
        deep = [deep]
    [finding] = check_secrets([{**setting("x"), "spec": deep}])
    assert finding.rule == "secret-literal"


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 50_000, "- " * 50_000, '{"a":' * 50_000])
def test_depth_of_a_document_in_a_text_does_not_matter(text: str) -> None:
    assert check_secrets([setting(text)]) == ()


def test_mapping_that_holds_itself_is_walked_once() -> None:
    obj = setting("x")
    obj["spec"] = {"again": obj, "password": "hunter2"}
    assert len(check_secrets([obj])) == 1


def test_aliases_of_yaml_do_not_multiply() -> None:
    lines = ["a: &a0 {password: hunter2}"]
    lines += [f"b{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    bomb = "\n".join(lines)
    assert len(check_secrets([setting(bomb)])) == 1
    assert len(check_secrets([{**setting("x"), "spec": yaml.safe_load(bomb)}])) == 1


def test_what_is_packed_many_times_is_looked_into_so_far_only() -> None:
    text = "x"
    for _ in range(40):
        text = json.dumps([text])[:100_000]
    check_secrets([setting(text)])


PIECES = (
    ["a", "=", '"', "'", "{", "- ", "a: ", "key=", "password=", 'password: "', "token='", "密码="],
    ["://", "://a:b", "https://a", "user x on ", "-----BEGIN PRIVATE KEY-----", "curl ", "-u "],
    ["mysql -p", "docker login ", "echo x | ", "eyJaaaaaaaa.", "sk-", "adobe=", "okta ", "A1b2"],
    ["deadbeef", "<a>", '<a b="', "<name>a</name>", '"name":"password","value":', "${a:-", "{{"],
    ["$(", "ENC[A,data:", "\\", '\\"', "data:image/png;base64,", "/d/", "a/", "a.", "0x", " #"],
    ["set password ", "identified by ", "authorization: bearer ", "a:1:a:a:", '"a" "', "\t", " "],
    ["secret --from-literal=", "mc alias set ", "rabbitmqctl ", "vault login -a ", "ZXlK", "? "],
)


@pytest.mark.parametrize("piece", list(itertools.chain(*PIECES)))
@pytest.mark.parametrize("end", ["", "x ", "\n"])
def test_time_grows_no_faster_than_a_text(piece: str, end: str) -> None:
    # Linear, this takes a fraction of a second; were it quadratic, many minutes.
    text = (piece + end) * (50_000 // len(piece + end))
    start = time.process_time()
    check_secrets([setting(text)])
    assert time.process_time() - start < 100
