"""Gates in time: hidden a millisecond before the instant, there at it, with no job running."""

import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.conftest import Server, Time

INSTANTS = {
    "2026-11-25T00:00:00Z": (2026, 11, 25, 0, 0, 0, 0),
    "2026-11-25T03:00:00.001+03:00": (2026, 11, 25, 0, 0, 0, 1_000),
    "2026-11-25T00:00:00.123456-12:00": (2026, 11, 25, 12, 0, 0, 123_456),
    "2026-11-26T13:59:59.999+14:00": (2026, 11, 25, 23, 59, 59, 999_000),
    "2027-01-01T05:45:00+05:45": (2027, 1, 1, 0, 0, 0, 0),
    "2028-02-29T00:30:00+03:00": (2028, 2, 28, 21, 30, 0, 0),
    "2028-02-29T23:59:59.999Z": (2028, 2, 29, 23, 59, 59, 999_000),
    "2028-02-29T23:00:00-03:00": (2028, 3, 1, 2, 0, 0, 0),
    "9999-12-31T23:59:59.999Z": (9999, 12, 31, 23, 59, 59, 999_000),
}
GATES: dict[str, dict[str, str]] = {
    "publish_at": {"publish_at": "{T}"},
    "embargoed_until": {"embargoed_until": "{T}"},
    "embargo after publish_at": {"publish_at": "2026-11-24T21:00:00Z", "embargoed_until": "{T}"},
    "publish_at after embargo": {"publish_at": "{T}", "embargoed_until": "2026-11-24T21:00:00Z"},
}


def shows(server: Server, release: dict[str, Any]) -> set[bool]:
    """Return whether the public sees a release, by every way of asking."""
    id_, word = release["id"], release["keywords"][0]
    return {
        server.get(f"/releases/{id_}").status_code == 200,
        server.get(f"/releases/{release['slug']}").status_code == 200,
        server.http.head(f"/releases/{id_}").status_code == 200,
        server.get("/releases", keyword=word).json()["total"] == 1,
        server.get("/releases", keyword=word, sort="published_at").json()["items"] != [],
        server.get("/releases/search", q="عاجل", keyword=word).json()["total"] == 1,
    }


@pytest.mark.parametrize("gates", GATES.values(), ids=GATES.keys())
def test_it_appears_at_its_instant_and_not_a_millisecond_before(
    time: Time, server: Server, gates: dict[str, str]
) -> None:
    started = time.now
    for number, (written, parts) in enumerate(INSTANTS.items()):
        time.now = started
        filled = {name: value.format(T=written) for name, value in gates.items()}
        release = server.publish(title=f"عاجل {number}", keywords=[f"وسم{number}"], **filled)
        instant = datetime(*parts, tzinfo=UTC)
        for before in (timedelta(days=1), timedelta(milliseconds=1), timedelta(microseconds=1)):
            time.now = max(instant - before, started)
            assert shows(server, release) == {False}, (written, before)
        time.now = instant
        assert shows(server, release) == {True}, written
        told = server.get(f"/releases/{release['id']}").json()["published_at"]
        assert datetime.fromisoformat(told) == instant


@pytest.mark.usefixtures("time")
def test_an_embargo_that_is_prolonged_hides_at_once(server: Server) -> None:
    made = server.publish(title="عاجل", keywords=["وسم"])
    assert shows(server, made) == {True}
    for until, visible in (("2026-11-24T20:00:00.001Z", False), ("2026-11-24T20:00:00Z", True)):
        changed = server.http.patch(
            f"/releases/{made['id']}",
            json={"embargoed_until": until},
            headers=server.key("publish"),
        )
        assert changed.status_code == 200
        assert shows(server, made) == {visible}


def test_one_edition_is_published_and_the_other_stays_unnamed_until_its_own_time(
    time: Time, server: Server
) -> None:
    source = server.publish(title="أصل", publish_at="2026-11-24T21:00:00Z")
    server.publish(
        title="Edition",
        language="en",
        translation_of=source["id"],
        publish_at="2026-11-24T22:00:00Z",
    )
    at = f"/releases/{source['id']}"
    time.passes(hours=1)
    assert server.get(at).json()["translations"] == []
    tag = server.get(at).headers["etag"]
    time.passes(hours=1)
    changed = server.http.get(at, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert [one["language"] for one in changed.json()["translations"]] == ["en"]


def instants() -> list[datetime]:
    """Return a hundred instants: a microsecond apart, leap days, ends of years, and any others."""
    dice = random.Random(1448)  # noqa: S311 - the same instants in every run
    first = datetime(2026, 11, 24, 21, tzinfo=UTC)
    near = [first + timedelta(microseconds=n) for n in (0, 1, 2, 999, 1_000, 1_001)]
    known = [
        *(datetime(year, 2, 29, tzinfo=UTC) for year in (2028, 2032, 2096)),
        *(datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) for year in (2026, 2999, 9998)),
    ]
    rest = [first + timedelta(microseconds=dice.randrange(10**16)) for _ in range(88)]
    return [*near, *known, *rest]


def test_ten_thousand_pairs_of_now_and_an_instant_and_none_early_or_late(
    time: Time, server: Server
) -> None:
    dice = random.Random(1449)  # noqa: S311 - the same zones in every run
    zones = [timezone(timedelta(minutes=15 * n)) for n in range(-48, 57)]
    opens: dict[str, datetime] = {}
    for number, instant in enumerate(instants()):
        written = instant.astimezone(dice.choice(zones)).isoformat()
        gate = ("publish_at", "embargoed_until")[number % 2]
        opens[server.publish(title=f"موعد {number}", **{gate: written})["id"]] = instant
    assert len(opens) == 100
    wrong: list[tuple[datetime, str]] = []
    pairs = 0
    for instant in sorted(opens.values()):
        time.now = instant - timedelta(microseconds=pairs // 100 % 2)  # at it, or just before
        shown = {one["id"] for one in server.get("/releases", limit=100).json()["items"]}
        found = server.get("/releases/search", q="موعد", limit=100).json()["items"]
        for seen in (shown, {one["id"] for one in found}):
            due = {id_ for id_, at in opens.items() if at <= time.now}
            wrong += [(time.now, id_) for id_ in seen ^ due]
        pairs += len(opens)
    assert (pairs, wrong) == (10_000, [])
