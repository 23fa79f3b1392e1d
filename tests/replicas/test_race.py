"""Nothing that was hidden is read a second later: not on another server, not from a replica."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from time import monotonic

from tests.conftest import Server
from tests.replicas.pair import Replica
from tests.replicas.race import Race
from tests.replicas.test_reading import is_replica_asked
from tests.waiting import until

CHANGES = int(os.environ.get("RACE_CHANGES", "60"))


def test_hidden_is_hidden_within_a_second_on_every_server(
    make_server: Callable[..., Server], replica: Replica
) -> None:
    one = make_server()
    race = Race([one, make_server(data_dir=one.settings.data_dir)])
    until(lambda: is_replica_asked(one))
    began, asked_before = monotonic(), answered(replica)
    race.run(CHANGES, replica)
    took = monotonic() - began
    forbidden, soon, chances = race.judged()
    statuses = Counter(look.status for look in race.looks)
    sys.stdout.write(
        f"\n{len(race.hidden)} changes in {took:.0f} s, the replica stood still {race.pauses} times"
        f"\n{len(race.looks)} reads {dict(statuses)}, some {answered(replica) - asked_before}"
        " transactions on the replica"
        f"\n{chances} times something was hidden for a second already: {forbidden} showed it"
        f" ({soon} within the second)\n"
    )
    assert forbidden == 0
    assert set(statuses) == {200, 404}
    assert len(race.hidden) == CHANGES
    assert chances > 10 * CHANGES, "they never met: the test proves nothing"


def answered(replica: Replica) -> int:
    """Return how many transactions there were on the replica."""
    asked = "SELECT sum(xact_commit + xact_rollback)::bigint FROM pg_stat_database"
    return int(replica.ask(asked))
