"""A place in the sync order, labels, metadata."""

import re

import pytest
from cdk8s import App, Chart
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_constructs.component import Component, Installation

INSTALLATION = Installation("demo", "demo-space", part_of="product")
LABEL_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")


def component(name: str, version: str = "", after: tuple[Component, ...] = ()) -> Component:
    return Component(
        Chart(App(), "test"), name, installation=INSTALLATION, version=version, after=after
    )


def test_what_waits_for_nothing_comes_first() -> None:
    assert component("first").wave == 0


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_a_component_comes_right_after_the_last_that_it_waits_for(data: st.DataObject) -> None:
    made: list[Component] = []
    for index in range(6):
        after = data.draw(st.sets(st.sampled_from(made))) if made else set()
        made.append(component(f"c{index}", after=tuple(after)))
        assert made[-1].wave == (max(other.wave for other in after) + 1 if after else 0)


def test_metadata_says_name_namespace_labels_and_wave() -> None:
    first = component("first")
    web = component("web", version="1.2.3", after=(first,))

    metadata = web.metadata(annotations={"note": "x"})

    assert (metadata.name, metadata.namespace) == ("web", "demo-space")
    assert metadata.annotations == {"argocd.argoproj.io/sync-wave": "1", "note": "x"}
    assert metadata.labels == {
        "app.kubernetes.io/name": "web",
        "app.kubernetes.io/instance": "demo",
        "app.kubernetes.io/version": "1.2.3",
        "app.kubernetes.io/component": "web",
        "app.kubernetes.io/part-of": "product",
        "app.kubernetes.io/managed-by": "nexus-gitops",
    }


def test_a_selector_holds_only_what_never_changes() -> None:
    old, new = component("web", version="1"), component("web", version="2")

    assert old.selector == new.selector
    assert old.selector.items() < old.labels.items()


@pytest.mark.parametrize("tag", ["_draft", "1.2.3-", "v1." + "9" * 100, "a" * 62 + "-b", "..."])
def test_any_image_tag_makes_valid_labels(tag: str) -> None:
    for value in component("web", version=tag).labels.values():
        assert LABEL_VALUE.fullmatch(value)
