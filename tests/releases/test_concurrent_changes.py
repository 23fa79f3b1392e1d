"""Fifty editors change one release at once, each the version that it read: nothing is lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.conftest import Server

EDITORS = 50
COUNTED = "وصل إلى المنامة {} ضيفًا."


def at_once(work: Callable[[], int], workers: int) -> list[int]:
    """Let every worker begin at the same instant."""
    gate = Barrier(workers)

    def begin(_number: int) -> int:
        gate.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(begin, range(workers)))


def count(text: str) -> int:
    """Return the number that the text tells."""
    found = re.search(r"\d+", text)
    assert found is not None
    return int(found[0])


def test_every_one_of_fifty_additions_is_in_the_sum(server: Server) -> None:
    made = server.publish(title="وصول الضيوف", body=COUNTED.format(0))
    at, key = f"/releases/{made['id']}", server.key("publish")

    def add_one() -> int:
        """Read, add one and write until nobody was faster; return how many tries it took."""
        tries, read = 0, server.http.get(at, headers=key)
        while True:
            tries += 1
            change = {"body": COUNTED.format(count(read.json()["body"]) + 1)}
            headers = {**key, "If-Match": read.headers["etag"]}
            answer = server.http.patch(at, json=change, headers=headers)
            if answer.status_code == 200:
                return tries
            assert answer.status_code == 412, answer.text
            read = server.http.get(at, headers=key)

    tries = at_once(add_one, EDITORS)
    final = server.get(at).json()
    assert count(final["body"]) == EDITORS
    assert sum(tries) > EDITORS, "they never met: the test proves nothing"


def test_one_of_fifty_creates_and_the_others_are_told(server: Server) -> None:
    at = f"/releases/{server.create()['id'][:-12]}0123456789ab"
    headers = {**server.key("write"), "If-None-Match": "*"}

    def create() -> int:
        return server.http.put(at, json={"title": "خبر"}, headers=headers).status_code

    statuses = at_once(create, EDITORS)
    assert sorted(statuses) == [201] + [412] * (EDITORS - 1)


def test_one_of_twenty_publishes_and_a_slug_goes_to_one(server: Server) -> None:
    draft, key = server.create(), server.key("publish")

    def publish() -> int:
        return server.http.post(f"/releases/{draft['id']}/publish", headers=key).status_code

    def take() -> int:
        document = {"title": "خبر", "slug": "بيان-عاجل"}
        return server.http.post("/releases", json=document, headers=key).status_code

    assert sorted(at_once(publish, 20)) == [200] + [409] * 19
    assert sorted(at_once(take, 20)) == [201] + [409] * 19
