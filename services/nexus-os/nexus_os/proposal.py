"""A model's answer as a proposal: a patch of the graph that was asked about, and nothing else.

Confidence is `stated * whole / seen`, halved where the answer was cut off, with two decimals.
`stated` is what the model claims, 0.8 where it claims nothing; `seen` counts the operations of the
answer; `whole` counts those that were kept, of which one that had to be completed counts half. So
it falls with each operation that is dropped or completed, and a model's claim can only lower it. It
is 0 where nothing is proposed.
"""

from dataclasses import dataclass
from typing import Any

from nexus_os.extraction import LONGEST_ANSWER, Candidate, candidates
from nexus_os.sifting import Sifted, sift
from nexus_runtime.graph import GraphLimits

_UNSTATED = 0.8
_LONGEST_EXPLANATION = 2000
_MOST_WARNINGS = 50
_UNPRINTABLE = str.maketrans(dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What of an answer is a valid patch.

    Attributes:
        patch: operations of RFC 6902 that apply to the graph and leave it whole.
        confidence: 0 to 1; see the module.
        warnings: what was dropped or completed, and why.
        explanation: the model's own words.
    """

    patch: list[dict[str, Any]]
    confidence: float
    warnings: list[str]
    explanation: str


def propose(graph: dict[str, Any], answer: str, limits: GraphLimits) -> Proposal:
    """The proposal that an answer makes, whatever the answer is.

    Args:
        graph: a whole graph, as `nexus_runtime.graph.Graph` describes it.
        answer: a model's free text.
        limits: how large the graph and the patch may get.
    """
    warnings = []
    if len(answer) > LONGEST_ANSWER:
        warnings.append(f"only the first {LONGEST_ANSWER} characters of the answer were read")
    found = candidates(answer)
    if not found:
        return Proposal([], 0.0, [*warnings, "the answer holds no JSON Patch"], "")
    sifted = [sift(graph, candidate.operations, limits) for candidate in found]
    # Of equally good ones the last: models correct themselves as they go on.
    best = max(range(len(found)), key=lambda number: (len(sifted[number].patch), number))
    if len(found) > 1:
        warnings.append(f"the answer holds {len(found)} patches; the best one was taken")
    if found[best].cut_off:
        warnings.append("the answer was cut off; its last operation was dropped")
    warnings += sifted[best].warnings
    return Proposal(
        sifted[best].patch,
        _confidence(found[best], sifted[best]),
        _clean(warnings),
        found[best].explanation[:_LONGEST_EXPLANATION].translate(_UNPRINTABLE),
    )


def _confidence(candidate: Candidate, sifted: Sifted) -> float:
    seen = len(candidate.operations) + candidate.cut_off
    if not sifted.patch or not seen:
        return 0.0
    stated = _UNSTATED if candidate.confidence is None else candidate.confidence
    certain = stated * (sifted.kept - sifted.completed / 2) / seen
    return round(certain / 2 if candidate.cut_off else certain, 2)


def _clean(warnings: list[str]) -> list[str]:
    more = len(warnings) - _MOST_WARNINGS
    shown = warnings[:_MOST_WARNINGS] + ([f"and {more} more"] if more > 0 else [])
    return [warning.translate(_UNPRINTABLE)[:500] for warning in shown]
