"""A revoked key is refused at once, everywhere; the last admin's is not revoked over HTTP."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep
from uuid import UUID

from app.access import keys
from tests.access.issuing import bearer, change, id_of, issue, revoke
from tests.conftest import Server, Time


def test_a_revoked_key_is_refused_at_once_and_stays_in_the_list(server: Server) -> None:
    made = issue(server)
    listed = server.http.get("/releases", headers=bearer(made["token"]))
    assert listed.status_code == 200
    for _ in range(2):
        assert revoke(server, made["id"]).status_code == 204
    known = {**bearer(made["token"]), "If-None-Match": listed.headers["etag"]}
    assert server.http.get("/releases", headers=known).status_code == 401
    shown = server.get(f"/keys/{made['id']}", "admin").json()
    assert shown["revoked_at"] is not None
    refused = change(server, made["id"], name="آخر")
    assert (refused.status_code, refused.json()["code"]) == (409, "key_ended")


def test_the_last_admin_key_is_ended_at_the_terminal_only(server: Server) -> None:
    last = id_of(server, "test admin")
    for answer in (
        revoke(server, last),
        change(server, last, expires_at="2126-01-01T00:00:00Z"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin_key")
        assert f"nashra keys revoke {last}" in answer.json()["detail"]
    assert change(server, last, name="الأخير").status_code == 200


def test_an_admin_key_ends_when_another_outlives_it(server: Server, time: Time) -> None:
    first = id_of(server, "test admin")
    later = (time.now + timedelta(hours=1)).isoformat()
    second = issue(server, name="المناوب", scopes=["admin"], expires_at=later)
    beyond = (time.now + timedelta(hours=2)).isoformat()
    before = (time.now + timedelta(minutes=30)).isoformat()
    assert change(server, first, expires_at=beyond).status_code == 409
    assert change(server, first, expires_at=before).status_code == 200
    # the other one is the longest-lived now
    sooner = change(server, second["id"], expires_at=before)
    assert (sooner.status_code, sooner.json()["code"]) == (409, "last_admin_key")
    assert change(server, second["id"], expires_at=beyond).status_code == 200
    assert revoke(server, first).status_code == 204  # its own
    assert server.get("/keys", "admin").status_code == 401
    mine = bearer(second["token"])
    assert server.http.delete(f"/keys/{second['id']}", headers=mine).status_code == 409


def test_of_two_admins_who_revoke_each_other_one_remains(server: Server) -> None:
    made = issue(server, scopes=["admin"])
    one, other = id_of(server, "test admin"), made["id"]
    with ThreadPoolExecutor(2) as pool:
        hers = pool.submit(server.http.delete, f"/keys/{other}", headers=server.key("admin"))
        his = pool.submit(server.http.delete, f"/keys/{one}", headers=bearer(made["token"]))
        statuses = sorted([hers.result().status_code, his.result().status_code])
    assert statuses in ([204, 401], [204, 409])


def test_a_key_revoked_on_one_server_is_refused_on_the_other_within_a_second(
    make_server: Callable[..., Server],
) -> None:
    one = make_server()
    other = make_server(data_dir=one.settings.data_dir)
    made = issue(one)
    header = bearer(made["token"])
    tag = other.http.get("/releases", headers=header).headers["etag"]
    assert revoke(one, made["id"]).status_code == 204
    revoked = monotonic()
    for method, path in (("GET", "/releases"), ("GET", "/releases/search?q=x"), ("POST", "/keys")):
        answer = other.http.request(method, path, headers={**header, "If-None-Match": tag})
        assert answer.status_code == 401
    assert monotonic() - revoked < 1


def test_a_key_revoked_while_its_write_waits_is_refused(server: Server) -> None:
    """Who waits for the lock was let in before it, and is looked at again when it is had."""
    made = issue(server)
    document, header = {"title": "خبر"}, bearer(made["token"])
    with ThreadPoolExecutor(1) as pool:
        with server.database.writing() as db:
            assert keys.listing(db)  # the lock is taken with the first look
            waiting = pool.submit(server.http.post, "/releases", json=document, headers=header)
            sleep(0.5)
            assert not waiting.done()
            assert keys.revoke(db, UUID(made["id"]))
        assert waiting.result().status_code == 401
    assert server.get("/releases", "draft").json()["total"] == 0
