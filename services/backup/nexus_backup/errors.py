"""What went wrong, in words that hold no secret."""


class StepError(Exception):
    """A step that did not come to its end.

    Attributes:
        step: what was tried.
        reason: why it failed.
    """

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step = step
        self.reason = reason


class NoAnswerError(StepError):
    """Somebody did not answer, and may do so in a moment."""
