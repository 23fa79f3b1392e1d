"""Hidden releases change nothing that the public finds: not a score, a facet, nor a suggestion."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from app.access.scopes import OPERATOR
from app.kit.db import WriteSession
from app.language.folding import fold
from app.releases import lifecycle, writing
from app.releases.schemas import ReleaseIn
from tests.access.strangers import Seen, ask
from tests.conftest import SEEDS, Server, Time

LATER = "2027-06-01T00:00:00Z"
ARTICLE = (SEEDS / "bahrain-egypt.ar.txt").read_text(encoding="utf-8").split()
WORDS = list({fold(word): word for word in ARTICLE if len(word) > 3 and word.isalpha()}.values())
ENGLISH = ["minister", "police", "drones", "cyber", "security", "children", "airport", "visit"]
SECRET = ["كهرمان", "زمرّدة", "ياقوتيّات", "الفيروزج", "obsidian", "سبائكيّون"]
TYPES = ["press_release", "statement", "speech", "news_story"]
# how many there are of each, and how many a release is about at most
KINDS = {"topics": (185, 5), "people": (9, 2), "organisations": (5, 2), "places": (7, 3)}
FACETS = ["language", "topic", "person", "organisation", "place", "year", "type"]


@dataclass
class Step:
    """A release: every document that it was, in order, and whether it was thrown away."""

    id: UUID
    documents: list[dict[str, Any]]
    discarded: bool = False


def dice_of(name: str) -> random.Random:
    """Return dice that fall alike in every world and run."""
    return random.Random(name)  # noqa: S311 - variety, not secrecy


def said(dice: random.Random, count: int) -> str:
    """Return so many words of the article, as they stand in it."""
    start = dice.randrange(len(ARTICLE) - count)
    return " ".join(ARTICLE[start : start + count])


def concept(kind: str, number: int) -> dict[str, Any]:
    """Return a concept that the public knows, or comes to know."""
    return {
        "id": f"{kind}-{number}",
        "name": {"ar": f"{WORDS[number]} {kind}", "en": f"{kind} {number}"},
    }


def document(dice: random.Random, number: int) -> dict[str, Any]:
    """Return what both kinds of release are made of."""
    about = {
        kind: [concept(kind, dice.randrange(count)) for _ in range(dice.randint(0, most))]
        for kind, (count, most) in KINDS.items()
    }
    return {
        "title": f"{said(dice, 5)} {dice.choice(ENGLISH)}",
        "body": "\n".join(said(dice, 14) for _ in range(dice.randint(1, 4))),
        "language": dice.choices(["ar", "en", "fr", "ar-EG"], [8, 2, 1, 1])[0],
        "type": dice.choice(TYPES),
        "issuer": concept("organisations", dice.randrange(5)),
        "keywords": dice.sample(WORDS[:20], 2),
        "publish_at": f"{2018 + number % 9}-03-{1 + number % 7:02}T08:00:00Z",
        **about,
    }


def public(number: int, started: datetime) -> Step:
    """Return a release that the public sees; every tenth only from some minute after the start."""
    dice = dice_of(f"public {number}")
    whole = {**document(dice, number), "slug": f"بيان-{number}", "state": "published"}
    if number % 10 == 9:
        opens = started + timedelta(minutes=number // 10 + 1, microseconds=number % 20)
        whole[dice.choice(["publish_at", "embargoed_until"])] = opens.isoformat()
    return Step(uuid5(NAMESPACE_URL, f"public {number}"), [whole])


def hidden(number: int, started: datetime) -> Step:
    """Return a release that the public never sees, like theirs in all else, with its own words."""
    dice = dice_of(f"hidden {number}")
    soon = (started + timedelta(minutes=number)).isoformat()
    gates: list[dict[str, Any]] = [
        {},
        {"state": "published", "publish_at": LATER},
        {"state": "published", "embargoed_until": LATER},
        {"state": "published", "publish_at": soon, "embargoed_until": LATER},
        {},
    ]
    own = {"id": f"secret-{number}", "name": {"ar": f"{SECRET[number % 6]} {number}"}}
    whole = document(dice, number)
    whole |= {"slug": f"سري-{number}", **gates[number % 5]}
    whole["topics"] = [concept("topics", 184 - number), *whole["topics"], own]
    whole["keywords"] = [*whole["keywords"], SECRET[number % 6]]
    whole["body"] += "\n" + " ".join(dice.choice([*SECRET, *WORDS[:30]]) for _ in range(90))
    if number % 3 == 0:
        whole["title"] = public(number * 6, started).documents[0]["title"]
    else:
        whole["title"] += f" {SECRET[number % 6]} {SECRET[number % 5]}"
    if number % 5 == 2 and number > 5:
        whole |= {"language": "de", "translation_of": str(public(number, started).id)}
    documents = [whole]
    if number % 2:  # changed several times, and its embargo moved on before it ended
        first = {**whole, "title": said(dice, 6), "topics": [], "keywords": ["قديم"]}
        if number % 5 == 2:
            first["embargoed_until"] = soon
        documents = [first, {**first, "body": " ".join(SECRET * 9)}, whole]
    return Step(uuid5(NAMESPACE_URL, f"hidden {number}"), documents, discarded=number % 5 == 4)


def build(server: Server, time: Time, *, secrets: int, size: int = 260) -> Server:
    """Write both kinds in turn: the public ones at the same instants in every world."""
    started = time.now
    with server.database.writing() as db:
        for number in range(size):
            time.now = started - timedelta(hours=9) + timedelta(minutes=number)
            if number % 6 == 0 and number // 6 < secrets:
                write(db, hidden(number // 6, started))
            time.passes(seconds=30)
            write(db, public(number, started))
    time.now = started
    return server


def write(db: WriteSession, step: Step) -> None:
    """Write a release as it was, changed and thrown away."""
    first, *later = [ReleaseIn.model_validate(one) for one in step.documents]
    release = writing.draft(db, OPERATOR, first, step.id)
    for one in later:
        writing.revise(db, OPERATOR, release, one)
    if step.discarded:
        lifecycle.discard(db, OPERATOR, release)


def mistyped(dice: random.Random, word: str) -> str:
    """Return a word with one letter too few, or two that changed places."""
    place = dice.randrange(1, max(2, len(word) - 1))
    if dice.random() < 0.5:
        return word[:place] + word[place + 1 :]
    return word[: place - 1] + word[place : place + 1] + word[place - 1] + word[place + 1 :]


def typed(dice: random.Random) -> str:
    """Return what somebody types: of the public's words, of hidden ones, in every form."""
    word, other, secret = dice.choice(WORDS), dice.choice(WORDS), dice.choice(SECRET)
    forms = [
        word, f"{word} {other}", said(dice, 2), said(dice, 7), f"{word} -{other}", f"من هو {word}",
        f'"{said(dice, 2)}"', f"{word[:3]}*", f"title:{word}", f'title:"{said(dice, 2)}" {other}',
        mistyped(dice, word), f"{mistyped(dice, word)} {other}", "من هو", "في على", "وزير", "مصر",
        dice.choice(ENGLISH), secret, mistyped(dice, secret), f"{secret} {word}", f"{secret[:3]}*",
        f"title:{secret}", f"{word} -{secret}", f'"{secret} {dice.choice(SECRET)}"', "وزير مصر",
        f"{secret} {mistyped(dice, word)} {said(dice, 3)}", "", "؟", "de", "قديم", "البحرين ومصر",
    ]  # fmt: skip
    return dice.choice(forms)


def narrowing(dice: random.Random) -> dict[str, Any]:
    """Return a value for each parameter beside `q`."""
    some = dice.randrange(40)
    return {
        "match": dice.choice(["exact", "auto"]),
        "sort": dice.choice(["relevance", "-published_at", "published_at"]),
        "facets": dice.choice(
            [",".join(FACETS), "topic", ["year", "type,language"], "place,topic"]
        ),
        "language": dice.choice(["ar", "en", "fr", ["ar", "ar-EG"], "de"]),
        "type": dice.choice([TYPES[0], TYPES[1:3], "media_advisory"]),
        "topic": dice.choice([f"topics-{some}", f"topics-{184 - some}", f"secret-{some}"]),
        "person": f"people-{some % 9}",
        "organisation": f"organisations-{some % 5}",
        "place": [f"places-{some % 7}", f"places-{some % 5}"],
        "issuer": dice.choice([f"organisations-{some % 5}", "secret-1"]),
        "keyword": dice.choice([*WORDS[:20], *SECRET]),
        "since": dice.choice(["2020-03-04", "2024-01-01T00:00:00Z", "2026-11-24"]),
        "until": dice.choice(["2022-03-04", "2026-11-24T20:10:00Z", "2027-07-01"]),
        "hijri": dice.choice(["1448", "1445-09"]),
        "state": "published",
        "missing_translation": dice.choice(["de", "en", "ar"]),
        "translation_of": str(uuid5(NAMESPACE_URL, f"public {some}")),
        "limit": dice.choice([1, 2, 3, 5, 7, 9, 40, 100]),
        "fields": dice.choice(["title", "id,translations,topics", "url,version", "body"]),
    }


Question = tuple[str, dict[str, Any]]


def questions(count: int, name: str) -> Iterator[Question]:
    """Yield requests of the public, the same for the same name."""
    dice = dice_of(name)
    for number in range(count):
        if number % 5 == 4:
            text = typed(dice) if dice.random() < 0.3 else dice.choice(dice.choice([WORDS, SECRET]))
            asked: dict[str, Any] = {"q": text[: dice.randint(2, 12)]}
            if dice.random() < 0.3:
                asked |= {"limit": dice.choice([1, 3, 20]), "language": dice.choice(["ar", "fr"])}
            yield "/releases/suggestions", asked
            continue
        pool = narrowing(dice)
        often = {"limit": 0.8, "facets": 0.4, "sort": 0.3, "match": 0.2}
        chosen = [name for name, how in often.items() if dice.random() < how]
        chosen += dice.sample(sorted(pool), dice.choice([0, 0, 1, 2]))
        yield "/releases/search", {"q": typed(dice), **{name: pool[name] for name in chosen}}


@dataclass
class Twins:
    """Two servers that are asked the same, where they differed, and what their answers held."""

    one: Server
    other: Server
    differ: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    held: Counter[str] = field(default_factory=Counter)

    def both(self, path: str, **asked: Any) -> Seen:
        """Ask both, and keep where they differ."""
        first, second = (ask(server, path, **asked) for server in (self.one, self.other))
        assert first.status == 200, first.body
        here, there = json.loads(first.body), json.loads(second.body)
        if first != second:
            self.differ.append(
                f"{path} {asked}: {[key for key in here if here[key] != there[key]]}"
            )
            self.parts |= {f"{path} {key}" for key in here if here[key] != there[key]}
        self.held["answers"] += 1
        if "query" in here:
            self.held += Counter(
                relaxed=int(here["query"]["relaxed"]),
                suggestion=int(here["query"]["suggestion"] is not None),
                beyond=int(here["total"] > 100),
                nothing=int(here["total"] == 0),
                many=int(any(len(values) == 100 for values in here["facets"].values())),
            )
        else:
            self.held["completed"] += len(here["items"]) > 0
        return first

    def ask(self, count: int, name: str, between: Callable[[], None] = lambda: None) -> None:
        """Ask so many questions, and follow links: on, on, and back again."""
        for number, (path, asked) in enumerate(questions(count, name)):
            answer = self.both(path, **asked)
            for rel in ("next", "next", "prev") if number % 4 == 0 else ("next",) * (number % 2):
                between()
                link = re.search(rf'<([^>]+)>; rel="{rel}"', answer.header("link") or "")
                if link:
                    self.held["followed"] += 1
                    answer = self.both(link[1])
            between()


def test_forty_hidden_releases_among_three_hundred_change_no_byte(
    make_server: Callable[..., Server], time: Time, engine: str
) -> None:
    plain = build(make_server(), time, secrets=0)
    full = build(make_server(), time, secrets=40)
    assert full.get("/releases", "draft").json()["total"] == 260 + 40 - 8
    assert full.get("/releases/search", "draft", q=SECRET[0]).json()["total"] > 10
    shown = full.get("/releases").json()["total"]
    twins = Twins(plain, full)
    twins.ask({"sqlite": 500}.get(engine, 200), "while the clock stands")  # the other is slower
    assert twins.differ == []
    assert all(twins.held[part] > 5 for part in twins.held), twins.held
    # now instants pass, in both worlds: while pages are turned, and hidden ones' own
    twins.ask(120, "while time passes", lambda: time.passes(seconds=8))
    time.passes(hours=1)
    twins.ask(100, "afterwards")
    assert twins.differ == []
    assert full.get("/releases").json()["total"] == shown + 26 == 260


@pytest.mark.once  # it tests the test
def test_one_release_more_is_noticed_in_every_part_of_an_answer(
    make_server: Callable[..., Server], time: Time
) -> None:
    plain = build(make_server(), time, secrets=10, size=60)
    full = build(make_server(), time, secrets=10, size=60)
    twins = Twins(plain, full)
    twins.ask(40, "equal")
    assert twins.differ == []
    opened = {"embargoed_until": None, "publish_at": "2026-11-01T00:00:00Z"}
    address = f"/releases/{hidden(7, time.now).id}"
    answer = full.http.patch(address, json=opened, headers=full.key("publish"))
    assert answer.status_code == 200, answer.text
    twins.ask(60, "opened")
    twins.both("/releases/search", q="ياقوتيت", limit=1)
    twins.both("/releases/suggestions", q="ياقو")
    search = {f"/releases/search {part}" for part in ("items", "total", "facets", "query", "links")}
    assert twins.parts >= {*search, "/releases/suggestions items"}
