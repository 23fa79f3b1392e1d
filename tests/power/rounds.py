"""Power cuts under a server that writes, and the count of what it had acknowledged and lost."""

import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import SystemRandom
from time import monotonic, sleep

import httpx
from sqlalchemy import select

from app import cli
from app.kit import sqlite
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.errors import DatabaseLost
from app.releases.models import Release
from app.wiring import LISTENERS
from tests.storage.disks import Disk

WRITERS = 3
MOST = 60  # acknowledged in one round, about
KEY = re.compile(r"nsh_[\w-]{43}")
# what is imported once need not be at each start: two thirds of its time
STARTED = get_context("forkserver")
STARTED.set_forkserver_preload(["app.cli"])
chance = SystemRandom()


@dataclass
class Machine:
    """A server on a disk whose power may be cut, and what it has promised."""

    disk: Disk
    synchronous: str
    key: str = ""
    cuts: int = 0
    kept: set[str] = field(default_factory=set)  # acknowledged and still there
    lost: int = 0
    refused: int = 0  # starts that found by the mark that something was lost

    def __str__(self) -> str:
        """Return a line of the table."""
        return (
            f"synchronous={self.synchronous}: {self.cuts} power cuts,"
            f" {len(self.kept) + self.lost} writes acknowledged, {self.lost} lost"
            f" ({self.refused} starts refused, by the mark)"
        )

    @property
    def settings(self) -> Settings:
        """How its database is opened, here too."""
        return Settings(data_dir=self.disk.folder / "data", seeds_dir=self.disk.folder / "seeds")

    @property
    def _log(self) -> Path:
        return self.disk.folder.with_suffix(".log")

    def shown(self) -> list[str]:
        """Return the keys that the server has shown since its last start."""
        return KEY.findall(self._log.read_text()) if self._log.exists() else []

    @contextmanager
    def serving(self) -> Iterator[BaseProcess]:
        """Serve; killed when the block ends. Its log is on another disk."""
        said = self.settings.model_dump(mode="json", include={"data_dir", "seeds_dir"})
        surroundings = {f"NASHRA_{name}".upper(): value for name, value in said.items()}
        self._log.unlink(missing_ok=True)
        process = STARTED.Process(target=serve, args=(self.synchronous, surroundings, self._log))
        process.start()
        try:
            yield process
        finally:
            process.kill()
            process.join()

    def address(self, process: BaseProcess) -> str:
        """Wait until it serves; return where."""
        while True:
            for line in self._log.read_text().splitlines() if self._log.exists() else []:
                if '"serving"' in line and line.endswith("}"):
                    return f"http://127.0.0.1:{json.loads(line)['port']}"
            assert process.is_alive(), self._log.read_text()
            sleep(0.01)

    def round(self) -> None:
        """Start, write from several sides, cut the power at some moment; count what is left."""
        with self.serving() as server:
            address = self.address(server)
            self.key = self.key or self.shown()[0]
            load = Load(address, self.key)
            with load.working():
                load.until(chance.randint(1, MOST))
                sleep(chance.random() / 20)
                self.disk.cut()
                sleep(0.05)  # what is acknowledged now is acknowledged too
                server.kill()
        self.kept |= set(load.acknowledged)
        self.power_again()
        self.count()

    def power_again(self) -> None:
        """Start the machine again, but for the server."""
        self.cuts += 1
        self.disk.unplug()
        self.disk.plug_in()

    def count(self) -> None:
        """Look for what was acknowledged; what is not there is lost."""
        with closing(Database(self.settings, LISTENERS)) as database:
            try:
                found = ids(database)
            except DatabaseLost:
                self.refused += 1
                database.accept()
                found = ids(database)
        self.lost += len(self.kept - found)
        self.kept &= found


def serve(synchronous: str, surroundings: dict[str, str], log: Path) -> None:
    """Be `nashra serve`, but for how long it waits for the disk."""
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), sys.stderr.fileno())
    for name in [name for name in os.environ if "NASHRA" in name]:
        del os.environ[name]
    os.environ.update(surroundings, NASHRA_PORT="0")
    sqlite.SYNCHRONOUS = synchronous
    sys.argv = ["nashra", "serve"]
    cli.main()


def ids(database: Database) -> set[str]:
    """Return the ids of all releases, after a look through the whole file."""
    with database.reading(unhurried=True) as db:
        assert db.is_sound()
        return {str(found) for found in db.scalars(select(Release.id))}


class Load:
    """Several clients that write without a pause, and remember what was acknowledged."""

    def __init__(self, address: str, key: str) -> None:
        """Write to this server; `key` may."""
        self.acknowledged: list[str] = []
        self._address, self._headers = address, {"Authorization": f"Bearer {key}"}

    @contextmanager
    def working(self) -> Iterator[None]:
        """Write while the block runs, and on until nobody answers any more."""
        writers = [threading.Thread(target=self._write, daemon=True) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        yield
        for writer in writers:
            writer.join()

    def until(self, acknowledged: int) -> None:
        """Wait until so many writes were acknowledged."""
        began = monotonic()
        while len(self.acknowledged) < acknowledged:
            assert monotonic() - began < 60, self.acknowledged
            sleep(0.001)

    def _write(self) -> None:
        with httpx.Client(base_url=self._address, headers=self._headers, timeout=20) as http:
            for number in count():
                body = {"title": f"خبر {number} من المنامة", "body": "متن الخبر. " * 200}
                try:
                    answer = http.post("/releases", json=body)
                except httpx.TransportError:
                    return  # nobody is there any more
                if answer.status_code != 201:
                    assert answer.status_code in {503, 507}, answer.text
                    return
                self.acknowledged.append(answer.json()["id"])
