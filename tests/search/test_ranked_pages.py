"""Pages of a search by relevance: every match is seen once, while others come, change and go."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

import pytest

from app.access.scopes import OPERATOR
from app.releases import writing
from app.releases.schemas import ReleaseIn
from app.search import finding
from tests.conftest import Server, Time

SPACE = UUID("3c0c4a52-5a53-4c39-b2e3-64b1b54e3c11")
HIDE = {"embargoed_until": "2999-01-01T00:00:00Z"}
SORTS = ["relevance", "-published_at", "published_at"]


def text(number: int) -> dict[str, Any]:
    """Return a release about a visit; every third says it often, every seventh in the title."""
    often = " ".join(["زيارة المحرق"] * (1 + number % 3))
    title = f"زيارة رسمية {number}" if number % 7 == 0 else f"خبر من المنامة {number}"
    return {"title": title, "body": f"{often} ، قال الوزير ، {'نعم ' * (number % 5)}"}


def fill(server: Server, time: Time, count: int, ids: Callable[[int], UUID]) -> list[str]:
    """Publish so many releases, several in the same minute; return their ids."""
    with server.database.writing() as db:
        desk = writing.Desk(db, OPERATOR)
        for number in range(count):
            if number % 3 == 0:
                time.passes(minutes=1)
            language = "en" if number % 2 else "ar"
            document = {**text(number), "state": "published", "language": language}
            desk.draft(ReleaseIn.model_validate(document), ids(number))
        desk.draft(ReleaseIn(title="كرة القدم", state="published"))
        desk.save()
    time.passes(minutes=1)
    return [str(ids(number)) for number in range(count)]


def random_id(number: int) -> UUID:
    """Return an id that looks random, the same in every run."""
    return uuid5(SPACE, f"{number}")


@pytest.fixture
def stocked(server: Server, time: Time) -> Server:
    """Return a server with 130 releases about a visit, and one that is not."""
    fill(server, time, 130, random_id)
    return server


@dataclass
class Walk:
    """What was seen from a page on, in the order of the list."""

    ids: list[str] = field(default_factory=list)
    scores: list[float | None] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    last: str = ""


def page(server: Server, link: str) -> dict[str, Any]:
    """Return a page, whose links must agree in both forms."""
    response = server.get(link)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    shown = {rel: of["url"] for rel, of in response.links.items()}
    assert shown == {rel: url for rel, url in found["links"].items() if url}
    return found


def walk(
    server: Server,
    start: str,
    rel: str = "next",
    between: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Walk:
    """Follow `rel` from a page to the end; `between` pages something may happen."""
    seen, link = Walk(), start
    for _ in range(400):
        found = page(server, link)
        ids, scores = ([item[name] for item in found["items"]] for name in ("id", "score"))
        forwards = rel == "next"
        seen.ids = seen.ids + ids if forwards else ids + seen.ids
        seen.scores = seen.scores + scores if forwards else scores + seen.scores
        seen.totals.append(found["total"])
        seen.last = link
        if not found["links"][rel]:
            return seen
        link = found["links"][rel]
        between(found)
    pytest.fail("the pages have no end")


def address(sort: str = "relevance", limit: int = 7, **more: str) -> str:
    """Return where the search begins."""
    others = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/releases/search?q=زيارة&fields=id,title&sort={sort}&limit={limit}{others}"


def change(server: Server, id_: str, **document: Any) -> None:
    """Change a published release."""
    answer = server.http.patch(f"/releases/{id_}", json=document, headers=server.key("publish"))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("limit", [7, 50, 100])
def test_every_match_is_seen_once_and_back_again(stocked: Server, limit: int) -> None:
    there = walk(stocked, address(limit=limit))
    assert sorted(there.ids) == sorted(str(random_id(number)) for number in range(130))
    assert set(there.totals) == {130}
    ranked, others = there.scores[: finding.ALIKE], there.scores[finding.ALIKE :]
    assert others == [None] * (130 - finding.ALIKE)
    scores = [score for score in ranked if score is not None]
    assert len(scores) == finding.ALIKE
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1
    back = walk(stocked, there.last, "prev")
    assert (back.ids, back.scores) == (there.ids, there.scores)
    assert page(stocked, address(limit=limit))["links"]["prev"] is None


def test_one_at_a_time_over_the_border_of_the_ranked(server: Server, time: Time) -> None:
    count = finding.RANKED + 3
    fill(server, time, count, random_id)
    there = walk(server, address(limit=1))
    assert len(there.ids) == len(set(there.ids)) == count
    assert [score is None for score in there.scores] == [False] * finding.ALIKE + [True] * (
        count - finding.ALIKE
    )
    assert walk(server, there.last, "prev").ids == there.ids


@pytest.mark.parametrize("count", [finding.RANKED - 1, finding.RANKED, finding.RANKED + 1])
@pytest.mark.parametrize("limit", [20, finding.RANKED])
def test_an_archive_that_ends_at_the_border(
    server: Server, time: Time, count: int, limit: int
) -> None:
    fill(server, time, count, random_id)
    there = walk(server, address(limit=limit))
    assert len(there.ids) == len(set(there.ids)) == count
    assert page(server, there.last)["links"]["next"] is None
    assert walk(server, there.last, "prev").ids == there.ids


def test_a_filter_narrows_every_page(stocked: Server, time: Time) -> None:
    with stocked.database.writing() as db:
        for number in range(130, 240):
            document = {**text(number), "state": "published", "language": "en"}
            writing.draft(db, OPERATOR, ReleaseIn.model_validate(document), random_id(number))
    english = {str(random_id(number)) for number in range(240) if number % 2 or number >= 130}
    time.passes(minutes=1)
    for sort in SORTS:
        there = walk(stocked, address(sort, 30, language="en"))
        assert (len(there.ids), set(there.ids)) == (175, english)
        assert set(there.totals) == {175}
        assert walk(stocked, there.last, "prev").ids == there.ids


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("rel", ["next", "prev"])
def test_what_comes_and_goes_hides_nothing_that_stayed(
    stocked: Server, time: Time, sort: str, rel: str
) -> None:
    whole = walk(stocked, address(sort))
    start = address(sort) if rel == "next" else whole.last
    stayed, seen, hidden = set(whole.ids), set[str](), set[str]()

    def between(found: dict[str, Any]) -> None:
        ids = [item["id"] for item in found["items"]]
        assert not hidden & set(ids)
        seen.update(ids)
        stocked.publish(title="زيارة زيارة زيارة")
        stocked.publish(title="خبر", body="زيارة", publish_at="2001-01-01T00:00:00Z")
        ahead = sorted(stayed - seen)
        for id_ in [*ids[-1:], *ahead[:1]]:  # where the client stands, and one that is to come
            change(stocked, id_, **HIDE)
        hidden.update([*ids[-1:], *ahead[:1]])
        for id_ in ahead[1:2]:
            change(stocked, id_, title="لا شيء", body="كرة القدم")
        stayed.difference_update(hidden, ahead[1:2])
        time.passes(seconds=1)

    there = walk(stocked, start, rel, between)
    assert len(there.ids) == len(set(there.ids))
    assert stayed <= set(there.ids)
    assert len(stayed) > 50


@pytest.mark.parametrize(("limit", "gone"), [(30, 2), (30, 31), (7, 31), (finding.RANKED, 60)])
def test_when_ranked_ones_go_those_beyond_are_still_seen(
    server: Server, time: Time, limit: int, gone: int
) -> None:
    """The ranked are then more than all that is left, or hardly less."""
    count = finding.RANKED + (30 if gone > 2 else 1)
    fill(server, time, count, random_id)
    whole = walk(server, address(limit=100)).ids
    first = page(server, address(limit=limit))
    going = whole[finding.RANKED - gone : finding.RANKED]
    for id_ in going:
        change(server, id_, **HIDE)
    there = [item["id"] for item in first["items"]]
    there += walk(server, first["links"]["next"]).ids
    assert len(there) == len(set(there))
    assert set(whole) - set(going) <= set(there)


def test_the_way_back_from_beyond_the_end_misses_nothing(stocked: Server) -> None:
    whole = walk(stocked, address(limit=10)).ids
    link = address(limit=10)
    for _ in range(12):
        link = page(stocked, link)["links"]["next"]
    for id_ in whole[120:]:
        change(stocked, id_, **HIDE)
    beyond = page(stocked, link)
    assert (beyond["items"], beyond["links"]["next"]) == ([], None)
    assert walk(stocked, beyond["links"]["prev"], "prev").ids == whole[:120]


def test_ids_that_clients_chose_may_begin_alike(server: Server, time: Time) -> None:
    """`PUT /releases/{id}` takes any UUID: of one namespace, or of one millisecond (UUIDv7)."""
    ids = fill(server, time, 12, lambda number: UUID(int=(7 << 100) + number, version=4))
    for limit in (5, 100):
        there = walk(server, address(limit=limit))
        assert sorted(there.ids) == sorted(ids)
        assert set(there.totals) == {12}


def cursors(server: Server) -> dict[str, str]:
    """Return a cursor among the ranked, and one beyond them."""
    ranked = page(server, address(limit=60))["links"]["next"]
    beyond = page(server, page(server, ranked)["links"]["next"])["links"]["prev"]
    links = {"ranked": ranked, "beyond": beyond}
    return {name: parse_qs(urlsplit(link).query)["cursor"][0] for name, link in links.items()}


def refused(server: Server, **asked: Any) -> bool:
    """Tell whether the cursor is refused, as it must be; else it is answered like any page."""
    response = server.get("/releases/search", **{"q": "زيارة", **asked})
    if response.status_code == 200:
        return False
    assert response.status_code == 422, (asked, response.text)
    [error] = response.json()["errors"]
    assert (error["parameter"], error["code"]) == ("cursor", "invalid_cursor")
    return True


def test_a_cursor_is_of_one_search_in_one_order(stocked: Server) -> None:
    dated = page(stocked, address("-published_at"))["links"]["next"]
    of_date = parse_qs(urlsplit(dated).query)["cursor"][0]
    for cursor in cursors(stocked).values():
        assert not refused(stocked, cursor=cursor)
        for other in (
            {"q": "المحرق"},
            {"q": "زيارة "},
            {"q": "زيارة", "match": "exact"},
            *SORTS[1:],
        ):
            asked = other if isinstance(other, dict) else {"sort": other}
            assert refused(stocked, cursor=cursor, **asked), asked
    assert refused(stocked, cursor=of_date)
    assert refused(stocked, cursor=of_date, sort="published_at")


def test_what_is_no_cursor_is_refused(stocked: Server) -> None:
    packed = base64.urlsafe_b64encode(b'["relevance", "x", "x", 0]').decode()
    for cursor in ("", "x", "=", "%", "مؤشر", "AAAA", "a" * 4000, packed, "AAAAAAAAAAA", "\x00"):
        assert refused(stocked, cursor=cursor), cursor


@pytest.mark.parametrize("kind", ["ranked", "beyond"])
def test_a_cursor_that_was_cut_or_changed_is_refused(stocked: Server, kind: str) -> None:
    cursor = cursors(stocked)[kind]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    cuts = {*range(0, len(raw), 37), *range(len(raw) - 17, len(raw)), 4, 5, 7, 15, 29}
    broken = {f"cut to {cut} of {len(raw)} bytes": raw[:cut] for cut in cuts}
    for place in {*range(0, len(raw), 23), *range(34)}:
        changed = raw[place] ^ 1 << place % 8
        broken[f"byte {place} changed"] = raw[:place] + bytes([changed]) + raw[place + 1 :]
    sent = {how: base64.urlsafe_b64encode(one).decode() for how, one in broken.items()}
    taken = [how for how, one in sent.items() if not refused(stocked, cursor=one)]
    assert taken == []


@pytest.mark.parametrize("kind", ["ranked", "beyond"])
def test_a_cursor_under_another_filter_shows_nothing_that_the_filter_leaves_out(
    stocked: Server, kind: str
) -> None:
    cursor = cursors(stocked)[kind]
    asked: dict[str, Any] = {"q": "زيارة", "cursor": cursor, "language": "en", "limit": 50}
    if not refused(stocked, **asked):
        found = stocked.get("/releases/search", **asked).json()
        assert {item["language"] for item in found["items"]} <= {"en"}
