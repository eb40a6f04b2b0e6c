"""Runs of the platform's code under different answers, until they tell all that it can do."""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.chart.answered import Answers, under
from nexus_gitops.chart.constants import worked_out
from nexus_gitops.chart.expressions import Call, Expr, refs
from nexus_gitops.chart.forks import side_by_side
from nexus_gitops.chart.inputs import Inputs
from nexus_gitops.chart.marks import expression, without_marks
from nexus_gitops.chart.merging import Merging
from nexus_gitops.chart.questions import Run, UnderivableError, during
from nexus_gitops.chart.trees import Node, expressions, tree
from nexus_gitops.images.image import ImageLock
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.environment import Environment

_TRIED: Final = 64
"""Runs in succession, under answers drawn at random, that have to render what was found out; more
where the last that did not was late."""
_LEARNED_AT_ONCE: Final = 16
_MOST_TRIED: Final = 1024
_SURPRISES: Final = 16
"""How many of the last runs that rendered something else are looked at from nearby."""
_KEPT: Final = 0.8
"""How many answers are as they were there."""
_DEEPEST: Final = 3
"""How many questions may hang on each other's answers."""

Render = Callable[[Environment, ImageLock], list[KubeObject]]
"""Some objects of an environment."""
Applications = Callable[[Environment], Mapping[str, Callable[[ImageLock], list[KubeObject]]]]
"""What makes the objects of each Application, by its name."""
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


def derive(inputs: Inputs, applications: Applications, secrets: Secrets) -> Derived:
    """Everything that the Applications of any environment are made of.

    Each is derived by itself: what it does not ask about makes no runs of it.

    Args:
        inputs: what they are made of.
        applications: the platform's code.
        secrets: the keys of the Secrets that it needs to be there.

    Raises:
        UnderivableError: something cannot be said in a template; the fields are named.
    """
    names: dict[str, None] = {}

    def listed(env: Environment, _: ImageLock) -> list[KubeObject]:
        names.update(dict.fromkeys(applications(env)))
        return _listed(secrets(env))

    def one(name: str) -> Render:
        def render(env: Environment, images: ImageLock) -> list[KubeObject]:
            made = applications(env).get(name)
            return made(images) if made else []

        return render

    told = find_out(inputs, listed)
    # What the first runs import and keep, every fork has.
    explorers = {name: _Explorer(inputs, one(name)) for name in names}
    found = side_by_side({name: explorer.found for name, explorer in explorers.items()})
    guards = dict.fromkeys(guard for each in (told, *found.values()) for guard in each.guards)
    objects = {name: each.nodes for name, each in found.items()}
    return Derived(objects, tuple(guards), tuple(told.nodes))


@dataclass(frozen=True, slots=True)
class Found:
    """What some code renders, whatever the values.

    Attributes:
        nodes: tree of each object, in the order in which they were made.
        guards: what it refuses.
    """

    nodes: list[Node]
    guards: tuple[Guard, ...]


def find_out(inputs: Inputs, render: Render) -> Found:
    """What `render` makes of any environment.

    Raises:
        UnderivableError: see `derive`.
    """
    return _Explorer(inputs, render).found()


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


_Key = tuple[str, str, str]
"""What tells an object from others, see `_identity`."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    answers: Mapping[Expr, bool]
    objects: Mapping[_Key, Node]
    refusal: Expr | None = None


class _Explorer:
    def __init__(self, inputs: Inputs, render: Render) -> None:
        self._inputs = inputs
        self._render = render
        self._known = inputs.known()
        self._shadows = [inputs.shadow(full=full) for full in (True, False)]
        self._outcomes: list[_Outcome] = []
        self._questions: dict[Expr, None] = {}
        self._choices: dict[tuple[Expr, ...], None] = {}
        self._causes: dict[_Key, dict[Expr, None]] = {}
        self._guards: dict[Guard, None] = {}
        self._guarding: set[tuple[Expr, bool]] = set()
        self._changed: set[tuple[Expr, bool]] = set()
        self._trees: dict[str, Node] = {}
        self._random = random.Random(0)  # noqa: S311 -- the same each time
        self._bases = [(shadow, self._base(shadow)) for shadow in self._shadows]

    def found(self) -> Found:
        for shadow, base in self._bases:
            self._flip(shadow, {}, base, _DEEPEST)
        found = self._merged(key for outcome in self._outcomes for key in outcome.objects)
        wrong: dict[_Key, None] = {}
        surprising: list[Answers] = [{}]
        last, agreed = 0, 0
        for n in range(1, _MOST_TRIED):
            near = self._random.choice(surprising[-_SURPRISES:]) if n % 2 else {}
            outcome = self._drawn(near)
            differing = self._differing(found, outcome)
            wrong |= dict.fromkeys(differing)
            surprising += [outcome.answers] if differing else []
            last, agreed = (n, 0) if differing else (last, agreed + 1)
            if wrong and n % _LEARNED_AT_ONCE == 0:
                found |= self._merged(wrong)
                wrong, agreed = {}, 0
            if agreed >= max(_TRIED, last):
                return Found([worked_out(node) for node in found.values()], tuple(self._guards))
        raise UnderivableError("what depends on several values at once was not found out")

    def _base(self, shadow: Any) -> _Outcome:
        base = self._run(shadow, {})
        if base.refusal is not None:
            raise UnderivableError(f"no sample of values is valid: {base.refusal}")
        return base

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
            for key in {**base.objects, **outcome.objects}:
                if base.objects.get(key) != outcome.objects.get(key):
                    self._causes.setdefault(key, {})[question] = None
            new = {q: a for q, a in outcome.answers.items() if q not in base.answers}
            if new and depth:
                self._flip(shadow, changed, _Outcome(new, outcome.objects), depth - 1)

    def _drawn(self, near: Answers) -> _Outcome:
        """A run under answers drawn at random, most of them as in `near`."""
        shadow = self._random.choice(self._shadows)
        kept = {q: answer for q, answer in near.items() if self._random.random() < _KEPT}
        forced = {
            question: answer
            for question in self._questions
            if (question, answer := kept.get(question, self._random.random() < _often(question)))
            not in self._guarding
            and not self._is_guarding(question)
        }
        for questions in self._choices:  # each of them as likely as the others
            if not any(kept.get(question) for question in questions):
                chosen = self._random.choice(questions)
                forced |= {question: question == chosen for question in questions}
        if any(all(forced.get(q) is answer for q, answer in g.questions) for g in self._guards):
            return self._drawn(near)
        outcome = self._run(shadow, forced)
        if outcome.refusal is not None:
            self._narrow(shadow, forced, outcome.refusal)
            return self._drawn(near)
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
            self._choices |= run.choices
        return outcome

    def _rendered(self) -> dict[_Key, Node]:
        rendered = self._render(self._inputs.environment(), self._inputs.lock())
        return {_identity(obj): self._tree(obj) for obj in rendered}

    def _tree(self, obj: KubeObject) -> Node:
        text = json.dumps(obj)
        if text not in self._trees:
            self._trees[text] = tree(obj)
        return self._trees[text]

    def _merged(self, keys: Iterable[_Key]) -> dict[_Key, Node]:
        """The tree of each of these objects, of all runs that there were."""
        merging = Merging([outcome.answers for outcome in self._outcomes])
        found = {}
        for key in dict.fromkeys(keys):
            rendered = [outcome.objects.get(key) for outcome in self._outcomes]
            causes = self._causes.get(key, ())
            node = merging.merged(rendered, " ".join(key[1:]), causes)
            assert node is not None  # noqa: S101 -- some run rendered it
            found[key] = node
        return found

    def _differing(self, found: Mapping[_Key, Node], outcome: _Outcome) -> list[_Key]:
        """The objects of which a run that nothing was learned from rendered something else."""
        return [
            key
            for key in {**found, **outcome.objects}
            if under(outcome.answers, found.get(key)) != outcome.objects.get(key)
        ]


def _often(question: Expr) -> float:
    """How often the answer is yes; what is there has more to be found out than what is not."""
    is_about_absence = isinstance(question, Call) and question.operation == "absent"
    return 0.25 if is_about_absence else 0.5


def _identity(obj: KubeObject) -> _Key:
    """What an object is in every run: its name, whatever the values."""
    return obj["apiVersion"], obj["kind"], without_marks(obj["metadata"]["name"])
