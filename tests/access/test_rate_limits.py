"""Rate limits: who sends too much is turned away, unread, and told when to come again."""

import re
from collections.abc import Callable
from time import sleep
from typing import Any

import httpx
import pytest

from app.kit.http import counting
from app.kit.http.addresses import client_address, neighbourhood
from app.kit.http.counting import BoundedStorage, Counter
from tests.access.issuing import bearer, issue
from tests.conftest import Server

pytestmark = pytest.mark.once  # decided before a database is asked

NEWS = {"title": "خبر من المنامة"}
Start = Callable[..., Server]


def statuses(server: Server, times: int, path: str = "/releases", **how: Any) -> list[int]:
    """Send the same request again and again."""
    method = how.pop("method", "POST" if "json" in how else "GET")
    return [server.http.request(method, path, **how).status_code for _ in range(times)]


def test_writes_are_limited_for_each_key(make_server: Start) -> None:
    server = make_server(rate_limit_writes="3/minute")
    headers = server.key("write")
    assert statuses(server, 1, json=NEWS, headers=headers) == [201]  # on account of the address
    assert statuses(server, 4, json=NEWS, headers=headers) == [201, 201, 201, 429]
    assert statuses(server, 1, json=NEWS, headers=server.key("publish")) == [201]
    assert statuses(server, 3, headers=headers) == [200] * 3
    assert server.get("/releases", "draft").json()["total"] == 5


def test_a_refusal_says_how_much_is_allowed_and_when(make_server: Start) -> None:
    server = make_server(rate_limit_writes="2/minute")
    answers = [server.http.post("/releases", json=NEWS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    told = [
        (answer.headers["ratelimit-policy"], answer.headers["ratelimit"].partition(";t=")[0])
        for answer in answers
    ]
    assert told == [('"writes";q=2;w=60', f'"writes";r={left}') for left in (1, 0, 0)]
    refused = answers[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit"].endswith(f";t={refused.headers['retry-after']}")
    said = refused.json()
    assert (said["code"], said["status"]) == ("rate_limited", 429)
    assert said["title"] == "طلبات كثيرة في وقت قصير"
    assert refused.headers["x-request-id"] == said["request_id"]
    english = server.http.post("/releases", json=NEWS, headers={"Accept-Language": "en"})
    assert re.fullmatch(r"Try again in \d+ seconds\.", english.json()["detail"])


def test_what_is_turned_away_has_no_line_in_the_audit_log(make_server: Start) -> None:
    server = make_server(rate_limit_failed_keys="5/minute")
    before = server.get("/audit", "admin").json()["total"]
    assert statuses(server, 50, json=NEWS) == [401] * 5 + [429] * 45
    assert server.get("/audit", "admin").json()["total"] == before + 5


def test_wrong_keys_are_limited_and_right_ones_go_on(make_server: Start) -> None:
    server = make_server(rate_limit_failed_keys="3/minute")
    used = server.key("draft")
    assert server.http.get("/releases", headers=used).status_code == 200
    wrong = {"Authorization": "Bearer nsh_wrong"}
    assert statuses(server, 5, headers=wrong) == [401] * 3 + [429] * 2
    assert statuses(server, 1, headers={"Authorization": "Bearer nsh_another"}) == [429]
    assert statuses(server, 1, json=NEWS) == [429]
    # who is known goes on, and so does the public
    assert statuses(server, 5, "/releases?state=draft", headers=used) == [200] * 5
    assert statuses(server, 5) == [200] * 5
    # who is not yet known waits with the others at this address
    assert statuses(server, 1, headers=server.key("write")) == [429]


def test_a_revoked_key_is_a_wrong_one(make_server: Start) -> None:
    server = make_server(rate_limit_failed_keys="2/minute")
    made = issue(server)
    headers = bearer(made["token"])
    assert statuses(server, 1, headers=headers) == [200]
    server.http.delete(f"/keys/{made['id']}", headers=server.key("admin"))
    assert statuses(server, 4, headers=headers) == [401, 401, 429, 429]


def test_refused_for_another_reason_a_good_key_is_not_counted(make_server: Start) -> None:
    server = make_server(rate_limit_failed_keys="2/minute")
    headers = server.key("write")
    assert statuses(server, 1, headers=headers) == [200]
    assert statuses(server, 6, json={}, headers=headers) == [422] * 6
    assert statuses(server, 6, json=NEWS, headers=server.key("embargo"))[:6] == [403] * 6


def test_a_window_passes(make_server: Start) -> None:
    server = make_server(rate_limit_reads="2/second")
    found = statuses(server, 3)
    assert found == [200, 200, 429]
    sleep(1.1)
    assert statuses(server, 1) == [200]


def test_reads_are_limited_when_a_setting_says_so(make_server: Start) -> None:
    server = make_server(rate_limit_reads="2/minute", rate_limit_writes="2/minute")
    answer = server.http.get("/releases")
    assert answer.headers["ratelimit-policy"] == '"reads";q=2;w=60'
    assert server.http.head("/releases").status_code == 200
    assert statuses(server, 1) == [429]
    assert server.http.options("/releases").status_code == 204
    assert "ratelimit" not in make_server().http.get("/releases").headers


def test_an_address_behind_a_trusted_proxy_counts_for_itself(make_server: Start) -> None:
    behind = make_server(rate_limit_reads="2/minute", trusted_proxies=["127.0.0.0/8"])
    for client in ("192.0.2.7", "192.0.2.8", "2001:db8:1::7"):
        headers = {"X-Forwarded-For": f"203.0.113.9, {client}"}
        assert statuses(behind, 3, headers=headers) == [200, 200, 429]
    neighbour = {"X-Forwarded-For": "2001:db8:1::8"}  # the same /64
    assert statuses(behind, 1, headers=neighbour) == [429]
    direct = make_server(rate_limit_reads="2/minute")
    found = [
        direct.http.get("/releases", headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(3)
    ]
    assert found == [200, 200, 429]


def test_the_audit_log_names_the_client_behind_a_trusted_proxy(make_server: Start) -> None:
    for proxies, address in ((["127.0.0.0/8"], "192.0.2.7"), ([], "127.0.0.1")):
        server = make_server(trusted_proxies=proxies)
        server.http.post("/releases", json=NEWS, headers={"X-Forwarded-For": "192.0.2.7"})
        assert server.get("/audit", "admin").json()["items"][0]["address"] == address


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),  # nobody whom we trust says so
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["127.0.0.1, 198.51.100.1"], "198.51.100.1"),  # its own invention before it
        ("10.0.0.1", ["198.51.100.1, 10.0.0.2"], "198.51.100.1"),  # two of our proxies
        ("10.0.0.1", ["203.0.113.5", "198.51.100.1"], "198.51.100.1"),  # two lines of the header
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),  # who is within
        ("10.0.0.1", ["غريب".encode().decode("latin-1")], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, unknown"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.1", ["2001:DB8:0::1"], "2001:db8::1"),
        ("10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (None, ["198.51.100.1"], None),
    ],
)
def test_the_address_is_what_trusted_proxies_say(
    make_server: Start, peer: str | None, forwarded: list[str], address: str | None
) -> None:
    app = make_server(trusted_proxies=["10.0.0.0/8"]).app
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    scope = {"app": app, "client": (peer, 1) if peer else None, "headers": headers}
    assert client_address(scope) == address


@pytest.mark.parametrize(
    ("address", "of"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, ""),
    ],
)
def test_one_client_of_ipv6_is_a_whole_network(address: str | None, of: str) -> None:
    assert neighbourhood(address) == of


def test_what_is_counted_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 100)
    storage = BoundedStorage()
    for number in range(1_000):
        assert storage.incr(f"address {number}", 60) == 1
    assert storage.reset() == 100
    assert Counter().policy("writes", "") is None


@pytest.mark.parametrize("limit", ["many", "0/minute", "5", "5/fortnight", "-1/minute", "5 / hour"])
def test_a_limit_that_is_none_is_refused(make_server: Start, limit: str) -> None:
    with pytest.raises(ValueError, match="is no limit such as 600/minute"):
        make_server(rate_limit_reads=limit)


def test_browsers_of_other_origins_may_read_a_refusal(make_server: Start) -> None:
    origin = "https://news.example.bh"
    server = make_server(rate_limit_reads="1/minute", cors_origins=[origin])
    answers: list[httpx.Response] = [
        server.http.get("/releases", headers={"Origin": origin}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["access-control-allow-origin"] == origin
    exposed = answers[1].headers["access-control-expose-headers"]
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed.split(", "))
