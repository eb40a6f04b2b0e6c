"""Custom resource definitions of the projects that the platform relies on, at pinned versions.

They are read from the projects' published Go modules: the Go client checks what it fetches
against the checksum database, and `checksum` pins it here as well.
"""

import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

Crd = dict[str, Any]
"""A CustomResourceDefinition (apiextensions.k8s.io/v1) as plain data."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project that defines custom resources.

    Attributes:
        name: as people write it.
        module: path of its Go module.
        version: of the module.
        checksum: of the module's zip, as go.sum writes it (`h1:...`).
        files: paths of the CRDs inside the module.
    """

    name: str
    module: str
    version: str
    checksum: str
    files: tuple[str, ...]

    @property
    def release(self) -> str:
        """Name and version, as findings show it."""
        return f"{self.name} {self.version}"

    def crds(self) -> Iterator[Crd]:
        """Its CRDs, in the order of `files`.

        Raises:
            FileNotFoundError: Go is not installed.
            KeyError: a path is not in the module.
            RuntimeError: the module cannot be fetched, or is not the one that is pinned.
        """
        with zipfile.ZipFile(self._archive()) as archive:
            for path in self.files:
                text = archive.read(f"{self.module}@{self.version}/{path}")
                yield yaml.load(text, Loader=yaml.CSafeLoader)

    def _archive(self) -> Path:
        """The module's zip, which Go keeps even where it cannot unpack it.

        A module that asks for a newer Go than the installed one ends in an error after its
        zip was fetched and verified, and the zip is all that is needed here.
        """
        command = ["go", "mod", "download", "-json", f"{self.module}@{self.version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        answer = json.loads(done.stdout or "{}")
        if "Zip" not in answer:
            raise RuntimeError(f"{self.release}: {answer.get('Error') or done.stderr.strip()}")
        if answer["Sum"] != self.checksum:
            raise RuntimeError(f"{self.release} has checksum {answer['Sum']}, not {self.checksum}")
        return Path(answer["Zip"])


ARGO_CD: Final = Project(
    name="Argo CD",
    module="github.com/argoproj/argo-cd/v3",
    version="v3.6.1",
    checksum="h1:OmhqeKiR3C//awbFrhQqFdtRI+Qiv17j8vqm3UkMj/g=",
    files=(
        "manifests/crds/application-crd.yaml",
        "manifests/crds/applicationset-crd.yaml",
        "manifests/crds/appproject-crd.yaml",
    ),
)
EXTERNAL_SECRETS: Final = Project(
    name="External Secrets",
    module="github.com/external-secrets/external-secrets",
    version="v1.3.2",
    checksum="h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
    files=(
        "config/crds/bases/external-secrets.io_externalsecrets.yaml",
        "config/crds/bases/external-secrets.io_secretstores.yaml",
        "config/crds/bases/external-secrets.io_clustersecretstores.yaml",
    ),
)
CERT_MANAGER: Final = Project(
    name="cert-manager",
    module="github.com/cert-manager/cert-manager",
    version="v1.21.2",
    checksum="h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=",
    files=(
        "deploy/crds/cert-manager.io_certificates.yaml",
        "deploy/crds/cert-manager.io_issuers.yaml",
        "deploy/crds/cert-manager.io_clusterissuers.yaml",
    ),
)
PROJECTS: Final = (ARGO_CD, EXTERNAL_SECRETS, CERT_MANAGER)
