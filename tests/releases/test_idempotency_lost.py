"""Answers that are lost and requests that meet: still every POST is done exactly once."""

import json
import random
import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.conftest import Server

LOST = 200
AT_ONCE = 16
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, and throw away what comes


def body(number: int) -> bytes:
    """Return what one POST sends."""
    return json.dumps({"title": f"بيان رقم {number}", "body": "وصل الضيف إلى المنامة."}).encode()


def headers(server: Server, key: str) -> dict[str, str]:
    """Return the headers that it sends."""
    kind = {"Content-Type": "application/json", "Idempotency-Key": key}
    return {**server.key("publish"), **kind}


def send_and_hang_up(server: Server, key: str, number: int) -> None:
    """POST, and close the connection before there can be an answer: at once, or a little later."""
    lines = [f"{name}: {value}" for name, value in headers(server, key).items()]
    sent = body(number)
    head = ["POST /releases HTTP/1.1", "Host: nashra", f"Content-Length: {len(sent)}", *lines]
    patience = random.Random(number).choice([0.0, 0.001, 0.01])  # noqa: S311 - not a secret
    port = server.http.base_url.port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        if number % 2:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        line.sendall("\r\n".join([*head, "", ""]).encode() + sent)
        sleep(patience)


def until_answered(server: Server, key: str, number: int) -> httpx.Response:
    """POST again with the same key until the first one is no longer running."""
    for _ in range(500):
        answer = server.http.post("/releases", content=body(number), headers=headers(server, key))
        if answer.status_code == 201:
            return answer
        assert answer.json()["code"] == "idempotency_key_in_use", answer.text
        assert answer.headers["retry-after"] == "1"
        sleep(0.01)
    raise AssertionError("the first request never ended")


def lose_and_retry(server: Server, posts: int) -> None:
    """Send so many POSTs, lose every answer, retry each with its key, and count what there is."""
    sent = {str(uuid4()): number for number in range(posts)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda one: send_and_hang_up(server, *one), sent.items()))
        answers = list(pool.map(lambda one: until_answered(server, *one), sent.items()))
        again = list(pool.map(lambda one: until_answered(server, *one), sent.items()))
    assert [answer.content for answer in again] == [answer.content for answer in answers]
    assert len({UUID(answer.json()["id"]) for answer in answers}) == posts
    assert server.get("/releases", "draft").json()["total"] == posts


def test_every_post_whose_answer_was_lost_is_one_row(server: Server) -> None:
    lose_and_retry(server, LOST)


def meet(servers: list[Server], key: str, workers: int) -> list[httpx.Response]:
    """Let so many POSTs with one key begin at once, at each server in turn."""
    gate = Barrier(workers)
    sent: dict[str, Any] = {"content": body(1), "headers": headers(servers[0], key)}

    def begin(number: int) -> httpx.Response:
        gate.wait(timeout=30)
        return servers[number % len(servers)].http.post("/releases", **sent)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(begin, range(workers)))


def check_made_once(answers: list[httpx.Response]) -> None:
    """Assert that all were given the one release, or told to wait for it."""
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert codes <= {"idempotency_key_in_use"}


def test_posts_with_one_key_that_meet_make_one_row(server: Server) -> None:
    for turn in range(5):
        check_made_once(meet([server], f"key-{turn}", 20))
        assert server.get("/releases", "draft").json()["total"] == turn + 1


def test_also_when_they_meet_at_two_servers_of_one_database(
    make_server: Callable[..., Server],
) -> None:
    one = make_server()
    other = make_server(data_dir=one.settings.data_dir)
    for turn in range(5):
        check_made_once(meet([one, other], f"key-{turn}", 20))
        for server in (one, other):
            assert server.get("/releases", "draft").json()["total"] == turn + 1
