"""Two databases to move between: one of the engine under test, the other a file of SQLite."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.kit.config import Settings
from app.kit.db import Database
from app.moving import whole
from app.wiring import LISTENERS
from tests.cli.running import NASHRA, Said, ended
from tests.databases import Databases, SqliteDatabases

Show = Callable[[str, int, int], None]


@dataclass
class Side:
    """A database of tests, by the folder that names it."""

    databases: Databases
    folder: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        """Name it; of SQLite also by an address, as the command line does."""
        said: dict[str, Any] = {"database_url": f"sqlite:///{self.folder}/nashra.db"}
        self.settings = Settings(**{**said, **self.databases.empty(self.folder)})

    @property
    def address(self) -> str:
        """What `--from` and `--to` are given."""
        return self.settings.database_url

    def run(self, statement: str) -> list[Any]:
        """Run SQL in it behind the program's back; return the rows."""
        return self.databases.run(self.folder, statement)

    def at(self, folder: Path) -> "Side":
        """Return another of the same kind."""
        folder.mkdir()
        return Side(self.databases, folder)

    def nashra(self, *command: str, **settings: str) -> Said:
        """Run a command on it."""
        there = {
            "NASHRA_DATABASE_URL": self.address,
            "NASHRA_DATA_DIR": str(self.folder),
            "NASHRA_SEEDS_DIR": str(self.folder / "no-seeds"),
        }
        return ended([NASHRA, *command], there | settings)

    def end(self) -> whole.End:
        """Open it, as one end of a move."""
        return whole.End(self.settings, Database(self.settings, LISTENERS))


@dataclass(frozen=True)
class Move:
    """What is moved, and where to."""

    source: Side
    target: Side

    @property
    def command(self) -> list[str | Path]:
        """Return the command line that moves it."""
        return [NASHRA, "move", "--from", self.source.address, "--to", self.target.address]

    def run(self, **settings: str) -> Said:
        """Move it, in a process of its own, to the end."""
        return ended(self.command, settings)

    def here(self, show: Show) -> list[str]:
        """Move it in this process; return what is not as it should be."""
        source, target = self.source.end(), self.target.end()
        with closing(source.database), closing(target.database):
            return list(whole.move(source, target, show))


def unseen(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Return what makes SQLite's files, whichever engine is under test."""
    return SqliteDatabases(tmp_path_factory.mktemp("file"))


@pytest.fixture(params=["into the engine", "out of the engine"])
def move(
    request: pytest.FixtureRequest, databases: Databases, files: Databases, tmp_path: Path
) -> Move:
    """Return a move from a database with this version's tables to one that is not there yet."""
    into = request.param == "into the engine"
    one, other = (files, databases) if into else (databases, files)
    source, target = tmp_path / "source", tmp_path / "target"
    one.migrated(source)
    target.mkdir()
    return Move(Side(one, source), Side(other, target))
