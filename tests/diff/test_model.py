"""What the result says about itself."""

from nexus_gitops.diff import ABSENT, Action, Diff, FieldChange, ObjectChange, Risk
from nexus_gitops.manifests.identity import Identity


def test_every_risk_is_explained_in_one_line() -> None:
    explanations = [risk.explanation for risk in Risk]
    assert len(set(explanations)) == len(Risk)
    assert all(text and "\n" not in text for text in explanations)


def test_the_summary_counts_by_action() -> None:
    who = Identity("", "ConfigMap", "nexus", "a")
    found = Diff((ObjectChange(who, Action.ADDED, "a"), ObjectChange(who, Action.REMOVED, "b")))
    assert found.summary() == "1 added, 0 changed, 1 removed"


def test_risks_of_a_diff_are_each_named_once_and_worst_first() -> None:
    who = Identity("apps", "Deployment", "nexus", "a")
    first = ObjectChange(who, Action.CHANGED, "a", risks=(Risk.IMAGE, Risk.RESTART))
    second = ObjectChange(who, Action.REMOVED, "b", risks=(Risk.DELETES_STATE, Risk.IMAGE))
    assert Diff((first, second)).risks == (Risk.DELETES_STATE, Risk.IMAGE, Risk.RESTART)


def test_a_field_that_was_absent_is_added_even_if_it_is_null_now() -> None:
    assert FieldChange("f", ABSENT, None).action is Action.ADDED
    assert FieldChange("f", None, ABSENT).action is Action.REMOVED
    assert FieldChange("f", None, 1).action is Action.CHANGED
