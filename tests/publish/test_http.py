"""The same transaction over smart HTTP, with and without a login."""

import os
from pathlib import Path

import pytest

from nexus_gitops.errors import RejectedError, UnreachableError
from nexus_gitops.publish import parse_address, read_published, releases
from tests.git_http import HttpServer
from tests.publish.conftest import Remote, git, put, release_of

USER, PASSWORD = "ada", "p@ss/w0rd %+s3cret"
USERINFO = "ada:p%40ss%2Fw0rd%20%25%2Bs3cret@"
FORMS = (PASSWORD, "p%40ss", "s3cret", "YWRhOnBAc3M")


@pytest.fixture(autouse=True)
def writable(remote: Remote) -> None:
    remote.git("config", "http.receivepack", "true")
    remote.git("config", "uploadpack.allowFilter", "true")


def test_a_release_goes_there_and_comes_back(remote: Remote, http: HttpServer) -> None:
    address = parse_address(http.url("gitops.git"))
    published = put(address, release_of("dev", web=1))
    assert remote.commits() == [published.commit]
    assert put(address, release_of("dev", web=1)).unchanged
    assert put(address, release_of("dev", web=2)).commit == remote.commits()[-1]
    assert read_published(address, "main", "dev").files == release_of("dev", web=2).files
    assert len(releases(address, "main", "dev")) == 2
    assert remote.is_sound()


def test_nothing_changed_asks_the_server_once(remote: Remote, http: HttpServer) -> None:
    address = parse_address(http.url("gitops.git"))
    put(address, release_of("dev", web=1))
    http.requests.clear()
    assert put(address, release_of("dev", web=1)).unchanged
    assert [request.split("?")[0] for request in http.requests] == [
        "GET /gitops.git/info/refs",
        "POST /gitops.git/git-upload-pack",
    ]


def test_a_login_in_the_url_is_used(remote: Remote, http: HttpServer) -> None:
    http.login = (USER, PASSWORD)
    address = parse_address(http.url("gitops.git", USERINFO))
    assert put(address, release_of("dev", web=1)).commit == remote.commits()[-1]


def test_a_token_alone_is_a_login(remote: Remote, http: HttpServer) -> None:
    http.login = ("t0ken", "")
    address = parse_address(http.url("gitops.git", "t0ken@"))
    assert put(address, release_of("dev", web=1)).commit == remote.commits()[-1]


@pytest.mark.parametrize("userinfo", ["", "ada:wr0ngpassword@"])
def test_no_or_a_wrong_login_is_unreachable(
    remote: Remote, http: HttpServer, userinfo: str
) -> None:
    http.login = (USER, PASSWORD)
    with pytest.raises(UnreachableError) as caught:
        put(parse_address(http.url("gitops.git", userinfo)), release_of("dev", web=1))
    assert "token" in caught.value.hint
    assert "wr0ng" not in str(caught.value)
    assert remote.commits() == []


def test_the_login_is_shown_and_kept_nowhere(
    remote: Remote, http: HttpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    http.login = (USER, PASSWORD)
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    (tmp_path / "gitconfig").write_text(
        f"[credential]\n  helper = store --file={tmp_path}/stored\n"
    )
    address = parse_address(http.url("gitops.git", USERINFO))
    remote.hook("pre-receive", f"echo 'denied for {PASSWORD}' >&2; exit 1")
    told: list[str] = []
    with pytest.raises(RejectedError) as caught:
        put(address, release_of("dev", web=1), on_progress=told.append)
    (remote.path / "hooks" / "pre-receive").unlink()
    put(address, release_of("dev", web=1), on_progress=told.append)

    assert caught.value.__cause__ is None
    assert "receive-pack" in trace.read_text()  # so that the next line means something
    kept = [file.read_bytes() for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    said = [str(caught.value), repr(caught.value), repr(address), *told, trace.read_text()]
    for form in FORMS:
        assert not any(form in text for text in said)
        assert not any(form.encode() in content for content in kept)
    assert not (tmp_path / "stored").exists()
    assert not any(PASSWORD in value for value in os.environ.values())


def test_the_login_is_no_argument_of_any_process(
    remote: Remote, http: HttpServer, tmp_path: Path
) -> None:
    http.login = (USER, PASSWORD)
    seen = tmp_path / "seen"
    remote.hook("pre-receive", f"cat /proc/[0-9]*/cmdline > {seen} 2>/dev/null; exit 0")
    put(parse_address(http.url("gitops.git", USERINFO)), release_of("dev", web=1))
    arguments = seen.read_bytes()
    assert b"git-remote-http\0" in arguments or b"remote-http\0" in arguments
    assert not any(form.encode() in arguments for form in FORMS)


def test_no_permission_to_push_is_a_rejection(remote: Remote, http: HttpServer) -> None:
    http.forbid_push = True
    with pytest.raises(RejectedError) as caught:
        put(parse_address(http.url("gitops.git")), release_of("dev", web=1))
    assert "403" in caught.value.message
    assert remote.commits() == []


def test_a_page_for_signing_in_is_told_from_a_repository(remote: Remote, http: HttpServer) -> None:
    http.login_page = True
    with pytest.raises(UnreachableError) as caught:
        put(parse_address(http.url("gitops.git")), release_of("dev", web=1))
    assert "url base from redirection" in caught.value.message
    assert "signing in" in caught.value.hint
    assert remote.commits() == []


def test_a_push_that_is_too_large_is_told_as_such(remote: Remote, http: HttpServer) -> None:
    http.largest_push = 500
    with pytest.raises(UnreachableError) as caught:
        put(parse_address(http.url("gitops.git")), release_of("dev", web=1))
    assert "413" in caught.value.message
    assert "client_max_body_size" in caught.value.hint
    assert remote.commits() == []


def test_a_hook_is_quoted(remote: Remote, http: HttpServer) -> None:
    remote.hook("pre-receive", "echo 'no pushes today' >&2; exit 1")
    with pytest.raises(RejectedError, match="no pushes today"):
        put(parse_address(http.url("gitops.git")), release_of("dev", web=1))


def test_a_missing_repository_is_unreachable(remote: Remote, http: HttpServer) -> None:
    with pytest.raises(UnreachableError) as caught:
        put(parse_address(http.url("nowhere.git")), release_of("dev", web=1))
    assert "not found" in caught.value.message


def test_a_push_that_arrived_counts_though_the_answer_did_not(
    remote: Remote, http: HttpServer
) -> None:
    http.drop_after_push = True
    published = put(parse_address(http.url("gitops.git")), release_of("dev", web=1))
    assert remote.commits() == [published.commit]


def test_it_counts_even_below_a_commit_of_others(remote: Remote, http: HttpServer) -> None:
    http.drop_after_push = True
    put(remote, release_of("prod", web=1))
    remote.hook(
        "post-receive",
        'commit=$(git -c user.name=S -c user.email=s@example.org commit-tree "main^{tree}"'
        ' -p main -m others) && git update-ref refs/heads/main "$commit"',
    )
    published = put(parse_address(http.url("gitops.git")), release_of("dev", web=1))
    assert published.attempts == 1
    assert remote.commits()[-2] == published.commit


def helper(tmp_path: Path, *lines: str) -> str:
    """A credential helper, as a company installs one; it notes what it is asked."""
    file = tmp_path / "helper"
    answer = "; ".join(f"echo {line}" for line in lines)
    file.write_text(f'#!/bin/sh\ncat >> {file}.asked\ntest "$1" = get || exit 0\n{answer or ":"}\n')
    file.chmod(0o755)
    git(tmp_path, "config", "--global", "credential.helper", str(file))
    return f"{file}.asked"


def test_a_user_in_the_url_gets_the_password_from_the_helper(
    remote: Remote, http: HttpServer, tmp_path: Path
) -> None:
    http.login = ("org", "pat-1234567890")
    asked = helper(tmp_path, "password=pat-1234567890")
    address = parse_address(http.url("gitops.git", "org@"))
    assert put(address, release_of("dev", web=1)).commit == remote.commits()[-1]
    assert "username=org" in Path(asked).read_text()


def test_or_from_the_askpass_program(
    remote: Remote, http: HttpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    http.login = ("org", "pat-1234567890")
    program = tmp_path / "askpass"
    program.write_text("#!/bin/sh\necho pat-1234567890\n")
    program.chmod(0o755)
    monkeypatch.setenv("GIT_ASKPASS", str(program))
    address = parse_address(http.url("gitops.git", "org@"))
    assert put(address, release_of("dev", web=1)).commit == remote.commits()[-1]


def test_a_token_alone_is_kept_by_no_helper(
    remote: Remote, http: HttpServer, tmp_path: Path
) -> None:
    http.login = ("t0ken", "")
    asked = Path(helper(tmp_path))
    address = parse_address(http.url("gitops.git", "t0ken@"))
    assert put(address, release_of("dev", web=1)).commit == remote.commits()[-1]
    assert "password" not in asked.read_text()
