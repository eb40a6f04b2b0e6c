"""Rendering into dist/ and argocd/, by our command and by `cdk8s synth`."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nexus_gitops.platform import loading

CORE = "nexus_platform/objects.py"
SCALED = "if scaling is not None and "
ALL_BUT_ONE = f"{SCALED}component.name != names.NEXUS_OS and "


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def synthesised(machine: Any) -> Any:
    """A machine in a folder with all manifests."""
    assert machine.run("synth").code == 0
    return machine


@pytest.fixture(scope="session")
def without_network() -> tuple[str, ...]:
    """What to put before a command to take the network away, where this machine allows that."""
    command = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") is None:
        return ()
    allowed = subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0
    return command if allowed else ()


@pytest.fixture
def cdk8s(without_network: tuple[str, ...]) -> Callable[..., Any]:
    """Runs cdk8s-cli on a machine."""

    def run(machine: Any, *arguments: str) -> Any:
        if not (machine.source / "node_modules").exists():
            pytest.skip("cdk8s-cli is not installed; run: make setup")
        for name in ("cdk8s.yaml", "main.py"):
            shutil.copy(machine.source / name, machine.folder)
        program = str(machine.source / ".venv" / "bin" / "cdk8s")
        return machine.execute(*without_network, program, *arguments)

    return run


def test_cdk8s_synth_and_ours_write_the_same_bytes_and_say_nothing_else(
    machine: Any, cdk8s: Callable[..., Any]
) -> None:
    done = cdk8s(machine, "synth")
    theirs = {name: _files(machine.folder / name) for name in ("dist", "argocd")}
    for name in ("dist", "argocd"):
        shutil.rmtree(machine.folder / name)
    ours = machine.run("synth")

    assert (done.code, done.err) == (0, "")
    assert (ours.code, ours.err) == (0, "")
    assert theirs == {name: _files(machine.folder / name) for name in ("dist", "argocd")}
    assert len(theirs["dist"]) > 100
    for word in ("upgrade", "newer version", "end-of-life", "node"):
        assert word not in done.out.lower()


def test_cdk8s_synth_into_another_folder_leaves_ours_alone(
    synthesised: Any, cdk8s: Callable[..., Any]
) -> None:
    expected = _files(synthesised.folder / "dist")
    for name in ("dist", "argocd"):
        shutil.rmtree(synthesised.folder / name)

    done = cdk8s(synthesised, "synth", "-o", "other")

    assert (done.code, done.err) == (0, "")
    assert _files(synthesised.folder / "other") == expected
    assert not (synthesised.folder / "dist").exists()
    assert not (synthesised.folder / "argocd").exists()


def test_cdk8s_synth_tells_of_a_failed_render_in_our_words(
    odd: Any, cdk8s: Callable[..., Any]
) -> None:
    done = cdk8s(odd, "synth")

    assert done.code != 0
    assert "no luck" in done.complaint
    assert "returned a non-zero exit code 8" in done.err
    assert [path.name for path in (odd.folder / "dist").iterdir()] == ["leaking"]


def test_a_missing_cdk8s_cli_is_named_with_the_way_to_get_it(machine: Any, tmp_path: Path) -> None:
    shutil.copytree(machine.source / ".venv", tmp_path / "copy" / ".venv", symlinks=True)

    done = machine.execute(str(tmp_path / "copy" / ".venv" / "bin" / "cdk8s"), "synth")

    assert (done.code, done.out) == (8, "")
    assert done.err == "cdk8s-cli is not installed; run: make setup\n"


def test_a_second_synth_renders_nothing_and_writes_nothing(synthesised: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in synthesised.folder.rglob("*.yaml")}

    done = synthesised.run("synth", "--output", "json")

    assert done.code == 0
    assert done.json["rendered"] == done.json["written"] == done.json["removed"] == []
    assert done.json["unchanged"] == len(before)
    assert {path: path.stat().st_mtime_ns for path in synthesised.folder.rglob("*.yaml")} == before


def test_a_check_passes_where_every_file_is_right(synthesised: Any) -> None:
    done = synthesised.run("synth", "--check")

    assert done.code == 0
    assert "0 files to write, 0 to remove" in done.out


def test_a_check_names_the_files_that_differ_and_writes_nothing(synthesised: Any) -> None:
    dist = synthesised.folder / "dist"
    changed = dist / "prod/core/core_namespace_nexus-prod.yaml"
    changed.write_text("changed by hand\n")
    (dist / "dev/core/core_namespace_nexus.yaml").unlink()
    (dist / "dev/core/old.yaml").write_text("of yesterday\n")
    before = _files(synthesised.folder)
    right = len(before) - 2
    all_ = ", ".join(loading.names())

    done = synthesised.run("synth", "--check")

    assert done.code == 1
    assert done.out.splitlines() == [
        "~ dist/dev/core/core_namespace_nexus.yaml",
        "~ dist/prod/core/core_namespace_nexus-prod.yaml",
        "- dist/dev/core/old.yaml",
        f"{all_}: nothing to render; 2 files to write, 1 to remove, {right} unchanged",
    ]
    assert _files(synthesised.folder) == before


def test_some_environments_leave_the_others_and_argocd_alone(machine: Any) -> None:
    done = machine.run("synth", "--env", "dev", "--output", "json")

    assert done.json["environments"] == ["dev"]
    assert all(path.startswith("dist/dev/core/") for path in done.json["written"])
    assert [path.name for path in machine.folder.iterdir()] == ["dist"]


def test_what_is_gone_from_the_platform_is_gone_from_dist(synthesised: Any, edited: Any) -> None:
    machine = edited({CORE: (SCALED, ALL_BUT_ONE)})

    done = machine.run("synth", "--env", "dev", "--output", "json")

    gone = "dist/dev/core/autoscaling_horizontalpodautoscaler_nexus-os.yaml"
    assert done.json["rendered"] == ["dev"]
    assert (done.json["written"], done.json["removed"]) == ([], [gone])
    assert not (machine.folder / gone).exists()


def test_a_failed_render_is_one_line_and_writes_nothing(odd: Any) -> None:
    done = odd.run("synth", "--env", "failing")

    assert (done.code, done.out) == (8, "")
    assert re.match(r"failing: the render failed: oddities\.py, line \d+: ", done.complaint)
    assert "no luck" in done.complaint
    assert list(odd.folder.iterdir()) == []


def test_an_environment_that_breaks_a_rule_is_named_with_line_field_and_value(edited: Any) -> None:
    machine = edited(
        {"nexus_platform/environments/dev.py": ('namespace="nexus"', 'namespace="Nexus!"')}
    )

    done = machine.run("synth", "--env", "dev")

    assert done.code == 8
    for part in ("environments/dev.py, line", "namespace", "Nexus!"):
        assert part in done.complaint


def test_a_file_where_dist_should_be_is_named(machine: Any) -> None:
    (machine.folder / "dist").write_text("")

    done = machine.run("synth", "--env", "dev")

    assert done.code == 8
    assert "dist" in done.complaint


def test_a_disk_that_is_read_only_is_named(machine: Any) -> None:
    mount = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$0" synth'
    done = machine.execute(
        "unshare", "--map-root-user", "--mount", "sh", "-c", mount, machine.command
    )
    if "unshare" in done.err or "mount" in done.err:
        pytest.skip("this machine does not let us mount")

    assert done.code == 8
    assert "Read-only file system" in done.complaint
    assert list(machine.folder.iterdir()) == []


SUPER = (
    '        super().__init__(app, f"{env.name}-{part.name}", disable_resource_name_hashes=True)\n'
)
SWALLOWED = (
    "        try:\n            {}\n        except Exception:\n            self._unheard = True\n"
)


@pytest.mark.parametrize(
    ("used", "met"),
    [
        ("        self._locked = self.node.locked\n", "constructs.Node.locked"),
        (SWALLOWED.format("self.node.add_validation(None)"), "constructs.Node.add_validation"),
        ("        from cdk8s import Duration\n", "cdk8s.Duration"),
        ("        import cdk8s_plus_27 as kplus\n        kplus.Cpu\n", "cdk8s_plus_27.Cpu"),
        ("        import jsii\n", "the module jsii"),
    ],
)
def test_what_the_fast_engine_does_not_know_cdk8s_renders(
    synthesised: Any, edited: Callable[..., Any], used: str, met: str
) -> None:
    expected = _files(synthesised.folder)

    machine = edited({CORE: (SUPER, SUPER + used)}).with_(NEXUS_GITOPS_DEBUG="1")
    done = machine.run("synth")

    assert done.code == 0
    assert f"rendering with cdk8s, because of {met}" in done.err
    assert _files(machine.folder) == expected


def test_what_cdk8s_refuses_is_told_in_its_words(machine: Any, edited: Callable[..., Any]) -> None:
    machine = edited({CORE: (SUPER, f"{SUPER}        Chart(self, '')\n")})

    done = machine.run("synth")

    assert done.code == 8
    assert "Only root constructs may have an empty ID" in done.err


def test_both_engines_render_the_same(synthesised: Any) -> None:
    done = synthesised.run("synth", "--engine", "both")

    assert (done.code, done.err) == (0, "")
    assert "0 files written, 0 removed" in done.out


def test_where_the_engines_differ_nothing_is_written_and_the_difference_is_shown(
    machine: Any, edited: Callable[..., Any]
) -> None:
    machine = edited(
        {"nexus_gitops/rendering/fast/values.py": ("return int(value)", "return int(value) + 1")}
    )

    done = machine.run("synth", "--env", "dev", "--engine", "both", "--output", "json")

    assert (done.code, done.out) == (1, "")
    assert "--- dev/argoproj.io_application_nexus-dev-core.yaml" in done.err
    assert "-      limit: 5\n+      limit: 6\n" in done.err
    assert not (machine.folder / "dist").exists()


@pytest.mark.parametrize(
    "read",
    [
        "open({path!r}).read()",
        "__import__('pathlib').Path({path!r}).read_text()",
        "__import__('contextlib').suppress(Exception).__enter__(), open({path!r})",
        "__import__('cdk8s').Include(self, 'included', url={path!r})",
        "__import__('cdk8s').Yaml.load({path!r})",
    ],
)
def test_what_is_read_from_outside_of_the_platform_is_refused(
    machine: Any, edited: Callable[..., Any], tmp_path: Path, read: str
) -> None:
    path = tmp_path / "outside.yaml"
    path.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: outside}\n")
    machine = edited({CORE: (SUPER, f"{SUPER}        {read.format(path=str(path))}\n")})

    done = machine.run("synth", "--env", "dev")

    assert done.code == 8
    assert f"{path} is outside of the platform's package" in done.complaint


def test_what_is_read_from_the_platforms_package_is_part_of_it(
    machine: Any, edited: Callable[..., Any]
) -> None:
    included = "__import__('cdk8s').Include(self, 'included', url=__file__.replace('objects.py', 'more.yaml'))"
    machine = edited({CORE: (SUPER, f"{SUPER}        {included}\n")})
    for name in ("one", "other"):
        more = machine.source / "nexus_platform" / "more.yaml"
        more.write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n")

        assert machine.run("synth", "--env", "dev").code == 0
        assert (machine.folder / f"dist/dev/core/core_configmap_{name}.yaml").exists()
