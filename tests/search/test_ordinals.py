"""Numbers in the order of publication: whatever comes, moves and goes, that order is kept."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.kit.config import Settings
from app.kit.db import Database, WriteSession
from app.search import evidence
from app.search.engine import Engine, Entry, Found, Match, Place, Term
from app.search.indexing import engine_of
from app.search.marks import MARKS
from tests.databases import Databases

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
NEWS, SPORT = Term("exact", ("خبر",)), Term("stem", ("رياض",))
TITLES = ("خبر عاجل", "خبر من المنامة", "خبر في الرياضة")  # every third is of sport
NEAR = [0, 1, 2, 999_999, 1_000_000, 59_000_000, 63_999_999, 64_000_000, 64_000_001, 3_600_000_000]
INSTANTS = [
    *(NOON + sign * timedelta(microseconds=micros) for micros in NEAR for sign in (1, -1)),
    *(FIRST + timedelta(microseconds=micros) for micros in NEAR),
    *(LAST - timedelta(microseconds=micros) for micros in NEAR),
]


class Undone(Exception):
    """Raised to undo a transaction."""


@dataclass
class Model:
    """The index as plain Python has it, beside the one in the database."""

    db: WriteSession
    entries: dict[int, Entry] = field(default_factory=dict)
    revision: int = 0

    @property
    def engine(self) -> Engine:
        """The engine of this database."""
        return engine_of(self.db)

    def put(self, key: int, listed_at: datetime, *, is_public: bool = True) -> None:
        """Index a release, or index it anew, elsewhere or in the other index."""
        self.put_all([(key, listed_at, is_public)])

    def put_all(self, releases: list[tuple[int, datetime, bool]]) -> None:
        """Index several at once, as an import does."""
        made = {release[0]: self._entry(*release) for release in releases}
        self.engine.put(self.db, list(made.values()))
        self.entries |= made

    def _entry(self, key: int, listed_at: datetime, is_public: bool) -> Entry:  # noqa: FBT001 - as `put_all` has it
        self.revision += 1
        words = evidence.of(TITLES[key % 3], "قال الوزير " * (1 + (key + self.revision) % 4))
        marks = {**dict.fromkeys(MARKS, ""), "language": ":lar", "topic": f":t{key % 2}"}
        return Entry(
            key, uuid5(NAMESPACE_URL, f"{key}"), self.revision, is_public, listed_at,
            None if is_public else listed_at, marks, words, is_new=key not in self.entries,
        )  # fmt: skip

    def drop(self, key: int) -> None:
        self.engine.drop(self.db, key)
        self.entries.pop(key, None)

    @property
    def public(self) -> list[Entry]:
        """Return what is public, oldest first."""
        shown = [entry for entry in self.entries.values() if entry.is_public]
        return sorted(shown, key=lambda entry: (entry.listed_at, entry.id))

    def check(self) -> None:
        """Compare numbers and statistics."""
        public = self.public
        rows = self.db.rows(
            text("SELECT doc, release_key FROM search_documents WHERE doc > 0 ORDER BY doc")
        )
        assert [key for _, key in rows] == [entry.key for entry in public]
        hidden = self.db.rows(text("SELECT doc, release_key FROM search_documents WHERE doc < 1"))
        others = {entry.key for entry in self.entries.values() if not entry.is_public}
        assert sorted(hidden) == sorted((-key, key) for key in others)
        state = self.engine.state(self.db)
        counted = (state.documents, state.title_words, state.body_words)
        of_title = sum(entry.words.title_words for entry in public)
        assert counted == (len(public), of_title, sum(entry.words.body_words for entry in public))
        assert state.newest_at == (public[-1].listed_at if public else None)
        due = [entry.due_at for entry in self.entries.values() if entry.due_at]
        assert state.due_at == min(due, default=None)
        for term in (NEWS, SPORT):
            assert self.engine.frequencies(self.db, [term]) == [len(self.matching(Match((term,))))]
        held = {"خبر": len(public), "عاجل": sum(entry.key % 3 == 0 for entry in public)}
        assert self.engine.vocabulary(self.db, list(held)) == {w: n for w, n in held.items() if n}

    def matching(self, match: Match) -> list[Entry]:
        """Return what matches, oldest first."""
        return [
            entry
            for entry in self.public
            if (SPORT not in match.every or entry.key % 3 == 2)
            and (match.since is None or entry.listed_at >= match.since)
            and (match.before is None or entry.listed_at < match.before)
            and all(set(group) & set(entry.marks.values()) for group in match.marks)
        ]

    def check_search(self, match: Match, limit: int, beyond: Place | None) -> None:
        """Compare what is found, both ways, from a place on."""
        matching = self.matching(match)
        assert self.engine.count(self.db, match) == len(matching)
        newest = [entry.key for entry in matching[::-1]]
        docs = self.engine.docs(self.db, match, limit)
        assert keys(self.engine.newest(self.db, match, limit)) == newest[:limit]
        numbers = {
            weighed.found.doc: weighed.found.key for weighed in self.engine.weighed(self.db, docs)
        }
        assert [numbers[doc] for doc in docs] == newest[:limit]
        for oldest_first in (False, True):
            order = matching if oldest_first else matching[::-1]
            for within in (False, True):
                found = self.engine.newest(
                    self.db, match, limit, beyond, within=within, oldest_first=oldest_first
                )
                left = [one for one in order if _is_past(one, beyond, oldest_first, within)]
                expected = [(one.key, one.listed_at, one.id) for one in left[:limit]]
                assert [(one.key, one.listed_at, one.id) for one in found] == expected


def _is_past(entry: Entry, beyond: Place | None, oldest_first: bool, within: bool) -> bool:  # noqa: FBT001 - as the engine has them
    if beyond is None:
        return True
    here = (entry.listed_at, entry.id)
    return (within and here == beyond) or (here > beyond if oldest_first else here < beyond)


def keys(found: Sequence[Found]) -> list[int]:
    """Return the keys of what was found."""
    return [one.key for one in found]


@pytest.fixture(scope="module")
def database(
    databases_of_file: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Return a real database, empty, for every test of this file: each undoes what it did."""
    where = databases_of_file.migrated(tmp_path_factory.mktemp("ordinals"))
    opened = Database(Settings(**where, query_seconds=60), {})
    yield opened
    opened.close()


@contextmanager
def undone(database: Database) -> Iterator[Model]:
    """Give an empty index, and undo all that was done to it."""
    try:
        with database.writing() as db:
            yield Model(db)
            raise Undone  # noqa: TRY301 - leaving the transaction by an error is what undoes it
    except Undone:
        pass


PLACES = st.sampled_from(INSTANTS)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "publish", "publish", "hide", "drop"]),
        st.integers(1, 12),
        PLACES,
    ),
    max_size=40,
)
BOUNDS = st.one_of(st.none(), PLACES)
MATCHES = st.builds(
    Match,
    every=st.sampled_from([(NEWS,), (NEWS, SPORT), (SPORT,)]),
    since=BOUNDS,
    before=BOUNDS,
    marks=st.sampled_from([(), ((":lar",),), ((":t0",),), ((":t0", ":t1"), (":lar",))]),
)
ROOM = [("publish", key, NOON) for key in (5, 3, 9, 1, 12, 2, 8)]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, MATCHES, st.integers(1, 15), st.tuples(BOUNDS, st.integers(1, 12)))
@example([], Match((NEWS,)), 5, (None, 1))
@example(ROOM, Match((NEWS,), since=NOON), 5, (NOON, 3))
@example([("publish", key, FIRST) for key in (4, 1, 3, 2)], Match((NEWS,)), 5, (FIRST, 3))
@example(
    [("publish", key, LAST) for key in (4, 1, 3, 2)], Match((NEWS,), before=LAST), 5, (LAST, 3)
)
def test_the_index_is_what_plain_python_has(
    database: Database,
    steps: list[tuple[str, int, datetime]],
    match: Match,
    limit: int,
    place: tuple[datetime | None, int],
) -> None:
    instant, key = place
    beyond = None if instant is None else Place(instant, uuid5(NAMESPACE_URL, f"{key}"))
    with undone(database) as model:
        for what, number, listed_at in steps:
            if what == "drop":
                model.drop(number)
            else:
                model.put(number, listed_at, is_public=what == "publish")
        model.check()
        model.check_search(match, limit, beyond)


ORDERS: dict[str, Callable[[int], datetime]] = {
    "upwards": lambda number: NOON + timedelta(microseconds=number),
    "downwards": lambda number: NOON - timedelta(microseconds=number),
    "inwards": lambda number: NOON + timedelta(microseconds=(400 - number) * (1 - number % 2 * 2)),
    "one instant": lambda _: NOON,
    "the first instant": lambda _: FIRST,
    "the last instant": lambda _: LAST,
    "near the first": lambda number: FIRST + timedelta(seconds=number * 37 % 401),
    "minutes, mixed": lambda number: NOON + timedelta(minutes=number * 37 % 401),
}


@pytest.mark.parametrize("order", ORDERS)
def test_four_hundred_in_one_gap_find_room(database: Database, order: str) -> None:
    with undone(database) as model:
        for number in range(400):
            model.put(number + 1, ORDERS[order](number))
        model.check()
        middle = model.public[200]
        model.check_search(Match((NEWS,)), 30, Place(middle.listed_at, middle.id))
        for key in range(1, 401, 2):
            model.drop(key)
        for key in range(2, 401, 4):
            model.put(key, NOON, is_public=key % 3 > 0)
        model.check()
        model.check_search(Match((NEWS, SPORT), since=NOON), 100, Place(NOON, UUID(int=2**127)))


@pytest.mark.parametrize("seed", range(3))
def test_a_busy_day_of_an_archive_keeps_its_order(database: Database, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - variety, not secrecy
    day = [NOON + timedelta(seconds=dice.randrange(600)) for _ in range(30)]
    years = [FIRST + timedelta(days=dice.randrange(3_650_000)) for _ in range(30)]
    with undone(database) as model:
        for _ in range(600):
            key = dice.randint(1, 150)
            if dice.random() < 0.15:
                model.drop(key)
            else:
                model.put(key, dice.choice(day + years), is_public=dice.random() < 0.85)
        model.check()
        for _ in range(40):
            since, before, instant = (dice.choice([*day, *years, *INSTANTS]) for _ in range(3))
            match = Match((dice.choice([NEWS, SPORT]),), since=since, before=before)
            if dice.random() < 0.5:
                match = replace(match, since=None)
            model.check_search(match, dice.randint(1, 60), Place(instant, UUID(int=2**127)))
