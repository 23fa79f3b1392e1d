"""What search asks of a database: either one answers the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from app.kit.db import ReadSession, WriteSession
from app.search.evidence import Evidence, Packed

Form = Literal["stem", "exact", "phrase", "prefix", "neighbours"]
Facet = Literal["language", "type", "year", "topic", "person", "organisation", "place"]


class Term(NamedTuple):
    """Something that a release may hold.

    `stem` and `exact` have one word, `phrase` words as spelled, `neighbours` stems, both in order
    and next to each other; of a `prefix` any word, or its stem, is the continuation.
    """

    form: Form
    words: tuple[str, ...]
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What a release must hold: all of `every`, none of `none`, and all of one of `either`, if any.

    `marks` are groups of facet marks, one of each group; `since` and `before` bound the instant of
    publication; `also` are conditions on `Release` that no mark stands for. What is
    known beforehand spares a question: `last` is the greatest number that there is, and no more
    than `most` releases match.
    """

    every: tuple[Term, ...] = ()
    either: tuple[tuple[Term, ...], ...] = ()
    none: tuple[Term, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    also: tuple[ColumnElement[bool], ...] = ()
    last: int | None = None
    most: int | None = None

    def and_also(self, *terms: Term) -> "Match":
        """Return the match that also demands `terms`."""
        return replace(self, every=(*self.every, *terms))


class Place(NamedTuple):
    """A place in the order of publication."""

    listed_at: datetime
    id: UUID


class Found(NamedTuple):
    """A release that matches: its number in the index, its key, and its place in the order."""

    doc: int
    key: int
    listed_at: datetime
    id: UUID


class State(NamedTuple):
    """What is said of the public index as a whole; `version` changes whenever it changes.

    `last` is the greatest number in it, `newest_at` the last instant, `due_at` the first of what
    waits to come into it.
    """

    analyser: int
    documents: int
    title_words: int
    body_words: int
    version: int
    last: int
    newest_at: datetime | None
    due_at: datetime | None


class Statistics(NamedTuple):
    """The state, and how many public releases hold each stem that was asked for in that state."""

    state: State
    frequencies: dict[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A release as the index takes it; `due_at`: when it is for the public, if it will be."""

    key: int
    id: UUID
    revision: int
    is_public: bool
    listed_at: datetime
    due_at: datetime | None
    marks: Mapping[str, str]
    words: Packed
    is_new: bool = False

    @property
    def place(self) -> Place:
        """Where it stands in the order of publication."""
        return Place(self.listed_at, self.id)


class Weighed(NamedTuple):
    """What ranking needs of a candidate."""

    found: Found
    title_words: int
    body_words: int
    words: Evidence


class Wanted(NamedTuple):
    """Up to so many of the newest public releases that match."""

    match: Match
    limit: int


class Engine(Protocol):
    """Two full-text indexes of words that `language` has analysed: the public one, and the rest."""

    def put(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        """Index releases, in place of what was there."""

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""

    def state(self, db: ReadSession) -> State:
        """Return what is said of the public index as a whole."""

    def due(self, db: ReadSession, now: datetime, limit: int) -> Sequence[int]:
        """Return the keys of releases that are for the public by now, and not in its index."""

    def count(self, db: ReadSession, match: Match) -> int:
        """Return how many public releases match."""

    def newest(
        self,
        db: ReadSession,
        match: Match,
        limit: int,
        beyond: Place | None = None,
        *,
        within: bool = False,
        oldest_first: bool = False,
    ) -> Sequence[Found]:
        """Return the newest (or oldest) public releases that match, beyond a place (or at it)."""

    def docs(self, db: ReadSession, match: Match, limit: int) -> Sequence[int]:
        """Return the numbers of the newest public releases that match."""

    def hidden(self, match: Match) -> Select[Any]:
        """Return the query for the keys of those releases outside the public index that match."""

    def frequencies(self, db: ReadSession, terms: Sequence[Term]) -> list[int]:
        """Return how many public releases hold each term."""

    def found(self, db: ReadSession, handles: Sequence[int]) -> dict[int, Found]:
        """Return releases of either index, under their handles."""

    def weighed(self, db: ReadSession, docs: Sequence[int]) -> Sequence[Weighed]:
        """Return what ranking needs of these candidates, of either index."""

    def candidates(self, db: ReadSession, wanted: Sequence[Wanted], most: int) -> Sequence[Weighed]:
        """Return what ranking needs of the newest that match the first, then the next: `most`."""

    def marks(
        self, db: ReadSession, match: Match, facets: Sequence[Facet], hidden: Sequence[int]
    ) -> list[list[str]]:
        """Return, for each facet, the marks of all public matches and of the `hidden` numbers."""

    def vocabulary(self, db: ReadSession, words: Sequence[str]) -> dict[str, int]:
        """Return how many public releases hold each of these words as spelled, if any does."""

    def beside(self) -> "Engine":
        """Return the index that is being built to take this one's place."""

    def begin(self, db: WriteSession, analyser: int) -> None:
        """Make this index, unless it is there already and filled by this version's analyser."""

    def reached(self, db: ReadSession) -> int | None:
        """Return the last key that this index holds, or 0; None when there is no such index."""

    def changed(self, db: ReadSession, limit: int) -> Sequence[int]:
        """Return the keys of releases that are not in this index as they now stand."""

    def gone(self, db: ReadSession) -> Sequence[int]:
        """Return the keys that this index holds of releases that are no more."""

    def take_over(self, db: WriteSession) -> None:
        """Let the index beside this one take its place."""

    def merge(self, db: WriteSession, *, begins: bool) -> bool:
        """Merge a piece more of what writes have scattered; return whether more is left."""
