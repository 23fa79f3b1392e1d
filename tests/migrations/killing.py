"""Starts on empty databases, each killed at another statement, and what the next one makes of it.

Run as a program, with the settings of some databases as JSON; it prints, of each, what it became.
"""

import json
import os
import signal
import sys
from contextlib import closing
from random import SystemRandom
from typing import Any

from sqlalchemy import Engine, event, func, select

from app import starting
from app.access.models import ApiKey
from app.kit import migrations
from app.kit.config import Settings
from app.kit.db import Database
from app.releases.models import Release
from app.wiring import LISTENERS


def start(settings: Settings, killed_at: int | None = None) -> int:
    """Do what `nashra serve` does before it serves; return how many statements that took."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, count)
    with closing(Database(settings, LISTENERS)) as database:
        starting.prepare(settings, database)
    for moment in ("before_cursor_execute", "commit"):
        event.remove(Engine, moment, count)
    return seen


def killed(settings: Settings, at: int) -> None:
    """Start in a process of its own, and see it killed."""
    child = os.fork()
    if not child:
        start(settings, at)
        os._exit(0)  # not reached
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, status


def found(settings: Settings) -> dict[str, Any]:
    """Return what is there."""
    with closing(Database(settings, LISTENERS)) as database:
        migrations.check_drift(database.writer)
        with database.reading() as db:
            return {
                "current": migrations.is_current(database.reader),
                "sound": db.is_sound(),
                "releases": db.scalar(select(func.count()).select_from(Release)),
                "keys": db.scalar(select(func.count()).select_from(ApiKey)),
            }


def main() -> None:
    """Kill all but the first: that one tells how long a start is."""
    whole, *others = (Settings.model_validate(said) for said in json.loads(sys.argv[1]))
    statements = start(whole)
    for number, settings in enumerate(others):
        at = 1 + int(statements * (number + SystemRandom().random()) / len(others))
        killed(settings, min(at, statements))
        start(settings)
        sys.stdout.write(f"{json.dumps(found(settings))}\n")


if __name__ == "__main__":
    main()
