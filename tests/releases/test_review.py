"""Where review is compulsory, nobody publishes what they wrote."""

from collections.abc import Callable
from typing import Any

import pytest

from app.access import keys
from tests.conftest import Server, Time
from tests.databases import SECRET
from tests.releases.stages import REASON, SOON, act


@pytest.fixture
def office(time: Time, make_server: Callable[..., Server]) -> Server:
    """Return a server whose office demands review."""
    assert time.now.year == 2026
    return make_server(review_required=True)


def other_key(server: Server) -> dict[str, str]:
    """Return the header of another person who may publish."""
    with server.database.writing() as db:
        token = keys.issue(db, SECRET.encode(), "المراجِعة", ["publish"])
    return {"Authorization": f"Bearer {token}"}


def post(
    server: Server, release: dict[str, Any], verb: str, key: dict[str, str], **said: Any
) -> int:
    """POST a verb with a key; return the status."""
    return server.http.post(
        f"/releases/{release['id']}/{verb}", json=said or None, headers=key
    ).status_code


def test_the_writer_does_not_publish_and_another_does(office: Server) -> None:
    release = office.create(title="خبر للمراجعة")
    writer, reviewer = office.key("publish"), other_key(office)
    assert post(office, release, "publish", reviewer) == 403  # not submitted yet
    assert post(office, release, "submit", writer) == 200
    assert post(office, release, "publish", writer) == 403
    assert post(office, release, "schedule", writer, publish_at=SOON) == 403
    at = f"/releases/{release['id']}"
    assert office.http.patch(at, json={"state": "published"}, headers=writer).status_code == 403
    assert post(office, release, "publish", reviewer) == 200
    assert office.get(at).status_code == 200


def test_a_reviewer_who_rewrites_it_has_written_it(office: Server) -> None:
    release = office.create(title="خبر للمراجعة")
    reviewer = other_key(office)
    assert post(office, release, "submit", office.key("publish")) == 200
    assert post(office, release, "reject", reviewer, reason=REASON) == 200
    assert post(office, release, "submit", reviewer) == 200
    at = f"/releases/{release['id']}"
    changed = {"title": "خبر مراجَع"}
    assert office.http.patch(at, json=changed, headers=reviewer).status_code == 200
    assert post(office, release, "publish", reviewer) == 403


def test_nothing_begins_published(office: Server) -> None:
    document = {"title": "عاجل", "state": "published"}
    refused = office.http.post("/releases", json=document, headers=office.key("admin"))
    assert (refused.status_code, refused.json()["code"]) == (403, "review_required")
    assert "submit" in refused.json()["detail"]


def test_an_admin_may_force_it(office: Server) -> None:
    release = office.create(title="عاجل")
    assert act(office, release, "publish", "publish", force=True).status_code == 403
    assert act(office, release, "publish", "admin", force=False).status_code == 403
    assert act(office, release, "publish", "admin", force=True).status_code == 200


def test_where_review_is_not_demanded_one_person_is_enough(server: Server) -> None:
    release = server.create(title="خبر")
    assert act(server, release, "publish", "publish").status_code == 200
