"""Sample credentials are put together at run time: this file holds none that a scanner finds."""

import base64
import random
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.secrets.guard import check_secrets


def config_map(**data: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "nexus-config", "namespace": "nexus"},
        "data": data,
    }


def pod(**container: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "nexus-os"},
        "spec": {"containers": [{"name": "nexus-os", **container}]},
    }


def secret(**fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "nexus-secrets"}, **fields}


def rules(*objects: dict[str, Any]) -> list[str]:
    return [finding.rule for finding in check_secrets(objects)]


def sample(length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(random.Random(length).choices(alphabet, k=length))


def pem(label: str) -> str:
    body = base64.encodebytes(random.Random(label).randbytes(400)).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n"


def text(finding: Finding) -> str:
    return f"{finding} {finding.object} {finding.field} {finding.message} {finding.fix}"


# A Secret with content


@pytest.mark.parametrize("field", ["data", "stringData"])
def test_secret_with_content_is_found_and_its_value_not_told(field: str) -> None:
    [finding] = check_secrets([secret(**{field: {"JWT_SECRET": "aGVsbG8="}})])

    assert (finding.object, finding.field) == ("Secret/nexus-secrets", field)
    assert finding.rule == "secret-plain"
    assert finding.severity is Severity.ERROR
    assert "ExternalSecret" in finding.fix
    assert "aGVsbG8" not in text(finding)


@pytest.mark.parametrize("empty", [{}, {"data": {}}, {"data": None}, {"type": "Opaque"}])
def test_secret_without_content_passes(empty: dict[str, Any]) -> None:
    assert rules(secret(**empty)) == []


def test_secret_inside_a_list_is_found() -> None:
    bundle = {
        "apiVersion": "v1",
        "kind": "List",
        "metadata": {},
        "items": [secret(data={"A": "Yg=="})],
    }
    [finding] = check_secrets([bundle])
    assert (finding.rule, finding.field) == ("secret-plain", "items[0].data")


def test_custom_kind_named_secret_is_not_a_kubernetes_secret() -> None:
    assert rules({**secret(data={"A": "b"}), "apiVersion": "example.com/v1"}) == []


def test_ciphertext_of_a_sealed_secret_is_allowed_and_the_rest_of_it_is_not() -> None:
    sealed: dict[str, Any] = {
        "apiVersion": "bitnami.com/v1alpha1",
        "kind": "SealedSecret",
        "metadata": {"name": "nexus-secrets"},
        "spec": {"encryptedData": {"JWT_SECRET": "AgB" + sample(600)}},
    }
    assert rules(sealed) == []

    sealed["spec"]["template"] = {"metadata": {"annotations": {"seed": sample(44)}}}
    assert rules(sealed) == ["secret-entropy"]


# Private keys


PRIVATE_KEYS = {
    "pkcs8": pem("PRIVATE KEY"),
    "encrypted": pem("ENCRYPTED PRIVATE KEY"),
    "rsa": pem("RSA PRIVATE KEY"),
    "ec": pem("EC PRIVATE KEY"),
    "openssh": pem("OPENSSH PRIVATE KEY"),
    "pgp": pem("PGP PRIVATE KEY BLOCK"),
    "putty": "PuTTY-User-Key-File-" + "3: ssh-ed25519\nEncryption: none\n",
}


@pytest.mark.parametrize("key", PRIVATE_KEYS.values(), ids=PRIVATE_KEYS.keys())
@pytest.mark.parametrize(
    "wrap",
    [
        str,
        lambda key: f"# tls\n{pem('CERTIFICATE')}{key}",
        lambda key: '{"private": "' + key.replace("\n", "\\n") + '"}',
        lambda key: base64.b64encode(key.encode()).decode(),
        lambda key: base64.b64encode(b"x" + key.encode()).decode(),
        lambda key: base64.b64encode(b"xy" + key.encode()).decode(),
        lambda key: base64.encodebytes(b"first\n" + key.encode()).decode(),
    ],
    ids=["alone", "in a file", "in JSON", "base64", "base64+1", "base64+2", "wrapped base64"],
)
def test_private_key_is_found_in_any_wrapping(key: str, wrap: Callable[[str], str]) -> None:
    findings = check_secrets([config_map(**{"tls.pem": wrap(key)})])
    assert [(f.rule, f.field) for f in findings] == [("secret-private-key", "data.tls.pem")]


# Tokens of known form

TOKENS = {
    "aws-access-token": "AKIA" + "Q3EGXYZ2" + "M7DHPLKB",
    "an AWS secret access key": "aws_secret_access_key = " + sample(40),
    "a GitHub token": "ghp_" + sample(36),
    "github-fine-grained-pat": "github_pat_" + sample(82),
    "a GitLab token": "glpat-" + sample(20),
    "a Slack token": "xoxb-" + "1234567890-" + sample(24),
    "a Slack webhook": "https://hooks.slack.com/" + "services/T012/B345/" + sample(24),
    "a Google API key": "AIza" + sample(35),
    "a Google OAuth secret": "GOCSPX-" + sample(28),
    "a Stripe key": "sk_live_" + sample(24),
    "a Stripe webhook secret": "whsec_" + sample(32),
    "npm-access-token": "npm_" + sample(36).lower(),
    "a PyPI token": "pypi-" + "AgEIcHlwaS5vcmc" + sample(60),
    "a JSON Web Token": "eyJ" + sample(20) + ".eyJ" + sample(40) + "." + sample(43),
    "an Azure account key": "AccountName=nexus;Account" + f"Key={sample(86)}==",
    "an Azure SAS signature": "https://nexus.blob.example.com/c?sv=2024&sig=" + sample(44),
    "an Azure client secret": "abc" + "8Q~" + sample(33),
    "an Anthropic or OpenAI key": "sk-" + sample(48),
    "an Anthropic or OpenAI key, prefixed": "sk-" + "ant-api03-" + sample(80),
    "a SendGrid key": "SG." + sample(22) + "." + sample(43),
    "twilio-api-key": "SK" + sample(32, "0123456789abcdef"),
    "a Vault token": "hvs." + sample(24),
    "age-secret-key": "AGE-SECRET-KEY-" + "1" + sample(58, "QPZRY9X8GF2TVDW0"),
    "a Docker Hub token": "dckr_pat_" + sample(27),
    "digitalocean-pat": "dop_v1_" + sample(64, "0123456789abcdef"),
    "a Hugging Face token": "hf_" + sample(34),
    "a Grafana token": "glsa_" + sample(32) + "_1a2b3c4d",
    "a Telegram bot token": "1234567890" + ":AA" + sample(33),
    "a password hash": "admin:" + "$2y$" + "10$" + sample(53),
    "a Redis password": "requirepass " + "hunter2",
    "a Redis password, for replication": "masterauth " + "hunter2",
    "a Redis password, in an ACL": "user nexus on ~* +@all >" + "hunter2",
    "a password in a URL": "postgresql://nexus:" + "hunter2@postgres:5432/nexus",
    "a password in a URL, without a user": "redis://:" + "hunter2@redis:6379",
    "a password in a URL, with a slash": "postgresql://nexus:" + "hun/ter+2@postgres/nexus",
    "a password in a URL, a token alone": "https://" + sample(20) + "@git.example.com/nexus.git",
    "a password in a data source name": "nexus:" + "hunter2@tcp(db:3306)/nexus",
    "a password in a netrc file": "machine git.example.com login nexus password " + "hunter2",
    "a password on a command line": "redis-cli -a " + "hunter2 ping",
    "a password on a command line, of curl": "curl -s -u nexus:" + "hunter2 http://redis",
    "a password on a command line, of mysql": "mysql -u nexus -p" + "hunter2 nexus",
    "a password on a command line, after a flag": "migrate --db-password " + "hunter2 up",
    "an Authorization header": "proxy_set_header Authorization " + '"Basic bmV4dXM6aHVudGVyMg==";',
    "an Authorization header, alone": "Bearer " + sample(20),
}


@pytest.mark.parametrize(("shape", "token"), TOKENS.items(), ids=TOKENS.keys())
@pytest.mark.parametrize(
    "place",
    [
        lambda token: config_map(FEATURE=token),
        lambda token: config_map(**{"app.conf": f"# settings\nlevel info\n{token}\n"}),
        lambda token: pod(args=["serve", token]),
        lambda token: pod(env=[{"name": "FEATURE", "value": token}]),
    ],
    ids=["setting", "file", "argument", "variable"],
)
def test_token_is_found_named_by_its_shape_and_not_told(
    shape: str, token: str, place: Callable[[str], dict[str, Any]]
) -> None:
    findings = check_secrets([place(token)])

    assert {finding.rule for finding in findings} == {"secret-token"}
    assert any(shape.partition(",")[0] in finding.message for finding in findings)
    assert not any(token in text(finding) for finding in findings)


@pytest.mark.parametrize("password", ["hunter2", "a"])
def test_login_of_a_registry_is_found(password: str) -> None:
    login = base64.b64encode(f"nexus:{password}".encode()).decode()
    content = f'{{"auths": {{"r.example.com": {{"auth": "{login}"}}}}}}'
    assert rules(config_map(**{"config.json": content})) == ["secret-literal"]


def test_finding_tells_the_line_in_a_file() -> None:
    [finding] = check_secrets(
        [config_map(**{"app.conf": f"a\nb\nkey {TOKENS['npm-access-token']}\n"})]
    )
    assert finding.message.endswith("on line 3")


def test_every_token_of_a_file_is_found() -> None:
    content = "\n".join([TOKENS["npm-access-token"], TOKENS["a GitLab token"]])
    assert rules(config_map(**{"app.conf": content})) == ["secret-token", "secret-token"]


@pytest.mark.parametrize(
    "reference",
    [
        "postgresql://nexus:$(DATABASE_PASSWORD)@postgres:5432/nexus",
        "postgresql://nexus:${DATABASE_PASSWORD}@postgres:5432/nexus",
        "postgresql://nexus:{{ .password }}@postgres:5432/nexus",
        "postgresql://nexus:{{.password}}@postgres:5432/nexus",
        "postgresql://nexus:...@postgres:5432/nexus",
        "postgresql://nexus:<password>@postgres:5432/nexus",
        "postgresql://nexus@postgres:5432/nexus",
        "http://registry:5001/@scope/package",
        "ssh://git@git.example.com:2222/nexus/gitops.git",
        "git@git.example.com:nexus/gitops.git",
        "proxy_set_header Authorization $http_authorization;",
        'proxy_set_header Authorization "Bearer $upstream_token";',
        "requirepass ${REDIS_PASSWORD}",
        "redis-server --requirepass $(REDIS_PASSWORD) --appendonly yes",
        "redis-cli -a $(REDIS_PASSWORD) ping",
        'redis-cli -a "$REDIS_PASSWORD" ping',
        "curl -u $(USERNAME):$(REDIS_PASSWORD) http://redis",
        "curl -u nexus http://redis:6379",
        'mysql -p"$MYSQL_PWD" nexus',
        "mysql --protocol tcp -p nexus",
        "# with --password to set it, and --password-file for a file",
        "migrate --db-password $(DATABASE_PASSWORD) up",
        "https://git@git.example.com/nexus.git",
        "https://cdn.example.com/@nexus/frontend/1.2.3/index.js",
        "user nexus on ~* +@all >${REDIS_PASSWORD}",
    ],
)
def test_reference_to_a_secret_passes(reference: str) -> None:
    assert rules(config_map(SETTING=reference), pod(args=[reference])) == []


def test_fallback_of_a_reference_is_a_literal() -> None:
    url = "postgresql://nexus:${DATABASE_PASSWORD:-" + "hunter2}@postgres/nexus"
    assert rules(config_map(SETTING=url)) == ["secret-token"]


# Literals under the name of a secret


@pytest.mark.parametrize(
    "name",
    [
        "DATABASE_PASSWORD",
        "PGPASSWORD",
        "db-passwd",
        "DB_PASS",
        "JWT_SECRET",
        "clientSecret",
        "GITHUB_TOKEN",
        "apiKey",
        "API_KEY",
        "PRIVATE_KEY",
        "aws.credentials",
    ],
)
def test_literal_under_the_name_of_a_secret_is_found(name: str) -> None:
    setting, variable = check_secrets(
        [config_map(**{name: "hunter2"}), pod(env=[{"name": name, "value": "hunter2"}])]
    )
    assert (setting.rule, setting.field) == ("secret-literal", f"data.{name}")
    assert (variable.rule, variable.field) == ("secret-literal", "spec.containers[0].env[0].value")
    assert "hunter2" not in text(setting) + text(variable)
    assert "7 characters" in setting.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_PASSWORD", ""),
        ("DATABASE_PASSWORD", "$(PGPASSWORD)"),
        ("DATABASE_PASSWORD", "${PGPASSWORD}"),
        ("DATABASE_PASSWORD", "{{ .password }}"),
        ("DATABASE_PASSWORD", "/run/secrets/database-password"),
        ("DATABASE_PASSWORD_FILE", "/run/secrets/database-password"),
        ("ALLOW_EMPTY_PASSWORD", "yes"),
        ("USE_TOKEN", "true"),
        ("MAX_TOKENS", "4096"),
        ("TOKEN_TTL", "3600"),
        ("PASSWORD_MIN_LENGTH", "12"),
        ("SECRET_NAME", "nexus-secrets"),
        ("JWT_ISSUER_TOKEN", "https://id.example.com/token"),
        ("CACHE_KEY_PREFIX", "nexus"),
        ("COMPASS", "north"),
    ],
)
def test_name_that_only_speaks_of_a_secret_passes(name: str, value: str) -> None:
    assert rules(config_map(**{name: value}), pod(env=[{"name": name, "value": value}])) == []


@pytest.mark.parametrize(
    "line",
    [
        "password=hunter2",
        "password: hunter2",
        "password: top-secret",
        "  password: 'hunter2'  # for now",
        '{"user": "nexus", "password": "hunter2"}',
        "export PGPASSWORD=hunter2 && psql",
        "CREATE ROLE nexus LOGIN PASSWORD 'hunter2';",
        "psql --password=hunter2 -h postgres",
        "client_secret := 'h2nter'",
        "https://api.example.com/v1?api_key=h2nter&page=1",
    ],
)
def test_literal_assigned_in_a_text_is_found(line: str) -> None:
    assert rules(config_map(**{"app.conf": f"# settings\n{line}\n"})) == ["secret-literal"]
    assert rules(pod(command=["sh", "-c", line])) == ["secret-literal"]


def test_literal_after_a_flag_is_found() -> None:
    [finding] = check_secrets([pod(args=["redis-server", "--requirepass", "hunter2"])])
    assert (finding.rule, finding.field) == ("secret-literal", "spec.containers[0].args[2]")
    assert rules(pod(args=["redis-server", "--requirepass", "$(REDIS_PASSWORD)"])) == []
    assert rules(pod(args=["psql", "--no-password", "nexus"])) == []
    assert rules(pod(args=["psql", "--password", "--quiet"])) == []


@pytest.mark.parametrize("secret", ["hunter2", "$(REDIS_PASSWORD)"])
def test_arguments_that_tell_a_password_only_together_are_found(secret: str) -> None:
    command = ["/usr/bin/redis-cli", "-a", secret, "ping"]
    probe = {"exec": {"command": command}}
    found = check_secrets([pod(command=command), pod(livenessProbe=probe)])
    assert [finding.rule for finding in found] == ["secret-token"] * 2 * (secret == "hunter2")
    assert not any("hunter2" in text(finding) for finding in found)


def test_fields_of_the_api_that_name_a_secret_pass() -> None:
    reference = {"name": "nexus-secrets", "key": "DATABASE_PASSWORD"}
    external = {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": "nexus-secrets"},
        "spec": {
            "data": [{"secretKey": "JWT_SECRET", "remoteRef": {"key": "nexus/prod/jwt"}}],
            "target": {
                "template": {
                    "data": {"DATABASE_URL": "postgresql://nexus:{{ .password }}@postgres/nexus"}
                }
            },
        },
    }
    ingress = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {
            "name": "nexus",
            "annotations": {"nginx.ingress.kubernetes.io/auth-secret": "nexus/basic-auth"},
        },
        "spec": {"tls": [{"hosts": ["nexus.example.com"], "secretName": "nexus-tls"}]},
    }
    with_reference = pod(
        env=[{"name": "DATABASE_PASSWORD", "valueFrom": {"secretKeyRef": reference}}],
        volumes=[{"name": "tls", "secret": {"secretName": "nexus-tls"}}],
        automountServiceAccountToken=False,
    )
    assert rules(external, ingress, with_reference) == []


# Random values, and what is random but no secret

HEX = "0123456789abcdef"
DIGEST = sample(64, HEX)


@pytest.mark.parametrize(
    "value",
    [
        sample(64, HEX),
        sample(64, HEX).upper(),
        sample(32, HEX),
        sample(40, HEX),
        sample(44),
        base64.b64encode(random.Random(1).randbytes(32)).decode(),
        base64.urlsafe_b64encode(random.Random(2).randbytes(48)).decode(),
        base64.b32encode(random.Random(3).randbytes(40)).decode(),
        sample(40, string.ascii_lowercase + string.digits),
    ],
)
def test_random_value_is_found(value: str) -> None:
    [finding] = check_secrets([config_map(SEED=value)])
    assert finding.rule == "secret-entropy"
    assert value not in text(finding)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("image", f"localhost:5001/nexus/nexus-os:1.2.3@sha256:{DIGEST}"),
        ("digest", f"sha256:{DIGEST}"),
        ("checksum/config", DIGEST),
        ("nexus.example.com/config-hash", DIGEST),
        ("image", "localhost:5001/nexus/nexus-os:" + sample(40, HEX)),
        ("commit", sample(40, HEX)),
        ("targetRevision", sample(40, HEX)),
        ("app.kubernetes.io/version", sample(40, HEX)),
        ("lock", "git+ssh://git@git.example.com/nexus/lib.git#" + sample(40, HEX)),
        ("base", "https://git.example.com/nexus/base?ref=" + sample(40, HEX)),
        ("configMap", "nexus-config-3f9a1c2b4d"),
        ("uid", "3f9a1c2b-4d5e-4f60-8172-93a4b5c6d7e8"),
        ("uid", "3F9A1C2B-4D5E-4F60-8172-93A4B5C6D7E8"),
        ("caBundle", base64.b64encode(pem("CERTIFICATE").encode()).decode()),
        ("ca.crt", pem("CERTIFICATE")),
        ("id.pub", pem("PUBLIC KEY")),
        ("dh.pem", pem("DH PARAMETERS")),
        ("known_hosts", "git.example.com ssh-rsa AAAA" + sample(360)),
        ("known_hosts", "git.example.com ssh-ed25519 AAAA" + sample(64)),
        ("recipient", "age1" + sample(58, string.ascii_lowercase + string.digits)),
        ("index.html", f'<script src="/app.js" integrity="sha384-{sample(64)}"></script>'),
        ("logo", "data:image/png;base64," + sample(200)),
        ("go.sum.json", '{"digest": "' + DIGEST + '"}'),
        ("name", "horizontalpodautoscaler-workspace-kernel-scale-up-stabilization-window"),
        (
            "url",
            "https://git.example.com/nexus/gitops/blob/main/environments/staging/core/README.md",
        ),
        ("path", "/usr/share/nginx/html/assets/WorkspaceKernelPanel/IndexPage2024.js"),
        ("schema", "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec"),
        ("ssl_ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305"),
        ("cidr", "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16"),
        ("zeros", "0" * 64),
        ("number", "123456789012345678901234567890123456"),
        ("rule", "-" * 60),
    ],
)
def test_value_that_only_looks_random_passes(key: str, value: str) -> None:
    annotated = pod()
    annotated["metadata"]["annotations"] = {key: value}
    assert rules(config_map(**{key: value}), annotated) == []


def test_digest_explains_only_itself() -> None:
    line = f'{{"image": "nexus-os@sha256:{DIGEST}", "seed": "{sample(64, HEX)}"}}'
    assert rules(config_map(**{"app.json": line})) == ["secret-entropy"]


NGINX = """\
worker_processes auto;
pid /tmp/nginx.pid;
http {
  log_format json escape=json '{"timestamp":"$time_iso8601","level":"info",'
    '"service":"graphstudio-frontend","message":"$request"}';
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  limit_req_zone $binary_remote_addr zone=perip:10m rate=10r/s;
  server {
    listen 8080;
    server_tokens off;
    location /api/ {
      proxy_pass http://workspace-kernel:3000;
      proxy_set_header Authorization $http_authorization;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      add_header Content-Security-Policy "default-src 'self'; connect-src 'self' wss:";
    }
  }
}
"""
SQL = """\
-- The password comes from the environment: see PGPASSWORD.
\\getenv pw DATABASE_PASSWORD
ALTER ROLE nexus WITH PASSWORD :'pw';
SET password_encryption = 'scram-sha-256';
CREATE TABLE IF NOT EXISTS workspaces (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  owner text NOT NULL, token_count integer NOT NULL DEFAULT 0,
  secret text, password_hash text NOT NULL
);
SELECT pg_advisory_lock(hashtext('nexus-migration'));
"""
SHELL = """\
#!/bin/sh
set -eu
export PGPASSWORD="$DATABASE_PASSWORD"
: "${DATABASE_PASSWORD:?set DATABASE_PASSWORD}"
token=$(cat /var/run/secrets/kubernetes.io/serviceaccount/token)
if [ "$REDIS_PASSWORD" = "" ]; then echo "no password: using none" >&2; fi
until pg_isready -h "$DATABASE_HOST" -p "$DATABASE_PORT" -U nexus; do sleep 1; done
psql "host=$DATABASE_HOST user=nexus dbname=nexus password=$DATABASE_PASSWORD" -f /sql/init.sql
redis-cli -h redis --no-auth-warning -a "$REDIS_PASSWORD" ping
"""
YAML = """\
database:
  host: postgres
  password:
    secretKeyRef: {name: nexus-secrets, key: DATABASE_PASSWORD}
  existingSecret: nexus-secrets
  secret: nexus-secrets
  secretKey: JWT_SECRET
  password: "${DATABASE_PASSWORD}"
auth: {enabled: true, tokenTTL: 3600s, token_type: bearer}
"""
JAVASCRIPT = """\
const token = request.headers.authorization;
const password = process.env.DATABASE_PASSWORD;
fetch("/api/workspaces", { credentials: "include", headers: { "x-csrf-token": token } });
"""
REDIS = "appendonly yes\nmaxmemory 192mb\nmaxmemory-policy allkeys-lru\n# requirepass foobared\n"


@pytest.mark.parametrize("content", [NGINX, SQL, SHELL, YAML, JAVASCRIPT, REDIS])
def test_ordinary_file_passes(content: str) -> None:
    assert rules(config_map(**{"file.conf": content}), pod(command=["sh", "-c", content])) == []


# What a finding may say


def test_secret_used_as_key_or_name_is_withheld() -> None:
    value = sample(44)
    keyed = config_map(**{value: "x"})
    labelled = {**config_map(), "metadata": {"name": value, "labels": {value: "x"}}}

    findings = check_secrets([keyed, labelled])

    assert {f.rule for f in findings} == {"secret-entropy"}
    assert {f.field for f in findings} == {
        "data.<withheld>",
        "metadata.name",
        "metadata.labels.<withheld>",
    }
    assert not any(value in text(finding) for finding in findings)


def test_object_without_name_is_checked() -> None:
    [finding] = check_secrets([{"kind": "Secret", "apiVersion": "v1", "data": {"A": "Yg=="}}])
    assert finding.rule == "secret-plain"


random_bytes = st.builds(
    lambda seed, length: random.Random(seed).randbytes(length),
    st.integers(min_value=0, max_value=2**64),
    st.integers(min_value=32, max_value=96),
)
random_secrets = st.builds(
    lambda encode, data: encode(data),
    st.sampled_from(
        [
            bytes.hex,
            lambda data: data.hex().upper(),
            lambda data: base64.b64encode(data).decode(),
            lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="),
        ]
    ),
    random_bytes,
)
PLACES: list[Callable[[str], dict[str, Any]]] = [
    lambda value: config_map(SETTING=value),
    lambda value: config_map(JWT_SECRET=value),
    lambda value: config_map(**{"app.conf": f"listen 8080;\nseed '{value}';\n"}),
    lambda value: config_map(**{"app.json": f'{{"level": "info", "seed": "{value}"}}'}),
    lambda value: config_map(**{value: "on"}),
    lambda value: pod(env=[{"name": "SEED", "value": value}]),
    lambda value: pod(args=[f"--seed={value}"]),
    lambda value: pod(args=["--seed", value]),
    lambda value: pod(command=["sh", "-c", f"serve --seed {value} --port 3000"]),
    lambda value: pod(image=f"registry.example.com/nexus/nexus-os:{value}"),
    lambda value: pod(livenessProbe={"httpGet": {"path": f"/health?seed={value}"}}),
    lambda value: {**config_map(), "metadata": {"name": "a", "annotations": {"seed": value}}},
    lambda value: {**config_map(), "metadata": {"name": value}},
    lambda value: {"apiVersion": "e.com/v1", "kind": "X", "spec": {"a": [{"b": [[value]]}]}},
]


@settings(deadline=None)
@given(value=random_secrets, place=st.sampled_from(PLACES))
def test_any_random_secret_is_found_anywhere_and_never_told(
    value: str, place: Callable[[str], dict[str, Any]]
) -> None:
    findings = check_secrets([place(value)])

    assert findings
    pieces = [value[start : start + 8] for start in range(0, len(value) - 7, 4)]
    assert not any(piece in text(finding) for finding in findings for piece in pieces)


syllables = st.sampled_from(["con", "der", "er", "for", "in", "kub", "let", "ma", "net", "os"])
words = st.lists(syllables, min_size=1, max_size=4).map("".join)
names = st.lists(words, min_size=1, max_size=6).map("-".join)
quantities = st.builds(
    "{}{}".format, st.integers(0, 10**9), st.sampled_from(["", "m", "k", "Ki", "Mi", "Gi"])
)
urls = st.builds(
    "{}://{}:{}/{}".format,
    st.sampled_from(["http", "https", "redis", "postgresql"]),
    st.lists(names, min_size=1, max_size=3).map(".".join),
    st.integers(1, 65535),
    st.lists(names, max_size=5).map("/".join),
)
camel = st.lists(words, min_size=1, max_size=5).map(
    lambda parts: "".join(part.capitalize() for part in parts)
)
ordinary = st.one_of(
    words,
    names,
    camel,
    quantities,
    urls,
    st.lists(words, max_size=30).map(" ".join),
    st.lists(names, min_size=2, max_size=8).map(lambda parts: "/" + "/".join(parts)),
    st.ip_addresses().map(str),
    st.ip_addresses(v=4).map(lambda address: f"{address}/16"),
    st.uuids().map(str),
    st.datetimes().map(str),
    st.integers().map(str),
    st.sampled_from(["true", "RollingUpdate", "ghcr.io/nexus/nexus-os:1.2.3", "50%", "1800000"]),
)


@settings(deadline=None)
@given(values=st.lists(ordinary, min_size=1, max_size=10))
def test_ordinary_values_pass_anywhere(values: list[str]) -> None:
    obj = pod(
        image=values[0],
        args=[f"--setting={value}" for value in values],
        env=[{"name": f"SETTING_{index}", "value": value} for index, value in enumerate(values)],
    )
    obj["metadata"]["annotations"] = {f"nexus/{i}": value for i, value in enumerate(values)}
    settings = config_map(
        **{f"SETTING_{index}": value for index, value in enumerate(values)},
        **{"app.conf": "\n".join(f"setting = {value}" for value in values)},
    )
    assert check_secrets([obj, settings]) == ()
