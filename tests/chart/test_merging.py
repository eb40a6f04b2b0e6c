"""What runs with different answers rendered becomes one tree."""

from nexus_gitops.chart.expressions import Call, Ref
from nexus_gitops.chart.merging import Merging
from nexus_gitops.chart.trees import Answers, Leaf, expressions

IS_ABSENT = Call("absent", (Ref(("backup",)),))
IS_WANTED = Call("truthy", (Ref(("backup", "is_wanted")),))
OTHER = Call("truthy", (Ref(("registry",)),))


def test_a_question_about_a_part_is_asked_where_the_part_is_there_and_nothing_else_is_asked() -> (
    None
):
    """Runs without the part did not ask it, and tell nothing of what its answer makes."""
    made = Leaf("made")
    runs: list[tuple[Answers, Leaf | None]] = [
        ({IS_ABSENT: True, OTHER: True}, None),
        ({IS_ABSENT: False, IS_WANTED: True, OTHER: False}, made),
        ({IS_ABSENT: False, IS_WANTED: False, OTHER: False}, None),
    ]

    merging = Merging([answers for answers, _ in runs])
    node = merging.merged([node for _, node in runs], "a Job", causes=[IS_WANTED, OTHER])

    assert node is not None
    assert set(expressions(node)) == {IS_ABSENT, IS_WANTED, "made"}
