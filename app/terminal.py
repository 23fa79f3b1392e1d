"""What the command line shows: progress that rises, and refusals that say where and why."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TimeRemainingColumn,
)

from app.imports.importing import Report
from app.kit.errors import Problem

EVERY = 5_000


@contextmanager
def bytes_bar(total: int) -> Iterator[Callable[[int, Report], None]]:
    """Show how much of a file is read: a bar on a terminal, else a line now and then."""
    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("import", total=total)
        said = 0

        def progress(read: int, report: Report) -> None:
            nonlocal said
            bar.update(task, advance=read)
            seen = report.imported + report.there_already + len(report.refused)
            if not console.is_terminal and seen // EVERY > said:
                said = seen // EVERY
                sys.stderr.write(
                    f"{seen} lines: {report.imported} imported,"
                    f" {report.there_already} there already, {len(report.refused)} refused\n"
                )

        yield progress


@contextmanager
def count_bar() -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("work", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def refusal(number: int, problem: Problem) -> str:
    """Return a line that tells which line of the file was refused, where in it, and why."""
    places = [f"{error.pointer or '/'}: {error.detail.en}" for error in problem.errors] or [
        (problem.detail or problem.title).en
    ]
    return f"line {number}: {problem.code}: {'; '.join(places)}"
