"""What a publish would change, and what one environment has that another has not."""

from typing import Any

from nexus_gitops.platform import loading

DEPLOYMENT = "environments/dev/core/apps_deployment_graphstudio-frontend.yaml"
FIELD = "spec.template.spec.containers[graphstudio-frontend].resources.limits.memory"


def test_an_environment_that_was_never_published_is_all_new(machine: Any) -> None:
    done = machine.run("diff", "--env", "dev")

    assert (done.code, done.err) == (1, "")
    title, summary, *rest = done.out.splitlines()
    assert title.startswith("dev, not published on main of ")
    assert title.endswith(" -> dev, rendered")
    assert summary.endswith(" added, 0 changed, 0 removed")
    assert "+ Deployment/workspace-kernel" in rest
    assert list(machine.folder.iterdir()) == [], "to look makes no repository"


def test_nothing_differs_after_a_publish(machine: Any, published: Any) -> None:
    done = machine.run("diff", "--env", "dev", "--repo", str(published.path))

    assert done.code == 0
    assert done.out.splitlines() == [
        f"dev, published on main of {published.path} -> dev, rendered",
        "no difference",
    ]


def test_a_changed_value_is_shown_with_its_field(machine: Any, published: Any) -> None:
    text = published.text(DEPLOYMENT)
    assert text.count("memory: 256Mi") == 1
    published.write(DEPLOYMENT, text.replace("memory: 256Mi", "memory: 64Mi"))
    repository = ("--repo", published.path.as_uri())

    shown = machine.run("diff", "--env", "dev", *repository)
    data = machine.run("diff", "--env", "dev", *repository, "--output", "json")
    page = machine.run("diff", "--env", "dev", *repository, "--output", "markdown")

    assert shown.code == data.code == page.code == 1
    assert "~ Deployment/graphstudio-frontend" in shown.out
    assert f'{FIELD}: "64Mi" -> "256Mi"' in shown.out
    (comparison,) = data.json["comparisons"]
    assert comparison["summary"] == {"added": 0, "changed": 1, "removed": 0}
    (change,) = comparison["changes"]
    (field,) = change["fields"]
    assert (change["kind"], change["name"]) == ("Deployment", "graphstudio-frontend")
    assert (field["field"], field["before"], field["after"]) == (FIELD, "64Mi", "256Mi")
    for part in ("Deployment/graphstudio-frontend", "64Mi", "256Mi"):
        assert part in page.out


def test_two_environments_are_compared_as_if_they_were_one(machine: Any) -> None:
    done = machine.run("diff", "--env", "staging", "--to-env", "prod")

    assert done.code == 1
    assert done.out.startswith("staging -> prod\n")
    assert "+ core: ExternalSecret/nexus-secrets" in done.out
    assert "Deployment/workspace-kernel (" not in done.out, "the same name, so nothing renamed"


def test_an_environment_does_not_differ_from_itself(machine: Any) -> None:
    done = machine.run("diff", "--env", "dev", "--to-env", "dev")

    assert (done.code, done.out) == (0, "dev -> dev\nno difference\n")


def test_a_page_for_a_pull_request_has_a_part_for_each_environment(machine: Any) -> None:
    done = machine.run("diff", "--output", "markdown")

    assert done.code == 1
    for name in loading.names():
        assert f"{name}, not published on main of " in done.out


def test_a_published_file_that_is_no_manifest_is_named(machine: Any, published: Any) -> None:
    published.write("environments/dev/core/notes.yaml", "just: a note\n")

    done = machine.run("diff", "--env", "dev", "--repo", str(published.path))

    assert done.code == 4
    assert "notes.yaml holds no Kubernetes object" in done.complaint
    assert "--dry-run" in done.complaint
