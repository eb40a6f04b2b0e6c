"""An nginx in the place of an Ingress controller, told what that one would tell it.

Neither controller runs here: what becomes of an annotation is in a table of each, which follows
what its project documents, and nginx does the rest. What is not in the table is passed over in
silence, as the controllers do.
"""

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nexus_testbed import nginx
from nexus_testbed.loopback import HOST, free_port, wait_for_port

Ingress = Mapping[str, Any]
"""A manifest of networking.k8s.io/v1."""

_SSL_REDIRECT: Final = "ssl-redirect"
_WEBSOCKET_SERVICES: Final = "websocket-services"


@dataclass(frozen=True)
class Directive:
    """A directive of each location.

    Attributes:
        name: as nginx knows it.
        default: its value where neither Ingress nor ConfigMap says one.
        unit: follows each value.
    """

    name: str
    default: str
    unit: str = ""


@dataclass(frozen=True)
class Controller:
    """How a controller reads an Ingress.

    Attributes:
        prefix: of the annotations that it reads.
        directives: by annotation, without the prefix; its ConfigMap has the same keys.
        redirect: the answer to plain HTTP where there is a certificate and `ssl-redirect` is not
            false, as nginx's `return` takes it.
        locations: those of a path of type Prefix.
        upgrades: whether connections to a Service may become WebSockets, by its own annotations
            and the name of the Service.
        others: what else it reads.
    """

    prefix: str
    directives: Mapping[str, Directive]
    redirect: str
    locations: Callable[[str], Sequence[str]]
    upgrades: Callable[[Mapping[str, str], str], bool]
    others: frozenset[str]

    def own(self, ingress: Ingress) -> Mapping[str, str]:
        """The annotations that it understands, without their prefix."""
        known = self.directives.keys() | self.others
        return {
            key.removeprefix(self.prefix): value
            for key, value in ingress["metadata"]["annotations"].items()
            if key.startswith(self.prefix) and key.removeprefix(self.prefix) in known
        }

    def passed_over(self, ingress: Ingress) -> frozenset[str]:
        """The annotations that it does not understand."""
        understood = {self.prefix + name for name in self.own(ingress)}
        return frozenset(ingress["metadata"]["annotations"].keys() - understood)


F5_NGINX: Final = Controller(
    prefix="nginx.org/",
    directives={
        "client-max-body-size": Directive("client_max_body_size", "1m"),
        "proxy-read-timeout": Directive("proxy_read_timeout", "60s"),
        "proxy-send-timeout": Directive("proxy_send_timeout", "60s"),
    },
    redirect="301 https://$host:443$request_uri",
    locations=lambda path: [path],
    upgrades=lambda own, service: service in own.get(_WEBSOCKET_SERVICES, "").split(","),
    others=frozenset({_SSL_REDIRECT, _WEBSOCKET_SERVICES}),
)
"""F5's NGINX Ingress Controller.

Sources: https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
and internal/configs/version1/nginx.ingress.tmpl in github.com/nginx/kubernetes-ingress.
"""

INGRESS_NGINX: Final = Controller(
    prefix="nginx.ingress.kubernetes.io/",
    directives={
        "proxy-body-size": Directive("client_max_body_size", "1m"),
        "proxy-read-timeout": Directive("proxy_read_timeout", "60", unit="s"),
        "proxy-send-timeout": Directive("proxy_send_timeout", "60", unit="s"),
    },
    redirect="308 https://$host$request_uri",
    locations=lambda path: [path] if path == "/" else [f"{path}/", f"= {path}"],
    upgrades=lambda _own, _service: True,
    others=frozenset({_SSL_REDIRECT}),
)
"""The community's ingress-nginx.

Sources: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
and https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
"""


class IngressController:
    """A controller that runs, and serves one Ingress.

    Args:
        folder: an empty folder.
        kind: which controller.
        ingress: with one host.
        services: host and port by the name of a Service.
        certificate: file with the certificate and the key of its Secret.
        settings: the controller's ConfigMap, for what the Ingress does not say.

    Attributes:
        ports: by scheme.

    Raises:
        ValueError: nginx does not take what becomes of the Ingress.
    """

    def __init__(
        self,
        folder: Path,
        kind: Controller,
        ingress: Ingress,
        services: Mapping[str, str],
        certificate: Path,
        settings: Mapping[str, str],
    ) -> None:
        self.ports = {"http": free_port(), "https": free_port()}
        listen = {scheme: f"{HOST}:{port}" for scheme, port in self.ports.items()}
        server = "\n".join(_server(kind, ingress, services, settings, listen))
        text = _CONFIGURATION % {**listen, "certificate": certificate, "server": server}
        (folder / "nginx.conf").write_text(text)
        command = [
            str(nginx.program(folder)),
            "-p",
            str(folder),
            "-c",
            "nginx.conf",
            "-e",
            "stderr",
        ]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        if tried.returncode:
            raise ValueError(tried.stderr)
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for_port(self.ports["http"])

    def stop(self) -> None:
        """End it."""
        nginx.end(self._process)


def _server(
    kind: Controller,
    ingress: Ingress,
    services: Mapping[str, str],
    settings: Mapping[str, str],
    listen: Mapping[str, str],
) -> Iterator[str]:
    """What is in the server of the host."""
    own = kind.own(ingress)
    (rule,) = ingress["spec"]["rules"]
    yield f"server_name {rule['host']};"
    if any(rule["host"] in one["hosts"] for one in ingress["spec"].get("tls", ())):
        yield f"listen {listen['https']} ssl;"
        if own.get(_SSL_REDIRECT) != "false":
            yield f"if ($scheme = http) {{ return {kind.redirect}; }}"
    for path in rule["http"]["paths"]:
        service = path["backend"]["service"]["name"]
        inside = [
            f"proxy_pass http://{services[service]};",
            *_PROXYING,
            *(_UPGRADING if kind.upgrades(own, service) else ()),
            *(
                f"{one.name} {own.get(key, settings.get(key, one.default))}{one.unit};"
                for key, one in kind.directives.items()
            ),
        ]
        for location in _locations(kind, path):
            yield f"location {location} {{ {' '.join(inside)} }}"


def _locations(kind: Controller, path: Mapping[str, Any]) -> Sequence[str]:
    if path["pathType"] != "Prefix":
        raise ValueError(f"no controller here knows the path type {path['pathType']}")
    return kind.locations(path["path"])


_PROXYING: Final = (
    "proxy_http_version 1.1;",
    "proxy_set_header Host $host;",
    "proxy_set_header X-Real-IP $remote_addr;",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "proxy_set_header X-Forwarded-Host $host;",
    "proxy_set_header X-Forwarded-Proto $scheme;",
)
_UPGRADING: Final = (
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $connection_upgrade;",
)
# Without a master there is no other user, who would not get into the folder. Whom no Ingress has
# a host for is answered as by both controllers.
_CONFIGURATION: Final = """
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  ssl_certificate %(certificate)s;
  ssl_certificate_key %(certificate)s;
  server {
    listen %(http)s default_server;
    listen %(https)s ssl default_server;
    return 404;
  }
  server {
    listen %(http)s;
    %(server)s
  }
}
"""
