"""What is meant of an entry, in the words of each dialect."""

from collections.abc import Mapping
from typing import Any

import pytest
from cdk8s import App
from msgspec import structs

from nexus_gitops.checks.findings import Severity
from nexus_gitops.checks.subject import Subject, check
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.platform import loading
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.data import InvalidError
from nexus_gitops.platform.project import platform
from nexus_gitops.rendering.render import render
from nexus_platform.entry.annotations import annotations
from nexus_platform.entry.meaning import (
    Certificate,
    Entry,
    F5Nginx,
    GatewayApi,
    HAProxy,
    IngressNginx,
    Traefik,
)

DIALECTS = {
    "nginx.org/": F5Nginx,
    "nginx.ingress.kubernetes.io/": IngressNginx,
    "traefik.ingress.kubernetes.io/": Traefik,
    "haproxy.org/": HAProxy,
}
each = pytest.mark.parametrize(("prefix", "dialect"), DIALECTS.items())


def said(dialect: Any, certificate: Certificate | None = None) -> Mapping[str, str]:
    entry = Entry(host="a.test", dialect=dialect, certificate=certificate)
    return annotations(entry, ["web", "api"])


@each
def test_a_dialect_has_its_own_words_and_no_others(prefix: str, dialect: Any) -> None:
    found = said(dialect())

    assert found
    assert {key[: len(prefix)] for key in found} == {prefix}


def test_a_gateway_needs_no_annotation() -> None:
    assert said(GatewayApi()) == {}


@each
def test_cert_manager_is_told_whom_to_ask(prefix: str, dialect: Any) -> None:
    found = said(dialect(), Certificate(secret="tls", issuer="letsencrypt"))

    assert found["cert-manager.io/cluster-issuer"] == "letsencrypt"
    assert any(key.startswith(prefix) for key in found)


@pytest.mark.parametrize("dialect", [F5Nginx(), IngressNginx(), HAProxy()])
def test_plain_http_leads_to_https_where_it_is_meant_to(dialect: Any) -> None:
    def redirect(certificate: Certificate | None) -> str:
        (found,) = [v for k, v in said(dialect, certificate).items() if k.endswith("ssl-redirect")]
        return found

    assert redirect(Certificate(secret="tls")) == "true"
    assert redirect(Certificate(secret="tls", redirects=False)) == "false"
    assert redirect(None) == "false"


def test_traefik_serves_a_host_with_a_certificate_by_https_alone() -> None:
    key = "traefik.ingress.kubernetes.io/router.entrypoints"

    assert said(Traefik())[key] == "web"
    assert said(Traefik(), Certificate(secret="tls"))[key] == "websecure"


@pytest.mark.parametrize("dialect", [IngressNginx(sticky=True), HAProxy(sticky=True)])
def test_a_browser_stays_with_its_pod_where_a_dialect_can(dialect: Any) -> None:
    assert "nexus" in said(dialect).values()


@pytest.mark.parametrize("dialect", [F5Nginx, GatewayApi, Traefik])
def test_what_a_dialect_has_no_words_for_cannot_be_said(dialect: Any) -> None:
    with pytest.raises(TypeError, match="sticky"):
        dialect(sticky=True)


def test_further_annotations_come_last() -> None:
    entry = Entry(host="a.test", dialect=F5Nginx(), annotations={"nginx.org/ssl-redirect": "x"})

    assert annotations(entry, ["web"])["nginx.org/ssl-redirect"] == "x"


@pytest.mark.parametrize("seconds", [59, 3601])
def test_a_time_out_that_not_every_dialect_has_is_refused(seconds: int) -> None:
    with pytest.raises(InvalidError, match="websocket_timeout_seconds"):
        Entry(host="a.test", websocket_timeout_seconds=seconds)


@pytest.mark.parametrize("dialect", [GatewayApi, *DIALECTS.values()])
@pytest.mark.parametrize("certificate", [None, Certificate(secret="tls", issuer="letsencrypt")])
def test_an_environment_behind_any_of_them_can_be_published(
    dialect: Any, certificate: Certificate | None
) -> None:
    entry = Entry(host="a.test", dialect=dialect(), certificate=certificate)
    env = structs.replace(loading.load("dev"), entry=entry)
    images = loading.images("dev")
    argocd = render(platform(), env, images, env.repository).argocd
    subject = Subject(
        env=env,
        deployed=[
            Deployed(application, application.objects(App(), images).to_json())
            for application in platform().applications(env)
        ],
        argocd=[from_yaml(text, path) for path, text in argocd.items()],
    )

    found = [finding for finding in check(subject) if finding.severity is Severity.ERROR]

    assert found == []
