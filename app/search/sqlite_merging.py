"""Merging what writes have scattered: FTS5 keeps it in segments, and looks into each of them."""

from sqlalchemy import text

from app.kit.db import ReadSession, WriteSession

MERGED_PAGES = 1_000  # a fifth of a second, for which other writers wait
FEW_SEGMENTS = 4  # which FTS5 leaves by itself


def merge(db: WriteSession, name: str, *, begins: bool) -> bool:
    """Merge a piece more of the index of this name; return whether more is left.

    FTS5 begins to make one segment of all when it is given a negative number of pages.
    """
    pages = -MERGED_PAGES if begins else MERGED_PAGES
    more = [
        _merged(db, f"{name}_{kind}", pages)
        for kind in ("public", "hidden")
        if not begins or _segments(db, f"{name}_{kind}") > FEW_SEGMENTS
    ]
    return any(more)


def _merged(db: WriteSession, index: str, pages: int) -> bool:
    """Merge so many pages; return whether there was anything to do."""
    [(before,)] = db.driver_rows("SELECT total_changes()")
    said = f"INSERT INTO {index} ({index}, rank) VALUES ('merge', :pages)"
    db.change(text(said), {"pages": pages})
    [(after,)] = db.driver_rows("SELECT total_changes()")
    return int(after) - int(before) > 1  # the command itself is one, as FTS5's manual says


def _segments(db: ReadSession, index: str) -> int:
    [(found,)] = db.driver_rows(f"SELECT count(DISTINCT segid) FROM {index}_idx")
    return int(found)
