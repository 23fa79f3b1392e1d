"""Cursors that somebody made: the check in them is no secret, so what follows may be anything."""

import base64

import pytest

from app.kit.errors import Invalid
from app.search import ranked_pages


@pytest.mark.parametrize(
    "said", [b"", b"\x00", b"\x02", b"\x02" + b"\xff" * 30, b"\x00\x00\x01xyz"]
)
def test_a_cursor_with_a_right_check_and_a_wrong_body_is_refused(said: bytes) -> None:
    check = ranked_pages._check(said, b"search")  # noqa: SLF001 - whoever forges one computes it
    cursor = base64.urlsafe_b64encode(check + said).decode().rstrip("=")
    with pytest.raises(Invalid):
        ranked_pages.read(cursor, b"search")
