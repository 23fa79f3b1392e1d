"""Keeping the public index numbered in the order of publication, whatever is put into it when."""

from abc import abstractmethod
from collections.abc import Sequence

from app.kit.db import ReadSession, WriteSession
from app.search import ordinals
from app.search.engine import Entry, Place
from app.search.ordinals import NO_NUMBER
from app.search.writing import Row, Writing


class Numbering(Writing):
    """What is newer than all goes to the end, the rest between others; a hidden one has `-key`."""

    @abstractmethod
    def gap(self, db: ReadSession, place: Place) -> tuple[int, int]:
        """Return the numbers before and after a place; 0 and NO_NUMBER where there is none."""

    def put(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        """Index releases, in place of what was there."""
        for entry in entries:
            if not entry.is_new:
                self.drop(db, entry.key)
        self.insert(db, [self.row(entry, -entry.key) for entry in entries if not entry.is_public])
        self._publish(db, [entry for entry in entries if entry.is_public])

    def _publish(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        ordered = sorted(entries, key=lambda entry: entry.place)
        last, newest = self.last(db)
        amid = [one for one in ordered if newest is not None and one.place <= newest]
        for entry in amid:
            self.insert(db, [self.row(entry, self._free_ordinal(db, entry))])
        if amid:
            last, _ = self.last(db)  # asked again: making room for those may have moved it
        at_the_end: list[Row] = []
        for entry in ordered[len(amid) :]:
            free = ordinals.between(last, None, entry.listed_at)
            assert free is not None  # noqa: S101 - there is no end
            last = free
            at_the_end.append(self.row(entry, free))
        self.insert(db, at_the_end)

    def _free_ordinal(self, db: WriteSession, entry: Entry) -> int:
        """Return a free number between those that stand before and after; make room if need be."""
        below, above = self.gap(db, entry.place)
        free = ordinals.between(below, None if above == NO_NUMBER else above, entry.listed_at)
        return free if free is not None else self._make_room(db, below)

    def _make_room(self, db: WriteSession, below: int) -> int:
        """Spread the neighbours of a gap without room until it has some; return a number in it."""
        reach = 4
        while True:
            older = self.near(db, below, reach + 1, newer=False)[::-1]
            newer = self.near(db, below, reach + 1, newer=True)
            floor = older.pop(0)["doc"] if len(older) > reach else 0
            ceiling = newer.pop()["doc"] if len(newer) > reach else None
            numbers = ordinals.spread(floor, ceiling, len(older) + len(newer) + 1)
            if numbers is not None:
                break
            reach *= 2
        moved = [*older, *newer]
        free = numbers[len(older)]
        docs = [number for number in numbers if number != free]
        self.remove(db, moved)
        self.insert(db, [{**kept, "doc": doc} for kept, doc in zip(moved, docs, strict=True)])
        return free
