"""What may go wrong between this service and the model, as the client is told.

No message holds the endpoint's address or words: either may carry a secret.
"""

from http import HTTPStatus

from nexus_runtime.problems import Problem


class ModelFailure(Problem):
    """The model gave no answer.

    Attributes:
        again: another try may help.
        asked_pause: seconds that the endpoint asked for before another try.
        counts: the endpoint is to blame, so the circuit breaker counts it.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        retry_after: int | None = None,
        asked_pause: int | None = None,
        again: bool = False,
        counts: bool = False,
    ) -> None:
        super().__init__(status, code, detail, retry_after=retry_after)
        self.again = again
        self.asked_pause = asked_pause
        self.counts = counts


def not_configured() -> ModelFailure:
    """No model is set."""
    return ModelFailure(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "no-model",
        "no model is configured: set LLM_BASE_URL and LLM_MODEL, and LLM_API_KEY where the"
        " endpoint wants a key",
    )


def busy(asked_pause: int | None) -> ModelFailure:
    """The endpoint answered 429."""
    return ModelFailure(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "model-busy",
        "the model's endpoint takes no more requests now; try again later",
        retry_after=asked_pause or 5,
        asked_pause=asked_pause,
        again=True,
    )


def broken(what: str, *, asked_pause: int | None = None) -> ModelFailure:
    """The endpoint failed."""
    return ModelFailure(
        HTTPStatus.BAD_GATEWAY,
        "model-failed",
        f"the model's endpoint {what}; try again",
        retry_after=asked_pause,
        asked_pause=asked_pause,
        again=True,
        counts=True,
    )


def refused(status: int) -> ModelFailure:
    """The endpoint answered 4xx: more of the same will not help."""
    return ModelFailure(
        HTTPStatus.BAD_GATEWAY,
        "model-refused",
        f"the model's endpoint answered {status}; its operator should check LLM_BASE_URL,"
        " LLM_MODEL and LLM_API_KEY",
    )


def slow(what: str) -> ModelFailure:
    """The endpoint took too long."""
    return ModelFailure(
        HTTPStatus.GATEWAY_TIMEOUT,
        "model-timeout",
        f"the model's endpoint {what}; try again",
        counts=True,
    )


def resting(seconds: int) -> ModelFailure:
    """The circuit is open."""
    return ModelFailure(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "model-unavailable",
        "the model's endpoint failed several times in a row, so it is not asked now",
        retry_after=seconds,
    )
