"""Certificates and the administrator's kubeconfig, made anew for each control plane."""

from dataclasses import dataclass
from pathlib import Path

import trustme
import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.e2e.controlplane.processes import LOOPBACK


@dataclass(frozen=True)
class Authority:
    """Files, all below one folder.

    Attributes:
        ca: certificate of the authority that signed all others.
        server: certificate for 127.0.0.1, localhost and the names asked for, with its key.
        admin: client certificate of the group system:masters, with its key.
        service_accounts: the key that signs the tokens of service accounts.
    """

    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def server(self) -> Path:
        return self.folder / "server.pem"

    @property
    def admin(self) -> Path:
        return self.folder / "admin.pem"

    @property
    def service_accounts(self) -> Path:
        return self.folder / "service-accounts.pem"

    def kubeconfig(self, port: int) -> Path:
        """The administrator's kubeconfig for an API server on a port."""
        file = self.folder / f"kubeconfig-{port}"
        names = {"cluster": "controlplane", "user": "admin"}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "controlplane",
            "contexts": [{"name": "controlplane", "context": names}],
            "clusters": [
                {
                    "name": "controlplane",
                    "cluster": {
                        "server": f"https://{LOOPBACK}:{port}",
                        "certificate-authority": str(self.ca),
                    },
                }
            ],
            "users": [
                {
                    "name": "admin",
                    "user": {
                        "client-certificate": str(self.admin),
                        "client-key": str(self.admin),
                    },
                }
            ],
        }
        file.write_text(yaml.safe_dump(config))
        return file


def make(folder: Path, *names: str) -> Authority:
    """An authority with everything that it signed.

    Args:
        folder: a new one.
        names: addresses and hosts that the server has beside the loopback's.
    """
    folder.mkdir(mode=0o700)
    made = Authority(folder)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(made.ca)
    server = authority.issue_cert(LOOPBACK, "localhost", *names, common_name="kube-apiserver")
    admin = authority.issue_cert(
        "admin.invalid", common_name="admin", organization_name="system:masters"
    )
    server.private_key_and_cert_chain_pem.write_to_path(made.server)
    admin.private_key_and_cert_chain_pem.write_to_path(made.admin)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made.service_accounts.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    return made
