"""Writing PostgreSQL's index: a release is one row, and its full-text index follows by itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.kit.db import ReadSession, WriteSession
from app.kit.prepared import Prepared
from app.search import postgres_limits
from app.search.engine import Entry, Place
from app.search.instants import instant, micros
from app.search.numbering import Numbering
from app.search.ordinals import NO_NUMBER
from app.search.writing import PLACE, Row

MANY = 50  # releases: so many at once are worth being sorted into the index together

_WAIT, _WAIT_LONG = (
    Prepared(text(f"SET LOCAL gin_pending_list_limit = '{limit}'")) for limit in ("128kB", "1GB")
)


class PostgresWriting(Numbering):
    """The tables of either index, of which `NAME_words` is the one with the full-text indexes."""

    WORDS = ("words", "marks")

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name: another one is another index beside it."""
        super().__init__(name)
        self._deletes = [
            Prepared(text(f"DELETE FROM {name}_{kind} WHERE doc = ANY(:docs)"))
            for kind in ("documents", "words")
        ]

    @staticmethod
    def kept(place: Place) -> tuple[int, UUID]:
        """Return the instant and the id of a place as the index keeps them."""
        return micros(place.listed_at), place.id

    @staticmethod
    def place(at: int, id_: UUID) -> Place:
        """Return the place that is kept so."""
        return Place(instant(at), id_)

    def put(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        """Index releases, in place of what was there.

        What waits to be sorted into a GIN index is read through by every search: of one release it
        is little, of many it is sorted in at once, which takes a third of the time.
        """
        many = len(entries) >= MANY
        db.send(_WAIT_LONG if many else _WAIT, [{}])
        super().put(db, entries)
        if many:
            for which in ("public", "hidden"):
                index = {"index": f"{self.name}_{which}"}
                db.rows(text("SELECT gin_clean_pending_list(CAST(:index AS regclass))"), index)

    def row(self, entry: Entry, doc: int) -> Row:
        """Return the row of a release under this number."""
        return {
            **super().row(entry, doc),
            "words": "\n".join(postgres_limits.fitting(entry.words.whole)),
            "marks": " ".join(filter(None, entry.marks.values())),
        }

    def _delete(self, db: WriteSession, docs: list[int]) -> None:
        for statement in self._deletes:
            db.send(statement, [{"docs": docs}])

    def gap(self, db: ReadSession, place: Place) -> tuple[int, int]:
        """Return the numbers before and after a place; 0 and NO_NUMBER where there is none."""
        below, above = self.before(f"{PLACE} < (%s, %s)"), self.after(f"{PLACE} > (%s, %s)")
        [(before, after)] = db.driver_rows(f"SELECT {below}, {above}", self.kept(place) * 2)
        return before, after

    def before(self, condition: str) -> str:
        """Return the number of the newest public release of which this holds; 0 if of none."""
        return f"coalesce(({self._newest(condition)}), 0)"

    def after(self, condition: str) -> str:
        """Return the number of the oldest public release of which this holds; else beyond all."""
        return f"coalesce(({self._oldest(condition)}), {NO_NUMBER})"
