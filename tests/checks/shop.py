"""What a platform would declare of the components in environment.yaml."""

from typing import Final

from nexus_gitops.platform.components import Component, Declaration

WEB: Final = Component(
    name="web",
    namespace="shop",
    image="web",
    port=8080,
    alive=("/health",),
    ready=("/ready",),
    boot_seconds=30,
    path="/",
    connects=("db",),
    outside=(443,),
    settings={"DATABASE_HOST": "db"},
    secret_keys=("OWNER",),
    folders=("/tmp",),
    user=70,
    is_scaled=True,
)
DB: Final = Component(
    name="db",
    namespace="shop",
    image="postgres",
    port=5432,
    secret_keys=("OWNER",),
    folders=("/data",),
    user=70,
)
SHOP: Final = Declaration((WEB, DB), host="shop.example.com", controller="ingress-nginx")
