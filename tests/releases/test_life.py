"""The life of a release: what each verb does, in which state, and for which key."""

import sys
from typing import Any

import pytest

from app.access.scopes import IMPLIED, SCOPES, Scope
from tests.conftest import Server, Time
from tests.releases.stages import REASON, SOON, STAGES, act, at_stage

LIVE = ("published", "embargoed")
# which stages allow the verb, the scope that it needs, and the state that it leads to
VERBS: dict[str, tuple[tuple[str, ...], Scope, str | None]] = {
    "submit": (("draft",), "write", "in_review"),
    "reject": (("in_review",), "write", "draft"),
    "schedule": (("draft", "in_review"), "publish", "scheduled"),
    "unschedule": (("scheduled",), "publish", "draft"),
    "publish": (("draft", "in_review", "scheduled"), "publish", "published"),
    "correct": (LIVE, "publish", "published"),
    "withdraw": (LIVE, "publish", "withdrawn"),
    "reinstate": (("withdrawn",), "publish", "published"),
    "kill": ((*LIVE, "withdrawn", "archived"), "publish", "killed"),
    "archive": (LIVE, "publish", "archived"),
    "unarchive": (("archived",), "publish", "published"),
}
EDITORS: tuple[Scope, ...] = ("draft", "publish")
CALLERS: tuple[Scope | None, ...] = (None, *SCOPES)


@pytest.fixture(autouse=True)
def _stopped(time: Time) -> None:
    assert time.now.year == 2026


def expected(verb: str, stage: str, caller: Scope | None) -> int:
    """Return the status of one cell."""
    stages, scope, _ = VERBS[verb]
    if caller is None:
        return 401
    if "write" not in IMPLIED[caller]:
        return 403
    if stage == "killed" and caller != "admin":
        return 410  # nobody but admins reads it, whatever they ask
    if scope not in IMPLIED[caller]:
        return 403
    return 200 if stage in stages else 409


@pytest.mark.parametrize("stage", STAGES)
def test_every_verb_in_every_state_with_every_scope(server: Server, stage: str) -> None:
    cells = 0
    standing = at_stage(server, stage)
    for verb, (_, _, becomes) in VERBS.items():
        for caller in CALLERS:
            wanted = expected(verb, stage, caller)
            release = at_stage(server, stage) if wanted == 200 else standing
            answer = act(server, release, verb, caller)
            assert answer.status_code == wanted, (verb, stage, caller, answer.text)
            cells += 1
            if wanted == 200:
                assert answer.json()["state"] == becomes
            if wanted == 409:
                refused = answer.json()
                assert refused["code"] == "action_impossible"
                state = "published" if stage == "embargoed" else stage
                assert f" {state} " in refused["detail"]
                can = [name for name, (stages, *_) in VERBS.items() if stage in stages]
                assert all(name in refused["detail"] for name in can)
    assert server.get(f"/releases/{standing['id']}", "admin").json()["state"] == standing["state"]
    sys.stdout.write(f"{cells} cells: {len(VERBS)} verbs, {len(CALLERS)} callers, {stage}\n")
    assert cells == len(VERBS) * len(CALLERS)


def test_what_is_scheduled_is_published_at_its_instant_and_nothing_has_to_run(
    server: Server, time: Time
) -> None:
    release = at_stage(server, "scheduled", keywords=["جدولة"])
    assert (release["state"], release["published_at"]) == ("scheduled", None)
    at = f"/releases/{release['id']}"
    assert server.get(at).status_code == 404
    assert server.get("/releases", "draft", state="scheduled").json()["total"] == 1
    assert server.get("/releases", "draft", state="published").json()["total"] == 0
    time.passes(hours=10)
    shown = server.get(at).json()
    assert (shown["state"], shown["published_at"]) == ("published", "2026-11-25T06:00:00Z")
    assert server.get("/releases", "draft", state="scheduled").json()["total"] == 0
    assert server.get("/releases/search", q="جدولة الوزير").json()["total"] == 1


@pytest.mark.parametrize("begun", ["draft", "in_review"])
def test_unscheduled_it_is_what_it_was(server: Server, begun: str) -> None:
    release = at_stage(server, begun)
    assert act(server, release, "schedule").json()["state"] == "scheduled"
    back = act(server, release, "unschedule").json()
    assert (back["state"], back["publish_at"], back["version"]) == (begun, None, 0)


def test_what_the_public_has_read_is_never_a_draft_again(server: Server) -> None:
    release = at_stage(server, "published")
    at = f"/releases/{release['id']}"
    moved = server.http.patch(at, json={"publish_at": SOON}, headers=server.key("publish"))
    assert moved.json()["state"] == "scheduled"
    assert act(server, release, "unschedule").status_code == 409
    assert server.http.delete(at, headers=server.key("admin")).status_code == 409


def test_a_schedule_in_the_past_is_refused(server: Server) -> None:
    refused = act(
        server, at_stage(server, "draft"), "schedule", publish_at="2026-11-24T22:59:59+03:00"
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/publish_at"
    assert refused.json()["errors"][0]["code"] == "not_in_the_future"


def test_published_now_what_was_scheduled_is_there(server: Server) -> None:
    release = at_stage(server, "scheduled")
    now = act(server, release, "publish").json()
    assert (now["state"], now["publish_at"]) == ("published", "2026-11-24T20:00:00Z")
    assert server.get(f"/releases/{release['id']}").status_code == 200


def test_a_draft_with_its_own_instant_waits_for_it(server: Server) -> None:
    release = server.create(publish_at=SOON)
    assert act(server, release, "publish").json()["state"] == "scheduled"
    assert server.get(f"/releases/{release['id']}").status_code == 404


def test_withdrawn_it_is_read_at_its_address_with_the_notice_and_found_nowhere(
    server: Server, time: Time
) -> None:
    better = server.publish(title="النشرة الصحيحة")
    release = at_stage(server, "published", keywords=["سحب"])
    time.passes(minutes=5)
    answer = act(server, release, "withdraw", "publish", replacement=better["id"])
    notice = {
        "state": "withdrawn",
        "at": "2026-11-24T20:05:00Z",
        "reason": REASON,
        "replacement": better["id"],
    }
    assert answer.json()["notice"] == notice
    for address in (release["id"], release["slug"]):
        read = server.get(f"/releases/{address}").json()
        assert (read["state"], read["notice"]) == ("withdrawn", notice)
        assert read["body"] == "استقبل الوزير نظيره."
        assert read["published_at"] == "2026-11-24T20:00:00Z"
    assert server.get("/releases", keyword="سحب").json()["total"] == 0
    assert server.get("/releases/search", q="استقبل").json()["total"] == 0
    assert server.get("/releases", "draft", state="withdrawn").json()["total"] == 1
    back = act(server, release, "reinstate").json()
    assert (back["state"], back["notice"]) == ("published", None)
    assert server.get("/releases/search", q="استقبل").json()["total"] == 1


@pytest.mark.parametrize("verb", ["withdraw", "archive", "kill"])
def test_what_leaves_under_its_embargo_never_reaches_the_public(
    server: Server, time: Time, verb: str
) -> None:
    release = at_stage(server, "embargoed")
    act(server, release, verb)
    if verb == "withdraw":  # killing it later does not tell the public either
        time.passes(days=1)
        act(server, release, "kill")
    time.passes(days=30)
    nothing = server.get("/releases/لا-يوجد")
    for address in (release["id"], release["slug"]):
        answer = server.get(f"/releases/{address}")
        assert (answer.status_code, answer.json()["code"]) == (404, nothing.json()["code"])
    told = server.get(f"/releases/{release['id']}", "embargo").status_code
    assert told == (200 if verb == "archive" else 410)


def test_killed_it_is_gone_with_its_notice_for_all_but_admins(server: Server) -> None:
    release = at_stage(server, "published", slug="نشرة-ملغاة")
    server.http.patch(
        f"/releases/{release['id']}", json={"slug": "نشرة-أخرى"}, headers=server.key("publish")
    )
    assert act(server, release, "kill", confirm=False).status_code == 422
    assert act(server, release, "kill").status_code == 200
    for address in (release["id"], "نشرة-أخرى", "نشرة-ملغاة"):
        for scope in (None, "embargo", "draft", "write", "publish"):
            gone = server.get(f"/releases/{address}", scope)
            assert gone.status_code == 410
            assert gone.json()["code"] == "release_killed"
            assert gone.json()["notice"]["reason"] == REASON
            assert gone.json()["detail"] == REASON["ar"]
            assert "استقبل" not in gone.text
    for scope in EDITORS:
        assert server.get("/releases", scope).json()["total"] == 0
        assert server.get("/releases/search", scope, q="استقبل").json()["total"] == 0
    assert server.get(f"/releases/{release['id']}", "admin").json()["state"] == "killed"
    for verb in ("reinstate", "publish", "correct", "unarchive", "kill"):
        assert act(server, release, verb).status_code == 409
    at, key = f"/releases/{release['id']}", server.key("admin")
    assert server.http.patch(at, json={"title": "عنوان"}, headers=key).status_code == 409


def test_a_notice_names_no_replacement_that_is_hidden(server: Server) -> None:
    release = at_stage(server, "published")
    for other in (at_stage(server, "draft"), at_stage(server, "embargoed"), release):
        refused = act(server, release, "withdraw", replacement=other["id"])
        assert (refused.status_code, refused.json()["code"]) == (409, "replacement_unfit")


def test_archived_it_is_out_of_lists_and_read_at_its_address(server: Server) -> None:
    release = at_stage(server, "archived")
    assert server.get("/releases").json()["total"] == 0
    assert server.get(f"/releases/{release['id']}").json()["state"] == "archived"
    assert act(server, release, "unarchive").json()["state"] == "published"
    assert server.get("/releases").json()["total"] == 1


def test_a_correction_is_public_and_keeps_the_old_words(server: Server, time: Time) -> None:
    release = at_stage(server, "published", title="افتتاح ثلاث مدارس")
    time.passes(minutes=5)
    note = {"ar": "المدارس أربع لا ثلاث.", "en": None}
    answer = act(server, release, "correct", "publish", note=note, title="افتتاح أربع مدارس")
    assert answer.status_code == 200
    shown = server.get(f"/releases/{release['id']}").json()
    assert shown["title"] == "افتتاح أربع مدارس"
    assert shown["body"] == release["body"]
    assert (shown["version"], shown["corrected_at"]) == (2, "2026-11-24T20:05:00Z")
    assert shown["corrections"] == [{"version": 2, "at": "2026-11-24T20:05:00Z", "note": note}]
    listed = server.get("/releases").json()["items"][0]
    assert listed["corrections"] == shown["corrections"]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"note": {}}, "/note"),
        ({"note": {"ar": "  "}}, "/note/ar"),
        ({"note": None}, "/note"),
        ({"title": ""}, "/title"),
        ({"titel": "عنوان"}, "/titel"),
        ({"state": "draft"}, "/state"),
        ({"publish_at": SOON}, "/publish_at"),
        ({"embargoed_until": SOON}, "/embargoed_until"),
    ],
)
def test_what_is_no_correction_is_refused(
    server: Server, said: dict[str, Any], pointer: str
) -> None:
    release = at_stage(server, "published")
    refused = act(server, release, "correct", **said)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert server.get(f"/releases/{release['id']}").json()["corrections"] == []


def test_a_document_changes_no_state_but_by_publishing(server: Server) -> None:
    for stage in STAGES:
        release = at_stage(server, stage)
        shown = server.get(f"/releases/{release['id']}", "admin").json()["state"]
        for state in ("draft", "in_review", "withdrawn", "killed", "archived"):
            answer = server.http.patch(
                f"/releases/{release['id']}", json={"state": state}, headers=server.key("admin")
            )
            same = state == shown != "killed"
            assert answer.status_code == (200 if same else 409), (stage, state, answer.text)


def test_a_new_release_is_no_ended_one(server: Server) -> None:
    for state in ("in_review", "withdrawn", "killed", "archived"):
        refused = server.http.post(
            "/releases", json={"title": "خبر", "state": state}, headers=server.key("admin")
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "action_impossible")
