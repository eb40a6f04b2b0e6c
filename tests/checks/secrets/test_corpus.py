"""How much the guard misses, and how often it is wrong, over forms from public documents.

What the corpora are is told in secrets.yaml and public.yaml.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from secret_corpus import Form, corpus

from nexus_gitops.checks.secrets.guard import check_secrets

MOST_MISSES = 0.05
MOST_FALSE_ALARMS = 0.02


def by_class(name: str) -> Mapping[str, list[Form]]:
    forms: dict[str, list[Form]] = {}
    for form in corpus(Path(__file__).with_name(name)):
        forms.setdefault(form.kind, []).append(form)
    return forms


SECRET = by_class("secrets.yaml")
PUBLIC = by_class("public.yaml")


def share(wrong: Iterable[str], forms: list[Form]) -> float:
    return len(list(wrong)) / len(forms)


def test_the_corpora_are_large_and_hold_nothing_twice() -> None:
    for forms in (SECRET, PUBLIC):
        written = [form.written for group in forms.values() for form in group]
        assert len(written) >= 300
        assert len(set(written)) == len(written)


@pytest.mark.parametrize("kind", SECRET)
def test_forms_of_credentials_are_found(kind: str) -> None:
    missed = [
        form.written
        for form in SECRET[kind]
        if not all(check_secrets([manifest]) for manifest in form.manifests)
    ]
    assert share(missed, SECRET[kind]) <= MOST_MISSES, missed


@pytest.mark.parametrize("kind", PUBLIC)
def test_what_is_public_passes(kind: str) -> None:
    stopped = [
        form.written
        for form in PUBLIC[kind]
        if any(check_secrets([manifest]) for manifest in form.manifests)
    ]
    assert share(stopped, PUBLIC[kind]) <= MOST_FALSE_ALARMS, stopped
