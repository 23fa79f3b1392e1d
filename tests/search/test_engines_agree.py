"""The same archive in SQLite and in PostgreSQL: whatever is asked, both answer the same."""

import json
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.imports import importing
from app.kit.config import Settings
from app.main import create_app
from app.search import evidence
from app.search.engine import Form, Match, Place, Term
from app.search.indexing import engine_of
from bench import archive
from tests.cluster import Cluster
from tests.conftest import Server, client, served
from tests.databases import SECRET, Databases, PostgresDatabases, SqliteDatabases

RELEASES = 300
LATER = "2090-01-01T00:00:00Z"
FACETS = "language,type,year,topic,person,organisation,place"
MADE = re.compile(r',"(?:created|updated)_at":"[^"]+"')
FORMS: tuple[Form, ...] = ("stem", "exact", "phrase", "prefix", "neighbours")


@dataclass(frozen=True)
class Both:
    """Two servers with one archive, and the words that are in it."""

    sqlite: Server
    postgres: Server
    texts: list[evidence.Evidence]

    def differences(self, path: str, **asked: Any) -> list[str]:
        """Return what is asked when the answers are not the same, to the public or to an editor."""
        return [
            f"{path} {asked} {scope}"
            for scope in (None, "draft")
            if _answer(self.sqlite, path, scope, asked)
            != _answer(self.postgres, path, scope, asked)
        ]


def _answer(server: Server, path: str, scope: Any, asked: dict[str, Any]) -> Any:
    answer = server.get(path, scope, **asked)
    assert answer.status_code == 200, answer.text
    text = answer.text.replace(server.settings.public_url, "")
    # a concept was made when it was imported, each at its own instant
    return json.loads(MADE.sub("", text) if path.startswith("/concepts") else text)


def _lines() -> Iterator[bytes]:
    """Yield an archive: every seventh is a draft, every eleventh embargoed, some at one instant."""
    for number, release in enumerate(archive.releases(RELEASES)):
        if number % 7 == 6:
            release["state"] = "draft"
        elif number % 11 == 10:
            release["embargoed_until"] = LATER
        if number % 5 < 2:
            release["publish_at"] = "2020-02-02T08:00:00Z"
        yield json.dumps(release, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Fill both databases with the archive, and serve them, whichever the other tests run on."""
    folder = tmp_path_factory.mktemp("both")
    sqlite = SqliteDatabases(tmp_path_factory.mktemp("template"))
    lines = list(_lines())
    with ExitStack() as stack:
        cluster = Cluster()
        stack.callback(cluster.stop)
        postgresql = PostgresDatabases(cluster.address, "both")
        servers = [
            _serve(stack, databases, folder / databases.name, lines)
            for databases in (sqlite, postgresql)
        ]
        yield Both(servers[0], servers[1], [_words(line) for line in lines])


def _serve(stack: ExitStack, databases: Databases, folder: Path, lines: list[bytes]) -> Server:
    folder.mkdir(parents=True, exist_ok=True)
    known = Settings(
        **databases.furnished(folder), secret=SECRET, public_url="https://news.example.bh"
    )
    app = create_app(known)
    port = stack.enter_context(served(app))
    for report in importing.import_lines(app.state.database, lines):
        assert not report.refused, report
    http = stack.enter_context(client(port))
    return Server(app, http, known, databases.keys)


def _words(line: bytes) -> evidence.Evidence:
    release = json.loads(line)
    return evidence.unpack(evidence.of(release["title"], release["body"]).data)


def _queries(texts: list[evidence.Evidence], count: int) -> Iterator[str]:
    """Yield what people type: words of a text, with and without signs and mistakes."""
    dice = random.Random(5)  # noqa: S311 - the same each time
    for _ in range(count):
        words = dice.choice(texts).body.split()
        start, many = dice.randrange(len(words)), dice.randint(1, 5)
        typed = words[start : start + many]
        match dice.randrange(8):
            case 0:
                yield f'"{" ".join(typed)}"'
            case 1:
                yield " ".join([*typed[:-1], f"{typed[-1][:3]}*"])
            case 2:
                yield f"title:{typed[0]} {' '.join(typed[1:])}"
            case 3:
                yield f"{' '.join(typed)} -{dice.choice(words)}"
            case 4:
                yield " ".join([typed[0][:-1] + "ظ", *typed[1:]])
            case 5:
                yield " ".join(dice.sample(words, many))
            case _:
                yield " ".join(typed)


def test_both_answer_the_same_queries(both: Both) -> None:
    search, differ = "/releases/search", list[str]()
    fields = "id,title,url,published_at"
    for number, query in enumerate(_queries(both.texts, 200)):
        asked: dict[str, Any] = {"q": query, "facets": FACETS, "limit": 20, "fields": fields}
        if number % 4 == 1:
            asked["match"] = "exact"
        if number % 4 == 2:
            asked["sort"] = ("-published_at", "published_at")[number % 8 == 2]
        if number % 4 == 3:
            asked |= {"since": "2012-01-01", "until": "2022-01-01"}
        differ += both.differences(search, **asked)
        differ += both.differences("/releases/suggestions", q=query[: 3 + number % 9])
    assert differ == []


def test_both_find_the_same_concepts(both: Both) -> None:
    every = both.sqlite.get("/concepts", "draft", limit=100).json()["items"]
    names = [name for one in every for name in (*one["name"].values(), *one["aliases"]) if name]
    dice, differ = random.Random(11), list[str]()  # noqa: S311 - the same each time
    for number in range(120):
        words = dice.choice(names).split()
        typed = " ".join(dice.sample(words, dice.randint(1, len(words))))[: 1 + number % 12]
        asked: dict[str, Any] = {"q": typed, "limit": dice.choice([1, 3, 100])}
        if number % 3 == 0:
            asked["kind"] = dice.choice(["person", "topic", ["place", "organisation"]])
        differ += both.differences("/concepts", **asked)
    for one in every:
        differ += both.differences(f"/concepts/{one['id']}")
    assert differ == []
    assert len(every) > 10


def test_both_turn_the_same_pages(both: Both) -> None:
    for sort in ("relevance", "-published_at", "published_at"):
        asked: dict[str, Any] = {"q": "وزير", "sort": sort, "limit": 17, "fields": "id"}
        pages = [list(_pages(server, asked)) for server in (both.sqlite, both.postgres)]
        assert pages[0] == pages[1]
        assert len(pages[0]) > 3


def _pages(server: Server, asked: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the ids of one page after the other."""
    page = server.get("/releases/search", **asked).json()
    yield [one["id"] for one in page["items"]]
    while onward := page["links"]["next"]:
        page = server.get(onward.removeprefix(server.settings.public_url)).json()
        yield [one["id"] for one in page["items"]]


def test_both_match_the_same(both: Both) -> None:
    dice = random.Random(7)  # noqa: S311 - the same each time
    lite, post = both.sqlite.database, both.postgres.database
    one, other = engine_of(lite), engine_of(post)
    found = 0
    with lite.reading(unhurried=True) as a, post.reading(unhurried=True) as b:
        assert one.state(a) == other.state(b)
        for _ in range(300):
            match = _match(dice, both.texts)
            limit = dice.choice([1, 10, 60, 5000])
            docs = list(one.docs(a, match, limit))
            assert docs == list(other.docs(b, match, limit)), match
            assert one.count(a, match) == other.count(b, match), match
            assert sorted(a.scalars(one.hidden(match))) == sorted(b.scalars(other.hidden(match)))
            terms = [*match.every, *(term for terms in match.either for term in terms)]
            assert one.frequencies(a, terms) == other.frequencies(b, terms)
            marks = [
                [sorted(marks) for marks in engine.marks(db, match, ["topic", "year"], [-7])]
                for engine, db in ((one, a), (other, b))
            ]
            assert marks[0] == marks[1]
            place, way = _place(dice), {"within": dice.random() < 0.5}
            for oldest_first in (False, True):
                pages = [
                    list(engine.newest(db, match, limit, place, oldest_first=oldest_first, **way))
                    for engine, db in ((one, a), (other, b))
                ]
                assert pages[0] == pages[1], (match, place)
            found += bool(docs)
        words = [word for text in both.texts[:5] for word in text.body.split()]
        assert one.vocabulary(a, words) == other.vocabulary(b, words)
    assert found > 100


def _match(dice: random.Random, texts: list[evidence.Evidence]) -> Match:
    match = Match(
        every=tuple(_term(dice, texts) for _ in range(dice.choice([0, 1, 1, 2]))),
        either=tuple(
            tuple(_term(dice, texts) for _ in range(dice.choice([1, 1, 2])))
            for _ in range(dice.choice([0, 0, 2, 4]))
        ),
        none=tuple(_term(dice, texts) for _ in range(dice.choice([0, 0, 1, 2]))),
        marks=dice.choice([(), (), ((":lar",),), ((":t1", ":t2"), (":n2020", ":n2012"))]),
    )
    if dice.random() < 0.3:
        begin = _instant(dice)
        match = replace(match, since=begin, before=begin + timedelta(days=dice.randrange(4000)))
    return match if match.every or match.either or match.marks else _match(dice, texts)


def _term(dice: random.Random, texts: list[evidence.Evidence]) -> Term:
    form, in_title, text = dice.choice(FORMS), dice.random() < 0.3, dice.choice(texts)
    as_spelled = form not in {"stem", "neighbours"}
    lines = (text.title, text.body) if as_spelled else (text.title_stems, text.body_stems)
    words = lines[0 if in_title else 1].split()
    start = dice.randrange(len(words))
    if form == "prefix":
        return Term(form, (words[start][:3],), in_title)
    many = 1 if form in {"stem", "exact"} else dice.randint(2, 4)
    return Term(form, tuple(words[start : start + many]), in_title)


def _place(dice: random.Random) -> Place | None:
    return dice.choice([None, Place(_instant(dice), UUID(int=dice.getrandbits(128)))])


def _instant(dice: random.Random) -> datetime:
    at_one = datetime(2020, 2, 2, 8, tzinfo=UTC)
    return dice.choice([at_one, at_one + timedelta(days=dice.randrange(-5000, 2000))])
