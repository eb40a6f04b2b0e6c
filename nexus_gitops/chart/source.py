"""What the platform of the project says of its chart."""

from nexus_gitops.platform import loading
from nexus_gitops.platform.chart import ChartSource, HasChart
from nexus_gitops.platform.project import platform


def source() -> ChartSource:
    """What the platform says of its chart; the first environment is its standard otherwise."""
    found = platform()
    if isinstance(found, HasChart):
        return found.chart()
    first = loading.names()[0]
    return ChartSource(loading.load(first), first, f"The platform {found.name}.")
