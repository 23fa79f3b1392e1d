"""The lagging replica does what tests of readers need of it."""

from pathlib import Path

import psycopg
import pytest

from tests.ha import processes, standby
from tests.ha.standby import Pair


def test_a_paused_replica_goes_on_showing_what_was(primary_and_replica: Pair) -> None:
    primary, replica = primary_and_replica.primary, primary_and_replica.replica
    primary.ask("CREATE TABLE words (word text)")
    primary.ask("INSERT INTO words VALUES ('قبل')")
    primary_and_replica.agree()
    primary_and_replica.pause()
    primary.ask("UPDATE words SET word = 'بعد'")
    assert primary.ask("SELECT word FROM words") == "بعد"
    assert replica.ask("SELECT word FROM words") == "قبل"
    primary_and_replica.resume()
    primary_and_replica.agree()
    assert replica.ask("SELECT word FROM words") == "بعد"


def test_a_replica_takes_no_writes_and_can_be_lost_and_had_again(
    primary_and_replica: Pair,
) -> None:
    replica = primary_and_replica.replica
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        replica.ask("CREATE TABLE words (word text)")
    replica.kill()
    with pytest.raises(psycopg.OperationalError):
        replica.ask("SELECT 1")
    assert primary_and_replica.primary.ask("SELECT 1") == 1
    replica.start()
    primary_and_replica.agree()


def test_everything_is_ended(folder: Path) -> None:
    with standby.primary_and_replica(folder):
        assert len(list(processes.working_in(folder))) > 8
    assert list(processes.working_in(folder)) == []
