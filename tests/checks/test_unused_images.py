"""Every image that is locked is run by something."""

from typing import Any

from nexus_gitops.checks.unused_images import check_unused_images
from nexus_gitops.images.image import Image


def test_an_image_that_nothing_runs_is_found(environment: Any) -> None:
    run = environment["Deployment/web"]["spec"]["template"]["spec"]["containers"][0]["image"]
    locked = {"web": Image.parse(run), "worker": Image.parse("registry.example.com/worker:1.0.0")}

    (finding,) = check_unused_images(environment.all, locked, "prod")

    assert (finding.object, finding.rule) == ("Image/worker", "image-unused")
    assert "prod.images.json" in finding.fix
