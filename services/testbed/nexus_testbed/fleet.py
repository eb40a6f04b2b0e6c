"""Kernels that die and come back, each as a new pod with a database user of its own."""

import random
from dataclasses import dataclass, field
from functools import partial

import httpx

from nexus_testbed.platform import Platform
from nexus_testbed.service import Service, wait_until

ROLE = "nexus_app"


@dataclass
class Fleet:
    """A fixed number of places for pods.

    Attributes:
        platform: starts them.
        settings: their variables in lower case.
        size: how many places there are.
        pods: what runs in each place; a killed pod is followed by a new one.
        paused: places whose pod has its clock stopped.
    """

    platform: Platform
    settings: dict[str, str]
    size: int = 3
    pods: list[Service] = field(init=False)
    paused: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.pods = [self._new() for _ in range(self.size)]

    def any_url(self) -> str:
        """The URL of a pod that serves, as a Service of Kubernetes would choose one."""
        serving = [pod for place, pod in enumerate(self.pods) if self._serves(place)]
        return random.choice(serving or self.pods).url  # noqa: S311 -- no secret

    def url(self, place: int) -> str:
        """The URL of the pod in a place, or of another one where that one does not serve."""
        return self.pods[place].url if self._serves(place) else self.any_url()

    def kill(self, place: int) -> None:
        """Kill a pod with -9, and let a new one follow."""
        self.paused.discard(place)
        self.pods[place].kill()
        self.pods[place] = self._new()

    def terminate(self, place: int) -> None:
        """Ask a pod to end, and let a new one follow at once, as a rollout does."""
        self.resume(place)
        self.pods[place].terminate()
        self.pods[place] = self._new()

    def replace(self, place: int) -> Service:
        """Put a new pod that can serve into a place, and give the old one, as a rollout does."""
        old, new = self.pods[place], self._new()
        wait_until(partial(_is_ready, new), f"readiness of {new.url}")
        self.pods[place] = new
        return old

    def pause(self, place: int) -> None:
        """Stop a pod's clock."""
        self.pods[place].pause()
        self.paused.add(place)

    def resume(self, place: int) -> None:
        """Let a pod's clock go on."""
        self.paused.discard(place)
        self.pods[place].resume()

    def wait_until_ready(self) -> None:
        """Let all clocks go on, and wait until every pod can serve."""
        for place in list(self.paused):
            self.resume(place)
        for pod in self.pods:
            wait_until(partial(_is_ready, pod), f"readiness of {pod.url}")

    def _serves(self, place: int) -> bool:
        return place not in self.paused and self.pods[place].is_listening

    def _new(self) -> Service:
        user = self.platform.postgres.create_user(member_of=ROLE)
        return self.platform.kernel(user=user, **self.settings)


def _is_ready(pod: Service) -> bool:
    try:
        return httpx.get(f"{pod.url}/ready", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
