"""Label selectors.

Source: k8s.io/apimachinery pkg/apis/meta/v1/validation/validation.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import LABEL_VALUE, QUALIFIED_NAME
from nexus_gitops.checks.objects.place import Place, none_of, unlike

_RULE: Final = "refused-selector"
_LISTING: Final = ("In", "NotIn")
_PLAIN: Final = ("Exists", "DoesNotExist")


def check_selector(selector: Place) -> Iterator[Finding]:
    """What is wrong with a LabelSelector."""
    yield from check_labels(selector.at("matchLabels"), _RULE)
    for expression in selector.items("matchExpressions"):
        yield from unlike(expression.at("key"), QUALIFIED_NAME, _RULE)
        yield from none_of(expression.at("operator"), (*_LISTING, *_PLAIN), _RULE)
        operator, values = expression.text("operator"), expression.at("values")
        if operator in _LISTING and not values.value:
            yield values.refused(_RULE, f"has no value for {operator} to look for", "name some")
        if operator in _PLAIN and values.value:
            yield values.refused(_RULE, f"cannot be set with {operator}", "remove it")
        for value in expression.items("values"):
            yield from unlike(value, LABEL_VALUE, _RULE)


def check_labels(labels: Place, rule: str) -> Iterator[Finding]:
    """What is wrong with the keys and values of labels, where they select or are selected."""
    for key, value in labels.entries():
        if not QUALIFIED_NAME.fits(key):
            yield Place(labels.owner, labels.path, key).refused(
                rule, "is no key of a label", QUALIFIED_NAME.says
            )
        yield from unlike(value, LABEL_VALUE, rule)
