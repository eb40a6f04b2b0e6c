import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.argocd.layout import record_path
from nexus_gitops.publish.record import (
    DamagedRecordError,
    environment_of,
    parse_record,
    record_of,
)
from nexus_gitops.publish.release import Release, Source

TEXTS = st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3)
SOURCES = st.builds(Source, st.text(max_size=9), st.text(max_size=9), st.booleans())


def test_a_record_in_full() -> None:
    release = Release(
        "dev",
        {"environments/dev/core/a.yaml": "a"},
        images={"web": "nexus/web:1"},
        source=Source("https://example.org/nexus.git", "1" * 40),
        tools={"nexus-gitops": "0.1.0"},
    )
    assert json.loads(record_of(release).to_json()) == {
        "schema": 1,
        "environment": "dev",
        "files": {
            "environments/dev/core/a.yaml": "sha256:"
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        },
        "images": {"web": "nexus/web:1"},
        "source": {
            "repository": "https://example.org/nexus.git",
            "revision": "1" * 40,
            "dirty": False,
        },
        "tools": {"nexus-gitops": "0.1.0"},
    }


@given(TEXTS, TEXTS, SOURCES, TEXTS)
def test_a_record_is_read_as_it_was_written(
    files: dict[str, str], images: dict[str, str], source: Source, tools: dict[str, str]
) -> None:
    record = record_of(Release("dev", files, images, source, tools))
    assert parse_record(record.to_json()) == record


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_files_does_not_matter(names: list[str]) -> None:
    release = Release("dev", {name: name for name in names})
    assert (
        record_of(release).to_json()
        == record_of(Release("dev", dict(zip("abcd", "abcd", strict=True)))).to_json()
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<<<<<<< HEAD", "no JSON"),
        ("[]", "no JSON object"),
        ('{"schema": 2}', "schema is 2"),
        ('{"schema": 1}', "source"),
        ('{"schema": 1, "source": {"dirty": false}}', "environment"),
        (
            '{"schema": 1, "environment": "", "files": {"a": 1}, "source": {"dirty": false}}',
            "files",
        ),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_damaged_record_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(DamagedRecordError, match=complaint):
        parse_record(text)


def test_a_record_is_known_by_its_path() -> None:
    assert environment_of(record_path("staging")) == "staging"
    assert environment_of(".nexus/a/b.lock.json") is None
    assert environment_of("environments/dev/core/x.yaml") is None
