"""How long a service goes on when its pod is asked to end."""

from typing import Final

DRAIN_SECONDS: Final = 10
"""Time for the endpoint to leave every proxy's list before the service stops listening."""
