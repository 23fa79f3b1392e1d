"""Many releases indexed at once, as an import does, older and newer ones mixed, keep order."""

import random
from datetime import timedelta

import pytest

from tests.conftest import Server
from tests.search.test_ordinals import NOON, Model


def test_many_at_once_that_are_older_and_newer_than_what_is_there(server: Server) -> None:
    with server.database.writing() as db:
        model = Model(db)
        seconds = [NOON + timedelta(seconds=2 * number) for number in range(20)]
        model.put_all([(number + 1, at, True) for number, at in enumerate(seconds)])
        late = [(30 + at, NOON + timedelta(seconds=at), True) for at in (37, 41, 43)]
        model.put_all(late)
        model.check()


@pytest.mark.parametrize("seed", range(6))
def test_batches_of_an_archive_in_no_order(server: Server, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - variety, not secrecy
    days = [NOON.replace(hour=0) + timedelta(days=number // 9) for number in range(180)]
    moments = [(key + 1, at, dice.random() < 0.9) for key, at in enumerate(days)]
    dice.shuffle(moments)
    with server.database.writing() as db:
        model = Model(db)
        for start in range(0, len(moments), 30):
            model.put_all(moments[start : start + 30])
            model.check()
