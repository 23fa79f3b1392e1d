"""Who wants to know what an answer is made of: told of each snapshot that a request opens."""

from contextvars import ContextVar
from typing import Any, Protocol


class Witness(Protocol):
    """Told what an answer is made of."""

    def look(self, db: Any) -> None:
        """Look into a snapshot that it is made of."""

    def spoil(self) -> None:
        """Hear that it is not what it should be: good enough for once, but not to be kept."""


WITNESS: ContextVar[Witness | None] = ContextVar("witness", default=None)


def spoil() -> None:
    """Say that the answer which is being made is not what it should be."""
    witness = WITNESS.get()
    if witness is not None:
        witness.spoil()
