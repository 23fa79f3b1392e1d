"""When each key was last used: written beside the requests, and at most once a minute."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import or_, update

from app.access.models import ApiKey
from app.kit import clock
from app.kit.db import Database

EVERY = timedelta(minutes=1)
log = structlog.get_logger("nashra.access")


class LastUse:
    """Hears of every use of a key, and now and then writes it down.

    No request waits for that, and none fails by it. What is shown is exact within a minute.
    """

    def __init__(self, database: Database) -> None:
        """Write into `database`, when there is something to write."""
        self._database = database
        self._lock = threading.Lock()
        self._tried: dict[UUID, datetime] = {}  # good keys only: as many as were ever issued
        self._waiting: dict[UUID, datetime] = {}
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="last-use")

    def note(self, key_id: UUID, last: datetime | None) -> None:
        """Hear that a key is used now; `last` is what the database says."""
        now = clock.now()
        if _is_recent(last, now) or self._database.reads_without_primary:
            return
        with self._lock:
            if _is_recent(self._tried.get(key_id), now):
                return
            self._tried[key_id] = self._waiting[key_id] = now
            if len(self._waiting) == 1:  # the others go with it
                self._writer.submit(self._write)

    def _write(self) -> None:
        with self._lock:
            used, self._waiting = self._waiting, {}
        try:
            with self._database.writing() as db:
                for key_id, at in used.items():
                    older = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < at)
                    here = update(ApiKey).where(ApiKey.id == key_id, older)
                    db.change(here.values(last_used_at=at))
        except Exception as error:  # noqa: BLE001 - it is tried again a minute later
            log.info("the use of keys was not noted", keys=len(used), error=type(error).__name__)

    def close(self) -> None:
        """Write what is waiting, and nothing more."""
        self._writer.shutdown()


def _is_recent(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < EVERY
