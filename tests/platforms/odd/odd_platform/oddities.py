"""What is odd, a function an environment."""

from cdk8s import App, Chart
from cdk8s_plus_27 import k8s

from nexus_gitops.platform.environment import Environment

SECRET_VALUE = "correct-horse-battery-staple"


def leaking(app: App, env: Environment) -> Chart:
    """A Secret with its value."""
    chart = Chart(app, "core", disable_resource_name_hashes=True)
    k8s.KubeSecret(
        chart,
        "planted",
        metadata=k8s.ObjectMeta(name="planted", namespace=env.namespace),
        string_data={"PASSWORD": SECRET_VALUE},
    )
    return chart


def failing(app: App, env: Environment) -> Chart:
    """Raises."""
    raise ValueError("no luck")
