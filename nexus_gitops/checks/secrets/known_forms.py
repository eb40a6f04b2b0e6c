"""The forms of issuers' tokens that gitleaks knows, as data that scripts/secret_shapes.py writes."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from nexus_gitops.checks.secrets.values import entropy, is_reference

_DATA: Final = "gitleaks.jsonl"
_SHORTEST: Final = 16  # characters; no form is shorter, and most texts are


@dataclass(frozen=True)
class Form:
    """One form of credential.

    Attributes:
        name: of gitleaks' rule, as `github-pat`.
        keywords: one of them, in lower case, is in every text that the pattern matches.
        source: the pattern, as text.
        least_entropy: of the credential, in bits a character.
        group: number of the group that is the credential; 0 is the first that matched.
        allowed: patterns of what is known to be public.
    """

    name: str
    keywords: Sequence[str]
    source: str
    least_entropy: float
    group: int
    allowed: Sequence[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled where a text holds a keyword: most never are."""
        return re.compile(self.source, re.ASCII)

    def is_met_by(self, match: re.Match[str]) -> bool:
        """Whether a match of the pattern is a credential indeed."""
        groups = [group for group in match.groups() if group]
        secret = match[self.group] if self.group else (*groups, match[0])[0]
        return (
            entropy(secret) >= self.least_entropy
            and not is_reference(secret)
            and not any(re.search(text, secret, re.ASCII) for text in self.allowed)
        )


@cache
def forms() -> tuple[Form, ...]:
    """All forms."""
    lines = files(__package__).joinpath(_DATA).read_text("utf-8").splitlines()
    return tuple(Form(**json.loads(line)) for line in lines)


@cache
def _by_keyword() -> Mapping[str, Sequence[Form]]:
    found: dict[str, list[Form]] = {}
    for form in forms():
        for word in form.keywords:
            found.setdefault(word, []).append(form)
    return found


def known_forms(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Name and place of each credential in `text`."""
    if len(text) < _SHORTEST:
        return
    lower = text.lower()
    by_keyword = _by_keyword()
    # A list is worked out faster than a generator, and this is the guard's innermost loop.
    words = [word for word in by_keyword if word in lower]
    possible = {form.name: form for word in words for form in by_keyword[word]}
    for form in possible.values():
        for match in form.pattern.finditer(text):
            if form.is_met_by(match):
                yield form.name, match
