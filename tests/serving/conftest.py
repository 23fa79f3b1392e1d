"""A release that everybody reads."""

from typing import Any

import pytest

from tests.conftest import Server, Time

TOPIC = {"id": "security", "name": {"ar": "الأمن"}}


@pytest.fixture
def news(server: Server, time: Time) -> dict[str, Any]:
    """Return a release that everybody reads, from an hour ago."""
    made = server.publish(title="زيارة رسمية إلى المنامة", slug="visit", topics=[TOPIC])
    time.passes(minutes=30)
    return made
