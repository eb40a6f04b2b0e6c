"""The comment on a pull request: exact once, and safe with hostile values."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nexus_gitops.diff import Action, Diff, FieldChange, ObjectChange, diff, to_markdown
from nexus_gitops.manifests.identity import Identity


def test_one_change_and_one_removal(make: Any, files: Any, deployment: Any) -> None:
    before = files(deployment(image="nexus/os:1.0.0"), make("v1", "Service", "old"))
    after = files(deployment(image="nexus/os:1.1.0"))
    assert to_markdown(diff(before, after), "dev, not published yet") == (
        "### dev, not published yet\n"
        "\n"
        "**0 added, 1 changed, 1 removed**\n"
        "\n"
        "| | Object | Fields | Risks |\n"
        "|---|---|---|---|\n"
        "| removed | <code>Service/old</code> |  | **deletes** |\n"
        "| changed | <code>Deployment/web</code> | 1 | **image**, **restart** |\n"
        "\n"
        "- **deletes**: removes an object from the cluster\n"
        "- **image**: runs another image\n"
        "- **restart**: changes the pod template, which replaces every pod of the workload\n"
        "\n"
        "<details>\n"
        "<summary>~ <code>Deployment/web</code> in "
        "<code>environments/dev/core/apps&#95;deployment&#95;web.yaml</code></summary>\n"
        "\n"
        "```diff\n"
        "@@ spec.template.spec.containers[web].image @@ ! image, restart\n"
        '- "nexus/os:1.0.0"\n'
        '+ "nexus/os:1.1.0"\n'
        "```\n"
        "\n"
        "</details>"
    )


def test_no_difference_is_said() -> None:
    assert to_markdown(Diff(), "dev") == "### dev\n\nNo difference."


def configured(make: Any, files: Any, text: str) -> dict[str, str]:
    found: dict[str, str] = files(make("v1", "ConfigMap", "nginx", data={"nginx.conf": text}))
    return found


def fenced(markdown: str) -> list[str]:
    """Lines of the only fenced block."""
    (block,) = re.findall(r"^(`{3,})diff\n(.*?)\n\1$", markdown, re.DOTALL | re.MULTILINE)
    lines: list[str] = block[1].split("\n")
    return lines


def test_a_text_of_many_lines_shows_the_lines_that_differ(make: Any, files: Any) -> None:
    before = configured(make, files, "server {\n  listen 80;\n}\n")
    after = configured(make, files, "server {\n  listen 8080;\n}\n")
    assert fenced(to_markdown(diff(before, after), "t")) == [
        '@@ data["nginx.conf"] @@',
        "-   listen 80;",
        "+   listen 8080;",
    ]


def test_a_lost_last_newline_shows(make: Any, files: Any) -> None:
    before, after = configured(make, files, "a\nb\n"), configured(make, files, "a\nb")
    assert fenced(to_markdown(diff(before, after), "t"))[1:] == ["- "]


def test_very_many_lines_are_cut_and_counted(make: Any, files: Any) -> None:
    before = configured(make, files, "".join(f"a{n}\n" for n in range(100)))
    after = configured(make, files, "".join(f"b{n}\n" for n in range(100)))
    lines = fenced(to_markdown(diff(before, after), "t"))
    assert len(lines) == 42
    assert lines[-1] == "  (160 more of 200 changed lines)"


nasty = st.text(
    st.sampled_from("`|<>&*_[]()#@!\\\n\r\x1b\u2028\u202e ~-'\"ab日"), min_size=1, max_size=30
)


@given(nasty, nasty, nasty, nasty)
def test_no_value_breaks_out_of_its_place(name: str, path: str, before: str, after: str) -> None:
    field = FieldChange("data.x", before, after)
    who = Identity("", "ConfigMap", "nexus", name)
    markdown = to_markdown(Diff((ObjectChange(who, Action.CHANGED, path, (field,)),)), name)
    outside, fence, rest = markdown.partition("\n```")
    opening, *inside = (fence + rest).lstrip("\n").split("\n")
    marker = opening.removesuffix("diff")
    closing = [n for n, line in enumerate(inside) if line.strip(" ").startswith(marker)]
    assert set(marker) == {"`"}
    assert closing == [len(inside) - 3], "only the last line of the block closes it"
    assert inside[closing[0] :] == [marker, "", "</details>"]
    row = outside.split("\n")[6]
    assert row.count("|") == 5
    tags = re.findall(r"<[^>]*>?", outside)
    assert set(tags) <= {"<code>", "</code>", "<details>", "<summary>", "</summary>"}
