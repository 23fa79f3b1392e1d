"""A key is one key, however its header is written; and what was killed is told by none again."""

from collections.abc import Callable
from typing import Any

from tests.conftest import Server

WAYS = ("Bearer {}", "bearer {}", "BEARER  {}", "Bearer    {}")
NEWS = {"title": "خبر من المنامة", "state": "published"}


def ways(server: Server) -> list[dict[str, str]]:
    """Return the headers that carry one key."""
    return [{"Authorization": way.format(server.keys["publish"])} for way in WAYS]


def test_it_has_one_limit(make_server: Callable[..., Server]) -> None:
    server = make_server(rate_limit_reads="5/minute")
    statuses = [server.http.get("/releases", headers=ways(server)[n % 4]) for n in range(8)]
    answered = [answer.status_code for answer in statuses]
    # the first is counted with those whose key is not known yet
    assert answered == [200] * 6 + [429] * 2


def test_it_repeats_one_request(server: Server) -> None:
    once = {"Idempotency-Key": "1"}
    made = [
        server.http.post("/releases", json=NEWS, headers={**way, **once}).json()["id"]
        for way in ways(server)
    ]
    assert len(set(made)) == 1


def test_readers_beside_it_do_not_lock_it_out(make_server: Callable[..., Server]) -> None:
    server = make_server(rate_limit_reads="5/minute")
    assert [server.http.get("/releases").status_code for _ in range(6)] == [200] * 5 + [429]
    assert server.get("/releases", "admin").status_code == 200


def test_a_key_that_has_ended_repeats_nothing(server: Server) -> None:
    made = server.http.post(
        "/keys", json={"name": "كاتب", "scopes": ["write"]}, headers=server.key("admin")
    ).json()
    headers = {"Authorization": f"Bearer {made['token']}", "Idempotency-Key": "1"}
    news = {"title": "خبر"}
    assert server.http.post("/releases", json=news, headers=headers).status_code == 201
    server.http.delete(f"/keys/{made['id']}", headers=server.key("admin"))
    assert server.http.post("/releases", json=news, headers=headers).status_code == 401


def test_killed_words_come_back_by_no_repeated_request(server: Server) -> None:
    key = server.key("publish")

    def send(path: str, body: dict[str, Any], number: str) -> tuple[int, dict[str, Any]]:
        headers = {**key, "Idempotency-Key": number}
        answer = server.http.post(path, json=body, headers=headers)
        return answer.status_code, answer.json()

    secret = {**NEWS, "body": "نص خاطئ"}
    correction = {"note": {"ar": "صُحح"}, "subtitle": "نص خاطئ"}
    kill = {"reason": {"ar": "خطأ"}, "confirm": True}
    _, made = send("/releases", secret, "1")
    at = f"/releases/{made['id']}"
    assert send(f"{at}/correct", correction, "2")[0] == 200
    edition = {"title": "Edition", "language": "en", "translation_of": made["id"]}
    _, english = send("/releases", edition, "4")
    assert english["translations"][0]["title"] == NEWS["title"]
    status, answer = send(f"{at}/kill", kill, "3")
    assert (status, answer["state"], answer["notice"]["state"]) == (200, "killed", "killed")
    assert set(answer) == {"id", "url", "state", "notice"}
    for path, body, number in (("/releases", secret, "1"), (f"{at}/correct", correction, "2")):
        status, again = send(path, body, number)
        assert status < 300
        assert again == {"id": made["id"]}
    assert send("/releases", edition, "4") == (201, {"id": english["id"]})
    assert send(f"{at}/kill", kill, "3")[1] == answer
    assert server.get(at, "publish").status_code == 410
    assert server.get("/releases", "admin", state=["draft", "killed"]).json()["total"] == 2
