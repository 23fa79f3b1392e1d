"""What was acknowledged is there after a power cut: counted, also where it is not so."""

import sys
from collections.abc import Callable
from contextlib import closing
from time import monotonic, sleep

from app import starting
from app.access import keys
from app.imports import seeding
from app.kit.db import Database
from app.wiring import LISTENERS
from tests.conftest import SEEDS
from tests.power.rounds import Machine, chance, ids
from tests.storage.disks import Disk

CUTS = 40
CUTS_OF_THE_WEAKER = 6
FIRST_STARTS = 6


def test_nothing_that_was_acknowledged_is_lost(make_disk: Callable[[str], Disk]) -> None:
    machine = Machine(make_disk("machine"), "FULL")
    for _ in range(CUTS):
        machine.round()
    sys.stdout.write(f"\n{machine}\n")
    assert (machine.lost, machine.refused) == (0, 0)
    assert len(machine.kept) > CUTS


def test_a_loss_would_be_seen(make_disk: Callable[[str], Disk]) -> None:
    """SQLite's popular setting loses what was acknowledged, on the same disk."""
    machine = Machine(make_disk("machine"), "NORMAL")
    for _ in range(CUTS_OF_THE_WEAKER):
        machine.round()
    sys.stdout.write(f"\n{machine}\n")
    assert machine.lost > 0


def test_a_cut_in_the_first_start_leaves_nothing_half(make_disk: Callable[[str], Disk]) -> None:
    shown = 0
    for number in range(FIRST_STARTS):
        machine = Machine(make_disk(f"machine{number}"), "FULL")
        with machine.serving():
            began = monotonic()
            while not (machine.settings.data_dir.exists() if number % 2 else machine.shown()):
                assert monotonic() - began < 60
                sleep(0.001)
            sleep(chance.random() / 4)
            machine.disk.cut()
            sleep(0.02)
        machine.power_again()
        with closing(Database(machine.settings, LISTENERS)) as database:
            starting.bring_up(machine.settings, database)
            seeding.seed(database, SEEDS)
            assert len(ids(database)) == len(list(SEEDS.glob("*.txt")))
            for key in machine.shown():  # so it is kept
                shown += 1
                with database.reading() as db:
                    secret = keys.server_secret(machine.settings, database)
                    assert keys.holder(db, secret, key).scopes == ["admin"]
    assert shown >= FIRST_STARTS // 2
    sys.stdout.write(f"\n{FIRST_STARTS} cuts in a first start; {shown} keys shown, all kept\n")
