"""What the platform's code asks about values that are not known yet, and what a run answers.

A question, as `if env.tls_secret`, is answered by the run that is on, which notes that it was asked.
What no expression can say is refused, with the field that it is about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NoReturn

from nexus_gitops.chart.expressions import Call, Expr, Ref, Values, evaluate, refs


class UnderivableError(Exception):
    """No expression says what the platform's code does with a value."""


@dataclass(slots=True)
class Run:
    """One run of the platform's code.

    Attributes:
        shadow: values by which a question is answered that nothing else answers.
        fullest: by which it is answered where `shadow` has no value.
        forced: answers by question.
        known: questions whose answer the types tell.
        asked: the questions of this run and their answers, in order.
        choices: those of which one has the answer yes.
        refused: what could not be derived; kept, because a platform may catch what is raised.
    """

    shadow: Values
    fullest: Values
    forced: Mapping[Expr, bool]
    known: Mapping[Expr, bool] = field(default_factory=dict)
    asked: dict[Expr, bool] = field(default_factory=dict)
    choices: dict[tuple[Expr, ...], None] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def ask(self, question: Call) -> bool:
        """The answer to a question about values."""
        if not refs(question):
            return bool(evaluate(question, {}))
        if question in self.known:
            return self.known[question]
        if question not in self.asked:
            answer = self.forced.get(question)
            self.asked[question] = self._shadowed(question) if answer is None else answer
        return self.asked[question]

    def choose(self, ref: Ref, names: Sequence[str]) -> int:
        """Which of some texts a value is; each is a question, and all have an answer at once."""
        questions = tuple(Call("equal", (ref, name)) for name in names)
        self.choices[questions] = None
        if questions[0] not in self.asked:
            ranked = sorted(
                range(len(names)),
                key=lambda n: (
                    self.forced.get(questions[n]) is not True,
                    self.forced.get(questions[n]) is False,
                    not self._shadowed(questions[n]),
                ),
            )
            self.asked |= {question: n == ranked[0] for n, question in enumerate(questions)}
        return next(n for n, question in enumerate(questions) if self.asked[question])

    def _shadowed(self, question: Call) -> bool:
        is_about_absence = question.operation == "absent"
        lacking = any(evaluate(ref, self.shadow) is None for ref in refs(question))
        values = self.fullest if lacking and not is_about_absence else self.shadow
        return bool(evaluate(question, values))


_current: list[Run] = []


def during(run: Run, act: Callable[[], Any]) -> Any:
    """What `act` returns, with questions answered by `run`."""
    _current.append(run)
    try:
        return act()
    finally:
        _current.pop()


def is_running() -> bool:
    """Whether a run is on: whatever is rendered now may be of values that are not known."""
    return bool(_current)


def ask(operation: str, *arguments: Any) -> bool:
    """The answer of the run that is on."""
    return _current[-1].ask(_question(operation, arguments))


@cache
def _question(operation: str, arguments: tuple[Any, ...]) -> Call:
    """Each once, so that those of many runs are found by what they are, not by what they say."""
    return Call(operation, arguments)


def choose(ref: Ref, names: Sequence[str]) -> int:
    """Which of some texts a value is in the run that is on."""
    return _current[-1].choose(ref, names)


def refuse(expr: Any, what: str) -> NoReturn:
    """Note that no expression says `what` of what depends on some field.

    Raises:
        UnderivableError: always.
    """
    fields = ", ".join(sorted(map(str, refs(expr)))) or str(expr)
    message = f"{fields}: {what} cannot be said in a template"
    if _current:
        _current[-1].refused.append(message)
    raise UnderivableError(message)
