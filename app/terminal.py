"""What the command line shows: progress that rises, refusals, and what stops it, in one line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from app.imports.errors import SeedUnfitError, in_one_line
from app.imports.importing import Report
from app.kit import config
from app.kit.backup import BackupRefusedError
from app.kit.engines import is_forbidden
from app.kit.errors import DatabaseLost, Problem
from app.kit.migrations import SchemaUnknownError
from app.moving.errors import MoveRefusedError

EVERY = 5_000


class SettingsUnfitError(Exception):
    """A setting cannot be used: the message names the variable."""


REFUSALS = (
    BackupRefusedError,
    MoveRefusedError,
    SchemaUnknownError,
    SeedUnfitError,
    SettingsUnfitError,
)


def settings() -> config.Settings:
    """Return the settings; raise `SettingsUnfitError`, whose message shows no value: no secret."""
    try:
        return config.load()
    except (ValidationError, SettingsError) as error:
        raise SettingsUnfitError(_said(error)) from error


def settings_for(option: str, database_url: str) -> config.Settings:
    """Return the settings of the database that an option names; raise as `settings` does."""
    try:
        return config.load_for(database_url)
    except (ValidationError, SettingsError) as error:
        raise SettingsUnfitError(_said(error).replace("NASHRA_DATABASE_URL", option)) from error


def _said(error: ValidationError | SettingsError) -> str:
    wrong = error.errors() if isinstance(error, ValidationError) else []
    said = [f"{_variable(one['loc'])}: {one['msg']}" for one in wrong] or [str(error)]
    return "; ".join(said).replace("Value error, ", "")


def _variable(place: tuple[int | str, ...]) -> str:
    return f"NASHRA_{place[0]}".upper() if place else "a NASHRA_… variable that holds JSON"


@contextmanager
def one_line() -> Iterator[None]:
    """Say what stops a command in one line and leave with 1; a traceback is for our mistakes."""
    try:
        yield
    except REFUSALS as error:
        said = str(error)
    except DatabaseLost as lost:
        said = " ".join(lost.why.split())  # a driver says it in several lines
    except Problem as problem:
        said = in_one_line(problem)
    except DatabaseError as error:
        if isinstance(error, IntegrityError | ProgrammingError) and not is_forbidden(error):
            raise
        said = f"the database cannot be used: {' '.join(str(error.orig).split())}"
    except OSError as error:
        said = ": ".join(str(part) for part in (error.filename, error.strerror) if part)
    else:
        return
    sys.stderr.write(f"nashra: {said}\n")
    sys.exit(1)


class ImportShown:
    """An import as it goes on: refusals at once, how far it is, and the sums in the end."""

    def __init__(self, bar: Callable[[int], None], *, every: int | None) -> None:
        """Move `bar` by bytes; also write a line after so many lines, if `every` says so."""
        self._bar, self._every = bar, every
        self.imported = self.there_already = self.refused = 0

    def show(self, report: Report) -> None:
        """Show what one batch did."""
        before = self._seen
        self.imported += report.imported
        self.there_already += report.there_already
        self.refused += len(report.refused)
        for refused in report.refused:
            sys.stderr.write(f"line {refused.number}: {in_one_line(refused.problem)}\n")
        self._bar(report.read)
        if self._every and self._seen // self._every > before // self._every:
            sys.stderr.write(f"{self._seen} lines: {self.sums}\n")

    @property
    def _seen(self) -> int:
        return self.imported + self.there_already + self.refused

    @property
    def sums(self) -> str:
        """Return how many lines met which end."""
        return (
            f"imported {self.imported}, there already {self.there_already}, refused {self.refused}"
        )


@contextmanager
def import_bar(total: int) -> Iterator[ImportShown]:
    """Show how much of a file is read: a bar on a terminal, else a line now and then."""
    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("import", total=total)
        yield ImportShown(
            lambda read: bar.update(task, advance=read),
            every=None if console.is_terminal else EVERY,
        )


@contextmanager
def count_bar() -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("work", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def stage_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Show how many of how many are done of each stage: bars on a terminal, else a line at ends."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    remaining = TimeRemainingColumn()
    with Progress(*columns, remaining, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage)
            bar.update(tasks[stage], completed=done, total=total)
            if done == total and not console.is_terminal:
                sys.stderr.write(f"{stage}: {done} / {total}\n")

        yield show
