"""The reviewed way past a false alarm: from the finding to what every publish and diff shows."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import ROOT, Machine, Remote

SHOP = ROOT / "tests" / "platforms" / "shop"
REASON = "the seed is printed on every page"


@pytest.fixture
def shop(machine: Machine) -> Machine:
    """A user whose platform renders a value that looks random."""
    shutil.copytree(
        SHOP, machine.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    core = machine.folder / "shop_platform" / "core.py"
    text = core.read_text()
    assert '"/index.html"' in text
    seed = "9f2c47b1e05d83a6" * 4
    core.write_text(text.replace('"/index.html"', f'"/index.html?seed={seed}"'))
    return machine.with_(NEXUS_GITOPS_PLATFORM=None)


def exempt(shop: Machine, **changed: str) -> Path:
    """Write the exemption of the one error that is found."""
    findings = shop.run("validate", "-o", "json").json["findings"]
    [finding] = [one for one in findings if one["severity"] == "error"]
    copied = {key: finding[key] for key in ("object", "field", "rule", "fingerprint")}
    entry = {"environments": ["staging"], **copied, "reason": REASON, **changed}
    file = shop.folder / "shop_platform" / "secret-exemptions.yaml"
    file.write_text(yaml.safe_dump([entry]))
    return file


def test_without_it_nothing_is_published(shop: Machine, remote: Remote) -> None:
    done = shop.run("publish", "--env", "staging", "--repo", str(remote.path), "--init")
    assert done.code == 3
    assert "secret-exemptions.yaml exempts it by fingerprint" in done.err
    assert remote.git("for-each-ref") == ""


def test_it_lets_the_release_out_and_is_shown_each_time(shop: Machine, remote: Remote) -> None:
    exempt(shop)
    publish = ("publish", "--env", "staging", "--repo", str(remote.path))

    for again in (("--init",), (), ("--dry-run",)):
        done = shop.run(*publish, *again)
        assert done.code == 0, done.err
        assert "exempted  Deployment/web" in done.out
        assert REASON in done.out
    (release,) = shop.run(*publish, "-o", "json").json["releases"]
    assert [one["reason"] for one in release["exemptions"]] == [REASON]


def test_it_is_shown_in_the_diff_and_by_validate(shop: Machine, remote: Remote) -> None:
    exempt(shop)

    text = shop.run("diff", "--repo", str(remote.path)).out
    markdown = shop.run("diff", "--repo", str(remote.path), "-o", "markdown").out
    json = shop.run("diff", "--repo", str(remote.path), "-o", "json").json
    validated = shop.run("validate")

    assert REASON in text
    assert f"): {REASON}" in markdown.partition("Exempted from the secret guard")[2]
    assert [one["reason"] for one in json["comparisons"][0]["exemptions"]] == [REASON]
    assert validated.code == 0
    assert "staging: 0 errors, 1 warning" in validated.out
    assert f"exempted: {REASON}" in validated.out


def test_one_that_meets_nothing_any_more_is_told(shop: Machine) -> None:
    exempt(shop)
    core = shop.folder / "shop_platform" / "core.py"
    core.write_text(core.read_text().replace("?seed=9f2c", "?seed=7d1e"))

    findings = shop.run("validate", "-o", "json").json["findings"]

    assert {one["rule"] for one in findings} == {"secret-entropy", "secret-exemption-unused"}


def test_one_without_a_reason_is_refused(shop: Machine, remote: Remote) -> None:
    file = exempt(shop, reason="")
    done = shop.run("publish", "--env", "staging", "--repo", str(remote.path), "--init")
    assert done.code == 8
    assert f"shop_platform/{file.name}, entry 1: reason is no text" in done.complaint
