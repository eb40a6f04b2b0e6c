"""The objects of the Application that scales the core's components by their load.

It is one of its own: a cluster without KEDA, or a KEDA that gets no answer, holds up no release.
"""

from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.keda import LoadTrigger, ScaledByLoad
from nexus_platform import names
from nexus_platform.environment import Environment
from nexus_platform.part import Part
from nexus_platform.scaling import Scaling


class Scalers(Chart):
    """A ScaledObject for each component of a part that tells its load.

    Args:
        app: the cdk8s app.
        env: the environment.
        scaling: what it says of scaling.
        part: whose components are scaled.
    """

    def __init__(self, app: App, env: Environment, scaling: Scaling, part: Part) -> None:
        super().__init__(app, f"{env.name}-scaling", disable_resource_name_hashes=True)
        installation = Installation(
            name=env.name,
            namespace=part.namespace(env),
            part_of=names.PLATFORM,
            kubernetes=env.kubernetes.oldest,
        )
        for component in part.of(env):
            bounds = component.size(env).scaling
            if component.load is None or bounds is None:
                continue
            host = f"{component.name}.{installation.namespace}.svc"
            ScaledByLoad(
                self,
                component.name,
                installation=installation,
                scaling=bounds,
                load=LoadTrigger(
                    f"http://{host}:{component.port}{component.load.path}",
                    component.load.value,
                    scaling.target,
                ),
            )
