"""What a caller may see is decided once, in `releases/reading.py`; no query goes around it.

A function that opens a query on releases speaks the rule (`visible_to` or `select_visible`) as
often as it opens one, or is named below with the reason why nobody learns anything from it.
"""

from tests.house.queries import queries
from tests.house.sources import Source, sources

READ = "is given a release that its caller has read under the rule"
NARROWS = "keys that only narrow a query which is under the rule"
UNIQUE = "asks of a writer, who sees every draft, whether a value is free among all of them"
INDEXED = "everything is indexed, each release where it belongs: public or hidden"
PUBLIC_INDEX = "asks the public index, which holds what the public may see and nothing else"
COUNTS = "counts the parts of an index, which show nothing of a release"
MADE = "runs queries that speak the rule where they are made"
ALLOWED: dict[str, str] = {
    "app/kit/snapshot.py::Snapshot.prepared": MADE,
    "app/kit/snapshot.py::Snapshot.unread": MADE,
    "app/releases/counting.py": "the next instant, for the server itself: nobody is told",
    "app/releases/counting.py::_counts": "of all, by counts that `visible_to` agrees with: tested",
    "app/releases/history.py::_documents_before": "what is saved again, to tell what it changes",
    "app/releases/history.py::get": READ,
    "app/releases/history.py::page": READ,
    "app/releases/history.py::source_is_discarded": "for the export, at the operator's terminal",
    "app/releases/history.py::_source_ids": "the ids that visible editions themselves name",
    "app/releases/history.py::version_at": "of the source that a writer's translation has",
    "app/releases/holders.py": UNIQUE,
    "app/releases/holders.py::ids_taken": UNIQUE,
    "app/releases/filters.py::_about": NARROWS,
    "app/releases/filters.py::_linked": NARROWS,
    "app/releases/filters.py::narrowed": NARROWS,
    "app/releases/reading.py::_related": "of releases just read under the rule",
    "app/releases/reading.py::at_address": NARROWS,
    "app/releases/reading.py::find_discarded": "for its restoring, by keys that see every draft",
    "app/releases/reading.py::is_taken": UNIQUE,
    "app/releases/subjects.py::count_all": "says to a writer why a concept is not deleted",
    "app/releases/summaries.py::finish_all": "every summary is finished, and read under the rule",
    "app/releases/summaries.py::finish_newest": "the same",
    "app/releases/namesakes.py::_placed": "releases whose slug goes to who opens before them",
    "app/releases/slug_order.py": "who has a slug, so that its number tells of nothing hidden",
    "app/releases/slugs.py::remember": "an address that a writer's release had; only redirects",
    "app/releases/embargo.py::_others": "editions of a writer's release, which lift together",
    "app/releases/reviewing.py::_wrote": "whether the caller, who sees every draft, wrote it",
    "app/releases/translating.py::_check_languages": UNIQUE,
    "app/releases/translating.py::_has_translations": UNIQUE,
    "app/releases/translating.py::link": "a writer, who sees every draft, names the source",
    "app/search/asking.py::Asking.count": PUBLIC_INDEX,
    "app/search/asking.py::Asking.due": INDEXED,
    "app/search/asking.py::Asking.state": PUBLIC_INDEX,
    "app/search/building.py::Building.changed": INDEXED,
    "app/search/building.py::Building.gone": INDEXED,
    "app/search/building.py::Building.reached": INDEXED,
    "app/search/indexing.py::settle": INDEXED,
    "app/search/postgres.py::PostgresEngine._bounds": PUBLIC_INDEX,
    "app/search/postgres.py::PostgresEngine._held": PUBLIC_INDEX,
    "app/search/postgres.py::PostgresEngine._holding": NARROWS,
    "app/search/postgres.py::PostgresEngine.docs": PUBLIC_INDEX,
    "app/search/postgres.py::PostgresEngine.found": NARROWS,
    "app/search/postgres.py::PostgresEngine.marks": PUBLIC_INDEX,
    "app/search/postgres.py::PostgresEngine.newest": PUBLIC_INDEX,
    "app/search/postgres.py::PostgresEngine._weighed": NARROWS,
    "app/search/postgres_writing.py::PostgresWriting.gap": PUBLIC_INDEX,
    "app/search/rebuilding.py::_after": INDEXED,
    "app/search/rebuilding.py::_how_far": "how far it is, for the operator's own terminal",
    "app/search/rebuilding.py::_put": INDEXED,
    "app/search/sqlite.py::SqliteEngine._matching": NARROWS,
    "app/search/sqlite.py::SqliteEngine.docs": PUBLIC_INDEX,
    "app/search/sqlite.py::SqliteEngine.found": NARROWS,
    "app/search/sqlite.py::SqliteEngine.frequencies": PUBLIC_INDEX,
    "app/search/sqlite.py::SqliteEngine.marks": PUBLIC_INDEX,
    "app/search/sqlite.py::SqliteEngine.newest": PUBLIC_INDEX,
    "app/search/sqlite.py::SqliteEngine.vocabulary": PUBLIC_INDEX,
    "app/search/sqlite.py::SqliteEngine.weighed": NARROWS,
    "app/search/sqlite_merging.py::_merged": COUNTS,
    "app/search/sqlite_merging.py::_segments": COUNTS,
    "app/search/sqlite_writing.py::SqliteWriting.after": PUBLIC_INDEX,
    "app/search/sqlite_writing.py::SqliteWriting.before": PUBLIC_INDEX,
    "app/search/writing.py::Writing.__init__": "rows that are moved within the index, or taken out",
    "app/search/writing.py::Writing.last": PUBLIC_INDEX,
}


def knows_around(source: Source) -> list[str]:
    """Return the places in a file of the directory that read concepts without their condition."""
    asked = queries(source, frozenset({"Concept", "ConceptName"}), frozenset({"known_to"}))
    return [found.where for found in asked if found.goes_around]


def goes_around(source: Source) -> list[str]:
    """Return the places in a file that read releases without the rule."""
    return [found.where for found in queries(source) if found.goes_around]


def test_no_query_goes_around_the_rule() -> None:
    found = {where for source in sources("app") for where in goes_around(source)}
    assert found - set(ALLOWED) == set(), "speak `visible_to`, or name it in ALLOWED with a reason"


def test_every_exception_is_still_needed() -> None:
    found = {where for source in sources("app") for where in goes_around(source)}
    assert set(ALLOWED) - found == set(), "it reads under the rule now: take it off the list"


def test_the_rule_is_written_once() -> None:
    homes = [source.path for source in sources("app") if "def visible_to(" in source.text]
    assert homes == ["app/releases/reading.py"]


def test_the_directory_shows_no_concept_that_the_viewer_may_not_know() -> None:
    shown = [source for source in sources("app") if source.path.startswith("app/directory/")]
    assert shown
    assert [where for source in shown for where in knows_around(source)] == []
    around = "def f(db): return db.scalars(select(Concept).where(Concept.id == 'x'))"
    assert knows_around(Source("app/directory/x.py", around)) != []


AROUND = (
    "def f(db): return db.scalars(select(Release))",
    "def f(db): return db.scalar(select(func.count(models.Release.key)))",
    "def f(db): return db.rows(select(Concept.key).join(ReleaseConcept))",
    "def f(db): return db.scalars(select(Revision).where(Revision.number == 1))",
    "from app.releases.models import Release as R\ndef f(db): return db.scalars(select(R))",
    "def f(db):\n    other = aliased(Release)\n    return db.scalars(select(other.key))",
    "def f(session): return session.get(Release, 1)",
    "def f(session): return session.query(Release).all()",
    "class E:\n    def f(self, db): return db.driver_rows(f'SELECT doc FROM {self.name}_hidden')",
    "class Engine:\n    def f(self, db): return db.rows(text('SELECT title FROM releases'))",
    "COUNT = text('SELECT count(*) FROM search_fts WHERE search_fts MATCH :q')",
    'def f(db): return db.rows(text(f"SELECT 1 FROM a JOIN releases r ON {condition}"))',
    "INDEX = table('search_index')\ndef f(db): return db.rows(select(INDEX.c.title))",
    # whichever table it is handed, and whatever the table is called
    "def f(table): return Prepared(select(table.c.release_key, table.c.written))",
    "class W:\n    def f(self, db): return db.scalar(select(self._documents.c.instant))",
    # spoken for one of two
    "def f(v):\n    a = select(Release).where(visible_to(v))\n    return a, select(Release.title)",
)

UNDER = (
    "def f(db, v): return db.scalars(select_visible(v).where(Release.slug == 'x'))",
    "def f(db, v): return db.rows(select(Release.id).where(reading.visible_to(v)))",
    "def f(db, v):\n    query = select(Release.id)\n    return db.rows(query.where(visible_to(v)))",
    "def f(db): return db.scalars(select(Concept))",
    "def f(db): db.change(text('DELETE FROM search_index'))",
    "def f(db):\n    '''Read it from releases.'''\n    return Release(title='x')",
)


def test_a_query_around_the_rule_is_caught() -> None:
    missed = [text for text in AROUND if not goes_around(Source("app/search/x.py", text))]
    assert missed == []


def test_a_query_under_the_rule_is_not() -> None:
    blamed = [text for text in UNDER if goes_around(Source("app/search/x.py", text))]
    assert blamed == []
