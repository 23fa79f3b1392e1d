"""How rooms hear of each other: an event is announced inside the transaction that caused it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Listener = Callable[[Any, Any], None]  # (the WriteSession, the event); db knows bus, not bus db
Listeners = Mapping[type, Sequence[Listener]]


def tell(listeners: Listeners, db: object, event: object) -> None:
    """Call everyone who listens for this kind of event; one that raises undoes the whole write."""
    for listener in listeners.get(type(event), ()):
        listener(db, event)
