"""Identifiers that tell nothing: random, never counted, never dated."""

import uuid


def new_id() -> uuid.UUID:
    """Return a random UUID (version 4): UUIDv7 and sequences tell when, or how many."""
    return uuid.uuid4()


def parse_id(text: str) -> uuid.UUID | None:
    """Return the UUID that `text` spells in its canonical form, or None."""
    try:
        parsed = uuid.UUID(text)
    except ValueError:
        return None
    return parsed if str(parsed) == text.lower() else None
