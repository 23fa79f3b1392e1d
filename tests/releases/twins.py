"""Two worlds, equal but for what is hidden in one of them, and what the public asks of both."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.language.slugs import make_slug
from app.releases.states import ACTS
from tests.access.strangers import Seen, ask
from tests.conftest import Server, Time
from tests.releases.stages import act

LATER = "2027-06-01T00:00:00Z"
WORDS = ("الداخلية", "البحرين", "الأمن السيبراني", "مصر", "المرور", "الدفاع المدني")
ISSUER = {"id": "moi", "name": {"ar": "وزارة الداخلية", "en": "Ministry of Interior"}}
PLACES = [{"id": "manama", "name": {"ar": "المنامة"}}, {"id": "cairo", "name": {"ar": "القاهرة"}}]
GATES: tuple[dict[str, Any], ...] = (
    {},
    {"state": "published", "publish_at": LATER},
    {"state": "published", "embargoed_until": LATER},
    {"state": "published", "publish_at": "2026-11-01T00:00:00Z", "embargoed_until": LATER},
)
PUBLIC_ENDS = (
    *(("known 3", "withdraw"), ("known 5", "kill"), ("known 9", "archive")),
    *(("known 10", "correct"), ("english 6", "withdraw")),
)
HIDDEN_ENDS = (
    *(("secret 2", "withdraw"), ("secret 6", "archive"), ("secret 10", "kill")),
    ("secret 0", "submit"),
)
ALIKE = {"title": "بيان صحفي", "body": "بيان اليوم."}
ACTIONS = (
    *(("PUT", ""), ("PATCH", ""), ("DELETE", "")),
    *(("POST", f"/{verb}") for verb in ("restore", *ACTS) if verb != "discard"),
)
Step = tuple[str, dict[str, Any]]  # an id, and the document that is PUT there


def id_of(name: str) -> str:
    """Return an id that is the same in every world."""
    return str(uuid5(NAMESPACE_URL, name))


def known() -> list[Step]:
    """Return what everybody may read, with translations and addresses that have changed."""
    steps: list[Step] = []
    for n in range(12):
        word = WORDS[n % len(WORDS)]
        document = {
            "title": f"خبر {word} {n}", "slug": f"خبر-{n}", "body": f"قال الوزير عن {word} ، نعم.",
            "state": "published", "publish_at": f"2026-11-{n // 2 + 1:02}T12:00:00Z",
            "keywords": [word], "type": ("statement", "speech")[n % 2], "issuer": ISSUER,
            "places": PLACES[: n % 3], "ed_note": "للمحررين",
        }  # fmt: skip
        steps.append((id_of(f"known {n}"), document))
        if n % 4 == 0:
            steps.append((id_of(f"known {n}"), {**document, "slug": f"خبر-جديد-{n}"}))
        if n % 3 == 0:
            english = {**document, "title": f"News {n}", "language": "en", "slug": f"news-{n}"}
            linked = {**english, "translation_of": id_of(f"known {n}")}
            steps.append((id_of(f"english {n}"), linked))
        if n % 4 == 2:
            alike = {**ALIKE, "state": "published", "publish_at": document["publish_at"]}
            steps.append((id_of(f"alike {n}"), alike))
    return steps


def secret() -> list[Step]:
    """Return what is hidden: alike in every way in which it could show through."""
    steps: list[Step] = []
    # their slugs are the public's, or would be
    for n, gates in enumerate(({"slug": make_slug(ALIKE["title"])}, *GATES)):
        steps.append((id_of(f"secretly alike {n}"), {**ALIKE, **gates}))
    for n in range(12):
        word = WORDS[n % len(WORDS)]
        document = {
            "title": f"سري {word} {n}", "slug": f"سري-{n}", "body": f"قال الوزير عن {word} محظور.",
            "keywords": [word, "محظور"], "issuer": ISSUER, "places": PLACES, **GATES[n % 4],
            "people": [{"id": f"secret-{n % 3}", "name": {"ar": f"شخص سري {n % 3}"}}],
        }  # fmt: skip
        id_ = id_of(f"secret {n}")
        if n % 3 == 1:  # a hidden edition of what is known, at the very same slug
            document |= {"language": "fr", "slug": f"خبر-{n}"}
            document["translation_of"] = id_of(f"known {n}")
        if n % 3 == 2:  # it once had an address that is, or was, a public one's
            steps.append((id_, {**document, "slug": f"خبر-{n - n % 4}"}))
        steps.append((id_, document))
    return steps


def build(server: Server, time: Time, *, hidden: list[Step]) -> Server:
    """Write both kinds in turn: the public ones at the same instants in every world."""
    started, waiting = time.now, list(hidden)
    for number, step in enumerate(known()):
        time.now = started + timedelta(minutes=number)
        assert put(server, step)
        time.passes(seconds=30)
        while waiting and put(server, waiting[0]):
            del waiting[0]
    assert waiting == []
    time.now = started + timedelta(hours=1)
    for name, verb in (*PUBLIC_ENDS, *(HIDDEN_ENDS if hidden else ())):
        answer = act(server, {"id": id_of(name)}, verb)
        assert answer.status_code == 200, answer.text
    draft = f"/releases/{id_of('discarded')}"
    if hidden:
        assert put(server, (id_of("discarded"), {"title": "محذوف"}))
        assert server.http.delete(draft, headers=server.key("write")).status_code == 204
    time.now = started
    return server


def put(server: Server, step: Step) -> bool:
    """Write one step; False when what it needs (a source, a free slug) is not there yet."""
    id_, document = step
    answer = server.http.put(f"/releases/{id_}", json=document, headers=server.key("publish"))
    assert answer.status_code in {200, 201, 409}, answer.text
    return answer.status_code != 409


def values(rng: random.Random) -> dict[str, Any]:
    """Return a value for each parameter: what is known, what is hidden, what is nonsense."""
    return {
        "language": rng.choice(["ar", "en", "fr", ["ar", "fr"], "??"]),
        "type": rng.choice(["statement", "speech", "press_release", "خبر"]),
        "place": rng.choice(["manama", "cairo", ["manama", "cairo"], "لا-مكان"]),
        "issuer": rng.choice(["moi", "لا-أحد"]),
        **dict.fromkeys(("topic", "person", "organisation", "محظور"), "moi"),
        "keyword": rng.choice([*WORDS, "محظور"]),
        "since": rng.choice(["2026-11-03", "٢٠٢٦-١١-٠٤", "2027-01-01", "أمس"]),
        "until": rng.choice(["2026-11-03", "2026-11-05T12:00:00Z", "2030-01-01"]),
        "hijri": rng.choice(["1448-05", "1448", "1448-13"]),
        "state": rng.choice(["published", "draft", "withdrawn", "منشور"]),
        "translation_of": id_of(f"{rng.choice(['known', 'secret'])} {rng.randrange(12)}"),
        "missing_translation": rng.choice(["en", "fr", "ar", "de"]),
        "sort": rng.choice(["-published_at", "published_at", "-updated_at", "title", "secret"]),
        "limit": rng.choice([1, 1, 2, 2, 3, 20, 100, 0, 101]),
        "fields": rng.choice(["title", "id,translations", "url,version", "ed_note", "body"]),
        "cursor": "WyJ0aXRsZSIsIDFd",
    }


def questions(seed: int = 20261124) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield a few hundred requests of the public, the same for a seed in every run."""
    rng = random.Random(seed)  # noqa: S311 - variety, not secrecy
    for number in range(120):
        pool = values(rng)
        asked = {name: pool[name] for name in rng.sample(sorted(pool), rng.randint(0, 3))}
        if number % 4 == 1:  # so that pages have neighbours
            asked = {"sort": rng.choice(["title", "published_at"]), "limit": rng.randint(1, 3)}
        if number % 3 == 0:
            word = rng.choice([*WORDS, "محظور", "سري", "قال الوزير", '"*', ""])
            facets = {"facets": rng.choice(["person,place", "year,type", "language,topic"])}
            yield "GET", "/releases/search", {**asked, **(facets if number % 2 else {}), "q": word}
        if number % 3 == 1:
            typed = rng.choice([*WORDS, "محظ", "سر", "شخص", "المنا", "خب"])
            yield "GET", "/releases/suggestions", {"q": typed}
            yield "GET", "/concepts", rng.choice([{}, {"q": typed}, {"kind": "person"}])
        yield rng.choice(["GET", "GET", "HEAD"]), "/releases", asked
    kinds = ("known", "secret", "english", "alike", "secretly alike", "none")
    names = [f"{kind} {n}" for kind in kinds for n in range(12)]
    words = ("خبر", "سري", "خبر-جديد", "news", "بيان-صحفي")
    slugs = ["بيان-صحفي", *(f"{word}-{n}" for word in words for n in range(12))]
    for address in [*map(id_of, names), id_of("discarded"), *slugs]:
        yield "GET", f"/releases/{address}", {}
        language = rng.choice(["ar", "en", "fr"])
        yield "HEAD", f"/releases/{address}", {"language": language, "fields": "title,translations"}
    for name in names:
        method, action = rng.choice(ACTIONS)
        yield method, f"/releases/{id_of(name)}{action}", {}
        past = rng.choice(["", "/1", "/1/diff"])
        yield "GET", f"/releases/{id_of(name)}/revisions{past}", {}
    for concept in ("moi", "manama", "cairo", "secret-0", "secret-1", "لا-أحد"):
        yield rng.choice(["GET", "HEAD"]), f"/concepts/{concept}", {}
    yield from (("GET", path, {}) for path in ("/keys", "/audit", "/health/ready", "/openapi.json"))


def compared(one: Server, other: Server, at_least: int = 1) -> Iterator[str | None]:
    """Ask both the same, as often as this at least; yield for each request where they differ."""
    made = 0
    for seed in count(20261124):
        for number, (method, path, asked) in enumerate(questions(seed)):
            for said in _both(one, other, number, method, path, asked):
                made += 1
                yield said
        if made >= at_least:
            return


def _both(
    one: Server, other: Server, number: int, method: str, path: str, asked: dict[str, Any]
) -> Iterator[str | None]:
    """Ask one question, and what follows from its answer."""

    def ask_both(path: str, headers: dict[str, str], method: str, **asked: Any) -> Seen:
        first, second = (ask(server, path, method, headers, **asked) for server in (one, other))
        said.append(None if first == second else f"{method} {path} {asked} {headers}")
        return first

    said: list[str | None] = []
    first = ask_both(path, {}, method, **asked)
    tag, date = first.header("etag"), first.header("last-modified")
    if tag and number % 3 == 0:
        ask_both(path, {"If-None-Match": tag}, method, **asked)
        ask_both(path, {"Accept-Encoding": "gzip", "Accept-Language": "en"}, method, **asked)
    if date and number % 3 == 1:
        ask_both(path, {"If-Modified-Since": date}, method, **asked)
    for target in neighbours(first)[:1]:
        ask_both(target, {}, "GET")
    yield from said


def neighbours(answer: Seen) -> list[str]:
    """Return where the `Link` header leads, but for the page itself."""
    found = re.findall(r'<([^>]+)>; rel="(?:next|prev)"', answer.header("link") or "")
    return [str(url) for url in found]
