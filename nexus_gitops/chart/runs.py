"""Runs of the platform's code under different answers, until they tell all that it can do."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.chart.expressions import Expr, refs
from nexus_gitops.chart.inputs import Inputs
from nexus_gitops.chart.marks import expression, without_marks
from nexus_gitops.chart.merging import Merging
from nexus_gitops.chart.questions import Run, UnderivableError, during
from nexus_gitops.chart.trees import Node, expressions, tree, under
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.environment import Environment

_TRIED: Final = 64
"""Runs under answers drawn at random, beside those that change one answer each."""
_ROUNDS: Final = 6
_DEEPEST: Final = 3
"""How many questions may hang on each other's answers."""

Render = Callable[[Environment, ImageLock], Mapping[str, list[KubeObject]]]
"""The objects of each Application."""
Secrets = Callable[[Environment], Mapping[tuple[str, str], frozenset[str]]]
"""The keys of the Secrets that have to be in the cluster, by namespace and name."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What the typed code refuses.

    Attributes:
        questions: it refuses where each of them has this answer.
        message: what it says.
    """

    questions: tuple[tuple[Expr, bool], ...]
    message: Expr


@dataclass(frozen=True, slots=True)
class Derived:
    """All that the platform renders, whatever the values.

    Attributes:
        objects: tree of each object by Application, in the order in which they were made.
        guards: what it refuses.
        secrets: tree of each Secret that has to be in the cluster: `metadata.name` and `keys`.
    """

    objects: Mapping[str, list[Node]]
    guards: tuple[Guard, ...]
    secrets: tuple[Node, ...] = ()

    def fields(self) -> frozenset[str]:
        """Names of the environment's fields that something depends on."""
        return frozenset(
            ref.path[0]
            for nodes in (*self.objects.values(), self.secrets)
            for node in nodes
            for expr in expressions(node)
            for ref in refs(expr)
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    answers: Mapping[Expr, bool]
    objects: Mapping[tuple[str, ...], Node]
    refusal: Expr | None = None


def derive(inputs: Inputs, render: Render, secrets: Secrets) -> Derived:
    """Everything that `render` makes of any environment.

    Args:
        inputs: what it is made of.
        render: the platform's code.
        secrets: the keys of the Secrets that it needs to be there.

    Raises:
        UnderivableError: something cannot be said in a template; the fields are named.
    """
    explorer = _Explorer(inputs, lambda env, lock: {**render(env, lock), "": _listed(secrets(env))})
    explorer.explore()
    return explorer.derived()


def _listed(secrets: Mapping[tuple[str, str], frozenset[str]]) -> list[KubeObject]:
    """The Secrets as objects, so that they are derived as objects are."""
    return [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": namespace},
            "keys": sorted(keys),
        }
        for (namespace, name), keys in secrets.items()
    ]


class _Explorer:
    def __init__(self, inputs: Inputs, render: Render) -> None:
        self._inputs = inputs
        self._render = render
        self._known = inputs.known()
        self._shadows = [inputs.shadow(full=full) for full in (True, False)]
        self._outcomes: list[_Outcome] = []
        self._questions: dict[Expr, None] = {}
        self._guards: dict[Guard, None] = {}
        self._guarding: set[tuple[Expr, bool]] = set()
        self._changed: set[tuple[Expr, bool]] = set()
        self._trees: dict[str, Node] = {}
        self._random = random.Random(0)  # noqa: S311 -- the same each time

    def explore(self) -> None:
        for shadow in self._shadows:
            base = self._run(shadow, {})
            if base.refusal is not None:
                raise UnderivableError(f"no sample of values is valid: {base.refusal}")
            self._flip(shadow, {}, base, _DEEPEST)

    def derived(self) -> Derived:
        for _ in range(_ROUNDS):
            found = self._merged()
            agreed = [self._agrees(found, self._drawn()) for _ in range(_TRIED)]
            if all(agreed):
                objects = _by_application(found)
                return Derived(objects, tuple(self._guards), tuple(objects.pop("", ())))
        raise UnderivableError("what depends on several values at once was not found out")

    def _flip(self, shadow: Any, forced: Mapping[Expr, bool], base: _Outcome, depth: int) -> None:
        """Change each answer that was given in `base` and not in a run before.

        What comes up by a change is not changed again where it was in another run: what depends
        on both is left to the runs with random answers.
        """
        for question, answer in base.answers.items():
            change = (question, not answer)
            if question in forced or change in self._guarding:
                continue
            if forced and change in self._changed:
                continue
            self._changed.add(change)
            changed = {**forced, question: not answer}
            outcome = self._run(shadow, changed)
            if outcome.refusal is not None:
                self._guard({question: not answer}, outcome.refusal)
                continue
            new = {q: a for q, a in outcome.answers.items() if q not in base.answers}
            if new and depth:
                self._flip(shadow, changed, _Outcome(new, outcome.objects), depth - 1)

    def _drawn(self) -> _Outcome:
        shadow = self._random.choice(self._shadows)
        forced = {
            question: answer
            for question in self._questions
            if (question, answer := self._random.random() < 0.5) not in self._guarding
            and not self._is_guarding(question)
        }
        outcome = self._run(shadow, forced)
        if outcome.refusal is not None:
            self._narrow(shadow, forced, outcome.refusal)
            return self._drawn()
        return outcome

    def _is_guarding(self, question: Expr) -> bool:
        return any((question, answer) in self._guarding for answer in (True, False))

    def _narrow(self, shadow: Any, forced: Mapping[Expr, bool], message: Expr) -> None:
        """The fewest answers under which it is still refused."""
        needed = dict(forced)
        for question in forced:
            fewer = {q: a for q, a in needed.items() if q != question}
            outcome = self._run(shadow, fewer)
            if outcome.refusal is not None:
                needed, message = fewer, outcome.refusal
        self._guard(needed, message)

    def _guard(self, answers: Mapping[Expr, bool], message: Expr) -> None:
        self._guards[Guard(tuple(answers.items()), message)] = None
        if len(answers) == 1:
            self._guarding |= set(answers.items())

    def _run(self, shadow: Any, forced: Mapping[Expr, bool]) -> _Outcome:
        run = Run(shadow, self._shadows[0], forced, self._known)
        try:
            objects = during(run, self._rendered)
        except UnderivableError:
            raise
        except ValueError as error:
            outcome = _Outcome(run.asked, {}, expression(str(error)))
        else:
            outcome = _Outcome(run.asked, objects)
        if run.refused:
            raise UnderivableError(run.refused[0])
        if outcome.refusal is None:
            self._outcomes.append(outcome)
            self._questions |= dict.fromkeys(outcome.answers)
        return outcome

    def _rendered(self) -> dict[tuple[str, ...], Node]:
        rendered = self._render(self._inputs.environment(), self._inputs.lock())
        return {
            (application, *_identity(obj)): self._tree(obj)
            for application, objects in rendered.items()
            for obj in objects
        }

    def _tree(self, obj: KubeObject) -> Node:
        text = json.dumps(obj)
        if text not in self._trees:
            self._trees[text] = tree(obj)
        return self._trees[text]

    def _merged(self) -> dict[tuple[str, ...], Node]:
        keys = dict.fromkeys(key for outcome in self._outcomes for key in outcome.objects)
        merging = Merging([outcome.answers for outcome in self._outcomes])
        found = {}
        for key in keys:
            rendered = [outcome.objects.get(key) for outcome in self._outcomes]
            node = merging.merged(rendered, " ".join(key[2:]))
            assert node is not None  # noqa: S101 -- some run rendered it
            found[key] = node
        return found

    def _agrees(self, found: Mapping[tuple[str, ...], Node], outcome: _Outcome) -> bool:
        """Whether a run that nothing was learned from rendered what the trees say."""
        said = {
            key: resolved
            for key, node in found.items()
            if (resolved := under(outcome.answers, node)) is not None
        }
        return said == outcome.objects


def _by_application(found: Mapping[tuple[str, ...], Node]) -> dict[str, list[Node]]:
    applications: dict[str, list[Node]] = {}
    for (application, *_), node in found.items():
        applications.setdefault(application, []).append(node)
    return applications


def _identity(obj: KubeObject) -> tuple[str, str, str]:
    """What an object is in every run: its name, whatever the values."""
    return obj["apiVersion"], obj["kind"], without_marks(obj["metadata"]["name"])
