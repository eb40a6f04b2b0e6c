"""Each Ingress says which controller it is for."""

from typing import Any

from nexus_gitops.checks.ingress_classes import check_ingress_classes

PLACE = "spec.ingressClassName"


def test_an_ingress_of_no_class_is_found(environment: Any, where: Any) -> None:
    found = check_ingress_classes(environment.without_field("Ingress/web", PLACE))
    assert where(found) == [("Ingress/web", "ingress-class", PLACE)]


def test_an_ingress_of_a_class_is_fine(environment: Any) -> None:
    assert check_ingress_classes(environment.with_field("Ingress/web", PLACE, "nginx")) == ()
