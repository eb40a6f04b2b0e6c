"""What leads in from outside: an nginx where an Ingress controller would be, which reads no Ingress.

It is told the paths of dev by hand, and says of Ingresses what a controller would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, Final

import kept_images
from lightkube import ApiError

from tests.e2e.kube import Kube
from tests.e2e.patience import until
from tests.e2e_node import addresses
from tests.e2e_node.pods import is_ready

NAMESPACE: Final = "nginx-ingress"
_INGRESS: Final = "networking.k8s.io/v1 Ingress"
_CONFIG: Final = """
worker_processes 1;
pid /tmp/nginx.pid;
error_log /dev/stderr;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  client_max_body_size 10m;
  # A connection that cannot be made is made anew, as a controller tries the next pod; what was sent
  # is not sent again.
  upstream page {
    server %(page)s:80 max_fails=0;
    server %(page)s:80 max_fails=0;
  }
  upstream kernel {
    server %(kernel)s:3000 max_fails=0;
    server %(kernel)s:3000 max_fails=0;
  }
  proxy_connect_timeout 2s;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 8080;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    location / { proxy_pass http://page; }
    location /api { proxy_pass http://kernel; }
  }
}
"""


def open_to(kube: Kube, namespace: str) -> None:
    """Have it lead to the Services of a namespace, which are there."""
    page, kernel = (
        kube.get("v1 Service", name, namespace)["spec"]["clusterIP"]
        for name in ("graphstudio-frontend", "workspace-kernel")
    )
    kube.apply(*_objects(_CONFIG % {"page": page, "kernel": kernel}))
    until(lambda: is_ready(kube.get("v1 Pod", "entry", NAMESPACE)), "the entry")


def _objects(config: str) -> list[dict[str, Any]]:
    metadata = {"name": "entry", "namespace": NAMESPACE}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata,
            "data": {"nginx.conf": config},
        },
        {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": _pod()},
    ]


@contextmanager
def reported(kube: Kube) -> Iterator[None]:
    """Have each Ingress told an address, as controllers do, until the end of the block."""
    ended = Event()
    reporter = Thread(target=_report, args=(kube, ended))
    reporter.start()
    try:
        yield
    finally:
        ended.set()
        reporter.join()


def _report(kube: Kube, ended: Event) -> None:
    told = {"loadBalancer": {"ingress": [{"ip": addresses.NODE}]}}
    while not ended.wait(1):
        for one in kube.list(_INGRESS):
            if not ((one.get("status") or {}).get("loadBalancer") or {}).get("ingress"):
                metadata = one["metadata"]
                try:
                    kube.patch_status(_INGRESS, metadata["name"], metadata["namespace"], told)
                except ApiError as error:
                    if error.status.code != 404:
                        raise


def _pod() -> dict[str, Any]:
    return {
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 1,
        "containers": [
            {
                "name": "nginx",
                "image": kept_images.name_of("graphstudio-frontend"),
                "command": ["nginx", "-c", "/config/nginx.conf", "-g", "daemon off;"],
                "ports": [{"containerPort": 8080, "hostPort": 80}],
                "volumeMounts": [
                    {"name": "config", "mountPath": "/config"},
                    {"name": "tmp", "mountPath": "/tmp"},
                ],
            }
        ],
        "volumes": [
            {"name": "config", "configMap": {"name": "entry"}},
            {"name": "tmp", "emptyDir": {}},
        ],
    }
