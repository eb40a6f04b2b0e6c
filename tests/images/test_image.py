"""Image references and the lock file."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nexus_platform
from nexus_gitops.errors import LocalError, UsageError
from nexus_gitops.images.image import Image, dump_lock, parse_lock

DIGEST = f"sha256:{'0a' * 32}"
LOCKS = sorted((Path(*nexus_platform.__path__) / "environments").glob("*.images.json"))


@pytest.mark.parametrize(
    ("reference", "registry", "name", "tag"),
    [
        ("postgres", "docker.io", "library/postgres", ""),
        ("postgres:16-alpine", "docker.io", "library/postgres", "16-alpine"),
        ("docker.io/postgres:16", "docker.io", "library/postgres", "16"),
        ("index.docker.io/bitnami/redis:7", "docker.io", "bitnami/redis", "7"),
        ("nexus/kernel:1.0.0", "docker.io", "nexus/kernel", "1.0.0"),
        ("localhost/kernel:1.0.0", "localhost", "kernel", "1.0.0"),
        ("localhost:5001/nexus/kernel", "localhost:5001", "nexus/kernel", ""),
        ("registry:5000/kernel:v1", "registry:5000", "kernel", "v1"),
        ("[::1]:5000/a/b/c:1", "[::1]:5000", "a/b/c", "1"),
        ("Ghcr.io/a__b/c.d-e:_x", "Ghcr.io", "a__b/c.d-e", "_x"),
    ],
)
def test_a_reference_names_registry_name_and_tag(
    reference: str, registry: str, name: str, tag: str
) -> None:
    for digest in ("", DIGEST):
        image = Image.parse(f"{reference}@{digest}" if digest else reference)
        assert (image.registry, image.name, image.tag) == (registry, name, tag)
        assert image.digest == digest


@pytest.mark.parametrize(
    "reference",
    [
        "",
        ":1.0.0",
        "postgres:",
        "postgres@",
        f"postgres@{DIGEST[:-1]}",
        f"postgres@{DIGEST.upper()}",
        "postgres@md5:d41d8cd98f00b204e9800998ecf8427e",
        "Postgres:16",
        "docker.io/a//b",
        "docker.io/../b",
        "docker.io/a/",
        "docker.io/-a",
        "docker.io/a___b",
        "docker.io/a\n",
        "a b",
        "a:-b",
        f"a:{'x' * 129}",
        f"docker.io/{'a' * 250}",
        "http://localhost:5001/a",
        "größe:1",
    ],
)
def test_what_is_no_reference_is_refused(reference: str) -> None:
    with pytest.raises(UsageError, match="is not valid; "):
        Image.parse(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "ada:s3cret@registry.example.com/nexus/kernel:1.0.0",
        "https://ada:s3cret@registry.example.com/nexus/kernel",
        "ada:s3cret@more@registry.example.com/kernel",
    ],
)
def test_a_password_in_a_reference_is_not_repeated(reference: str) -> None:
    with pytest.raises(UsageError) as error:
        Image.parse(reference)
    assert "s3cret" not in str(error.value)


@given(st.text())
def test_any_text_is_an_image_or_a_usage_error(text: str) -> None:
    try:
        image = Image.parse(text)
    except UsageError:
        return
    assert Image.parse(image.reference) == image


def test_the_reference_has_tag_and_digest() -> None:
    image = Image("docker.io/library/redis", "7.4.2", DIGEST)
    assert image.tagged == "docker.io/library/redis:7.4.2"
    assert image.reference == f"docker.io/library/redis:7.4.2@{DIGEST}"


def test_the_repository_is_named_in_full() -> None:
    with pytest.raises(UsageError, match=r"'library/redis' is not valid; .* docker\.io/"):
        Image("library/redis", "7.4.2")


@pytest.mark.parametrize("tag", ["1.2.3", "v1.2.3", "7.4.2-alpine", "1.0.0-rc.1", "1.2.3.4"])
def test_a_full_version_does_not_float(tag: str) -> None:
    assert not Image.parse(f"nexus/kernel:{tag}").is_floating


@pytest.mark.parametrize(
    "tag", ["latest", "main", "7", "v7", "7-alpine", "7.4", "7.4-alpine", "7."]
)
def test_less_than_a_full_version_floats(tag: str) -> None:
    assert Image.parse(f"nexus/kernel:{tag}").is_floating


def test_no_tag_floats_whatever_the_digest() -> None:
    assert Image.parse("nexus/kernel").is_floating
    assert Image.parse(f"nexus/kernel@{DIGEST}").is_floating
    assert Image.parse(f"nexus/kernel:latest@{DIGEST}").is_floating


def test_postgres_has_versions_of_two_numbers() -> None:
    assert not Image.parse("postgres:16.9-alpine").is_floating
    assert Image.parse("postgres:16-alpine").is_floating


def test_a_lock_is_written_sorted_and_without_what_is_not_known() -> None:
    lock = {
        "redis": Image("docker.io/library/redis", "7.4.2", DIGEST),
        "nexus-os": Image("localhost:5001/nexus/nexus-os", "1.0.0"),
    }
    assert dump_lock(lock) == (
        "{\n"
        '  "nexus-os": {\n'
        '    "repository": "localhost:5001/nexus/nexus-os",\n'
        '    "tag": "1.0.0"\n'
        "  },\n"
        '  "redis": {\n'
        f'    "digest": "{DIGEST}",\n'
        '    "repository": "docker.io/library/redis",\n'
        '    "tag": "7.4.2"\n'
        "  }\n"
        "}\n"
    )
    assert parse_lock(dump_lock(lock), "x.json") == lock


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_our_own_locks_are_as_a_machine_writes_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert dump_lock(parse_lock(text, path.name)) == text


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"tag": "1"}, "redis: repository is missing"),
        ({"repository": "docker.io/a"}, "redis: tag is missing"),
        ({"repository": "docker.io/a", "tag": ""}, "redis: tag '' is not valid"),
        ({"repository": "docker.io/a", "tag": 7}, "redis: tag 7 is no text"),
        ({"repository": "redis", "tag": "7"}, "redis: repository 'redis' is not valid"),
        ({"repository": "docker.io/a", "tag": "7", "digest": ""}, "redis: digest '' is not valid"),
        (
            {"repository": "docker.io/a", "tag": "7", "digest": "sha256:1"},
            "'sha256:1' is not valid",
        ),
        ({"repository": "docker.io/a", "tag": "7", "sha": "1"}, "redis: there is no field 'sha'"),
        ("docker.io/a:7", "redis: 'docker.io/a:7' is no image"),
    ],
)
def test_a_damaged_entry_is_named(entry: Any, message: str) -> None:
    with pytest.raises(LocalError) as error:
        parse_lock(json.dumps({"redis": entry}), "dev.images.json")
    assert str(error.value).startswith("dev.images.json: redis: ")
    assert message in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "dev.images.json is not valid JSON"),
        ("{", "dev.images.json is not valid JSON"),
        ("[" * 100_000, "dev.images.json is not valid JSON"),
        ('{"redis": {}, "redis": {}}', "'redis' is there twice"),
        ("[]", "dev.images.json holds no JSON object"),
    ],
    ids=["empty", "cut-off", "too-deep", "twice", "list"],
)
def test_what_is_no_lock_is_refused(text: str, message: str) -> None:
    with pytest.raises(LocalError, match=message):
        parse_lock(text, "dev.images.json")


@pytest.mark.parametrize(
    "entry",
    ["ada:s3cret@r.io/a", {"repository": "ada:s3cret@r.io/a", "tag": "1"}],
)
def test_a_password_in_a_lock_is_not_repeated(entry: Any) -> None:
    with pytest.raises(LocalError) as error:
        parse_lock(json.dumps({"redis": entry}), "dev.images.json")
    assert "s3cret" not in str(error.value)
