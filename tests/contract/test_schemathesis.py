"""Schemathesis believes the OpenAPI document and tries whatever follows from it, all checks on.

`NASHRA_SCHEMATHESIS_CASES=2000` asks for at least so many requests, and for every boundary of
every field besides; the default keeps `make test` quick. The seed is fixed: the same code is asked
the same questions.
"""

import base64
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from app.access.scopes import Scope
from app.imports import seeding
from tests.conftest import Server

CASES = int(os.environ.get("NASHRA_SCHEMATHESIS_CASES", "50"))
THOROUGH = 1_000
SEED = 20_261_124
WITH_INPUT = 6  # of the operations; the others have too little to vary
# Schemathesis's own lists, and what this API answers for a reason that no schema can say:
ACCEPTED = {
    "expected-statuses": [
        *["2xx", "3xx", "401", "403", "404", "409", "429"],
        "412",  # any text is a well-formed If-Match; only the stored release tells a stale one
    ]
}
REJECTED = {
    "expected-statuses": [
        *["400", "401", "403", "404", "405", "406", "409", "415", "422", "428", "429"],
        "412",  # as above: what is stale is refused before the rest is looked at
        "413",  # a body over the limit is refused unread, so nobody knows what else is wrong in it
        "414",  # the same of an address
        "431",  # the same of headers
    ]
}


@pytest.fixture
def patient(make_server: Callable[..., Server]) -> Server:
    """Return a server with the seed; that the machine stood still for a moment is no fault of it.

    In an hour of 30,000 requests it does, and a read of which nothing came is ended with 503.
    """
    server = make_server(query_seconds=60)
    seeding.seed(server.database, server.settings.seeds_dir)
    return server


def _cursor(at: datetime, id_: UUID, backwards: int) -> str:
    packed = json.dumps(["-published_at", f"{at.isoformat()}+00:00", id_.hex, backwards])
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


@pytest.fixture(autouse=True)
def _formats() -> None:
    """Say what our own formats look like: JSON Schema has no words for them."""
    cursors = st.builds(_cursor, st.datetimes(), st.uuids(), st.integers(0, 1))
    schemathesis.openapi.format("iana-timezone", st.sampled_from(sorted(available_timezones())))
    schemathesis.openapi.format("cursor", cursors)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _counts(_context: Any, _failure: Any, _case: Any, response: Any) -> bool:
    """Leave out five refusals that no schema can foretell.

    - A cursor must be of the `sort` beside it (422).
    - What is `scheduled` must be for later: a schema knows no clock (422).
    - What the audit log names by an id may be what somebody wrote in an address, no UUID (422).
    - An Idempotency-Key must not come again with another body: 422 by the contract.
    - Addresses over 65,535 bytes end in the parser, before there is a request to answer (400).
    """
    if response.status_code == 400:
        return len(response.request.url) <= 65_535 or "x-request-id" in response.headers
    if response.status_code != 422:
        return True
    said = response.json()
    found = {error["code"] for error in said.get("errors", [])}
    if found == {"not_an_id"}:
        return _UUID.search(response.request.url) is not None
    foretold = not found or bool(found - {"invalid_cursor", "not_in_the_future"})
    return said["code"] != "idempotency_key_reused" and foretold


def _config(headers: dict[str, str], cases: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "continue-on-failure": True,
            "headers": headers,
            "generation": {
                "max-examples": max(5, cases // WITH_INPUT),
                "deterministic": True,
                "database": "none",
            },
            "phases": {
                # what one answer names is asked for next: by Location, and by the schema's ids,
                # which are others in each run, so that no two of them ask the same
                "stateful": {"enabled": cases >= THOROUGH},
                # every boundary of every field: thousands of requests, whatever the number asked
                "coverage": {"enabled": cases >= THOROUGH},
            },
            "checks": {"positive_data_acceptance": ACCEPTED, "negative_data_rejection": REJECTED},
        }
    )


def _scenarios(server: Server, headers: dict[str, str], cases: int) -> Iterator[Any]:
    """Yield what was tried, operation by operation; raise what Schemathesis could not do."""
    url = f"{server.http.base_url}/openapi.json"
    schema = schemathesis.openapi.from_url(url, config=_config(headers, cases))
    schema.hook("filter_failure")(_counts)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            yield event.recorder
        elif isinstance(event, events.NonFatalError):
            raise event.value
        elif isinstance(event, events.FatalError):
            raise event.exception


@pytest.mark.parametrize(("scope", "share"), [("admin", 0.8), (None, 0.2)])
def test_whatever_the_description_allows_is_answered_as_it_says(
    patient: Server, scope: Scope | None, share: float
) -> None:
    headers = patient.key(scope) if scope else {}
    statuses: Counter[int] = Counter()
    failures: list[str] = []
    for recorder in _scenarios(patient, headers, int(CASES * share)):
        answers = [one.response for one in recorder.interactions.values() if one.response]
        statuses.update(answer.status_code for answer in answers)
        failures += [
            f"{recorder.label}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
            f"\n{recorder.interactions[case].response.text}"
            for case, checks in recorder.checks.items()
            for check in checks
            if check.failure_info
        ]
    figures = f"{scope}: {statuses.total()} requests, {len(failures)} failures, {dict(statuses)}\n"
    sys.stdout.write(figures)
    assert not failures, "\n\n".join(failures[:20])
    assert statuses.total() >= CASES * share
    assert not any(status >= 500 for status in statuses)
    assert statuses[200] > statuses.total() / 20
