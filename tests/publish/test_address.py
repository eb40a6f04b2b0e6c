from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.errors import UsageError
from nexus_gitops.publish.address import Credentials, parse_address


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("https://example.org/a/b.git", "https://example.org/a/b.git"),
        ("HTTPS://Example.ORG:8443/a", "https://example.org:8443/a"),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
        ("ssh://git@example.org:2222/a.git", "ssh://git@example.org:2222/a.git"),
        ("ssh://git:unused@example.org/a.git", "ssh://git@example.org/a.git"),
        ("git@example.org:team/a.git", "git@example.org:team/a.git"),
        ("example.org:a.git", "example.org:a.git"),
        ("file:///srv/with%20space.git", "/srv/with space.git"),
        ("/srv/gitops.git", "/srv/gitops.git"),
    ],
)
def test_urls_and_paths_are_understood(text: str, location: str) -> None:
    assert parse_address(text).location == location


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse_address("a/../gitops.git").location == str(tmp_path / "gitops.git")
    assert parse_address("gitops.git").public_url == (tmp_path / "gitops.git").as_uri()


@pytest.mark.parametrize(
    "text",
    ["", " ", "-x", "--upload-pack=touch /tmp/x", "ext::sh -c id", "fd::3", "git://host/a",
     "ftp://host/a", "https:///a", "https://-oProxyCommand=x/a", "ssh://-oProxyCommand=x/a",
     "ssh://-oProxyCommand=x@host/a", "-oProxyCommand=x:a", "host:-a", "https://host:port/a",
     "https://host/a?token=1", "https://host/a#b", "file://elsewhere/a", "https://host/a\nb",
     "https://u:p%0Ax@host/a", "ada:s3cret@host/a", "a:s3cret@host/a", "s3cret@host/a",
     "https:/ada:s3cret@host/a", "ada:s3cret@host:a"],
)  # fmt: skip
def test_what_could_be_anything_else_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_address(text)
    assert caught.value.hint
    assert "s3cret" not in str(caught.value)


def test_credentials_are_taken_out_of_the_url() -> None:
    address = parse_address("https://ada:s%40cret@example.org/a.git")
    assert address.location == address.public_url == str(address) == "https://example.org/a.git"
    assert address.credentials == Credentials("ada", "s@cret")
    assert "cret" not in repr(address)


def test_a_token_may_stand_alone() -> None:
    assert parse_address("https://t0ken@example.org/a").credentials == Credentials("t0ken", "")


def test_all_who_log_in_share_a_mirror() -> None:
    keys = {
        parse_address(url).key
        for url in (
            "https://example.org/team/gitops.git",
            "https://a:b@example.org/team/gitops.git/",
        )
    }
    assert len(keys) == 1
    assert keys.pop().startswith("gitops-")


def test_different_repositories_have_different_mirrors() -> None:
    assert parse_address("https://a.org/x.git").key != parse_address("https://b.org/x.git").key


SECRETS = st.text(
    st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=3, max_size=20
).filter(lambda text: text not in "https://example.org/a" and not text.isspace())


@given(SECRETS)
def test_no_form_of_a_secret_survives_redaction(secret: str) -> None:
    from urllib.parse import quote

    url = f"https://user:{quote(secret, safe='')}@example.org/a"
    address = parse_address(url)
    shown = address.redact(f"fatal: {secret} and {quote(secret, safe='')} at {url}")
    assert secret not in shown.replace("***", "")


def test_credentials_of_other_urls_are_redacted_as_well() -> None:
    text = "fatal: unable to access 'https://bob:hunter2@mirror.example.org/a'"
    assert "hunter2" not in parse_address("https://example.org/a").redact(text)
