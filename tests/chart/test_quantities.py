"""Quantities in Helm's language are the numbers that they are in Python."""

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from helm import CHART, Helm

from nexus_constructs.quantity import canonical, format_quantity, parse_quantity

_TEMPLATE = """
canonical:
{{- range .Values.texts }}
- {{ include "nexus-gitops.quantity.canonical" . | toJson }}
{{- end }}
sums:
{{- range .Values.sums }}
- {{ include "nexus-gitops.quantity.sum" . | include "nexus-gitops.quantity.format" | toJson }}
{{- end }}
greater:
{{- range .Values.pairs }}
{{- $one := include "nexus-gitops.quantity.parse" (index . 0) }}
{{- $other := include "nexus-gitops.quantity.parse" (index . 1) }}
- {{ include "nexus-gitops.quantity.greater" (list $one $other) | eq "true" }}
{{- end }}
"""
_SUFFIXES = [*"numkMGTPE", "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-6", "e0", "e+12"]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: numbers\nversion: 0.1.0\n")
    (tmp_path / "templates" / "_quantities.tpl").write_text(
        (CHART / "templates" / "_quantities.tpl").read_text()
    )
    (tmp_path / "templates" / "numbers.yaml").write_text(_TEMPLATE)
    return tmp_path


def test_random_quantities_are_the_same(any_helm: Helm, library: Path) -> None:
    drawn = random.Random(1)
    texts = [_quantity(drawn) for _ in range(1500)]
    sums = [
        [(drawn.randrange(1, 40), drawn.choice(texts)) for _ in range(drawn.randrange(5))]
        for _ in range(300)
    ]
    sums = [terms for terms in sums if _total(terms) < 2**63]
    pairs = [[drawn.choice(texts), drawn.choice(texts)] for _ in range(300)]
    pairs += [[text, canonical(text)] for text in texts[:100]]
    (library / "values.yaml").write_text(json.dumps({"texts": texts, "sums": sums, "pairs": pairs}))

    done = any_helm.run("template", "numbers", library)

    assert done.returncode == 0, done.stderr
    found = yaml.safe_load(done.stdout)
    assert found["canonical"] == [canonical(text) for text in texts]
    assert found["sums"] == [format_quantity(_total(terms)) for terms in sums]
    assert found["greater"] == [parse_quantity(a) > parse_quantity(b) for a, b in pairs]


@pytest.mark.parametrize("text", ["1.0000000001", "9223372036854775808", "9Ei", "much", "1mm", ""])
def test_what_is_no_quantity_or_no_exact_one_is_refused(
    helm4: Helm, library: Path, text: str
) -> None:
    (library / "values.yaml").write_text(json.dumps({"texts": [text]}))

    with pytest.raises(ValueError, match=r"quantity|nano"):
        canonical(text)
    assert helm4.run("template", "numbers", library).returncode != 0


def test_a_sum_beyond_the_largest_quantity_is_refused(helm4: Helm, library: Path) -> None:
    (library / "values.yaml").write_text(json.dumps({"sums": [[[3, "4Ei"]]]}))

    assert "above 2^63-1" in helm4.run("template", "numbers", library).stderr


def _total(terms: list[tuple[int, str]]) -> Fraction:
    return sum((Fraction(count) * parse_quantity(text) for count, text in terms), Fraction(0))


def _quantity(drawn: random.Random) -> str:
    while True:
        number: str = drawn.choice(
            (
                str(drawn.randrange(10 ** drawn.randrange(1, 10))),
                f"{drawn.randrange(3000)}.{drawn.randrange(10 ** drawn.randrange(1, 9))}",
                f".{drawn.randrange(1, 999)}",
                f"00{drawn.randrange(99)}.",
                "0",
                "+1",
            )
        )
        text = f"{number}{drawn.choice(_SUFFIXES)}"
        try:
            canonical(text)
        except ValueError:
            continue
        return text
