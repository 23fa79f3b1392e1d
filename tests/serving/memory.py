"""What the tests of answers from memory ask, and how they tell where an answer came from."""

import httpx

from tests.conftest import Server
from tests.waiting import until

OF_A_REQUEST = {b"date", b"x-request-id"}
PLAIN = {"Accept-Encoding": "identity"}


def given(server: Server) -> int:
    """Return how many answers came from memory."""
    count: int = server.app.state.recall.given
    return count


def told(answer: httpx.Response) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    """Return what an answer says, headers in their order, but for what is of each request."""
    headers = [pair for pair in answer.headers.raw if pair[0] not in OF_A_REQUEST]
    return answer.status_code, answer.content, headers


def remembered(server: Server, path: str, **headers: str) -> httpx.Response:
    """Ask until the answer comes from memory; return it, the same as before."""
    first = server.http.get(path, headers=headers)

    def again() -> bool:
        before = given(server)
        assert told(server.http.get(path, headers=headers)) == told(first)
        return given(server) > before

    until(again)
    return server.http.get(path, headers=headers)


def is_forgotten(server: Server, path: str, **headers: str) -> bool:
    """Tell whether the next answer is made anew."""
    before = given(server)
    server.http.get(path, headers=headers)
    return given(server) == before
