"""What an import needs no database for, worked out a batch ahead by a second process.

To render and to analyse texts is a third of an import. A file of one batch is done before another
process would have begun, and starts none.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import TypeVar

from app.imports import records
from app.imports.records import ReleaseRecord
from app.kit import foreseen
from app.kit.errors import Problem
from app.kit.foreseen import Results
from app.releases.schemas import ReleaseIn

Foresee = Callable[[ReleaseIn], None]
Begun = Future[Results] | None
B = TypeVar("B")


def through(
    batches: Iterable[B], lines_of: Callable[[B], Sequence[bytes]], foresee: Foresee | None
) -> Iterator[tuple[B, Results]]:
    """Yield the batches, each with what was foreseen of its lines.

    `foresee` calls what is foreseeable of a document, in the other process.
    """
    left = iter(batches)
    here: B | None = next(left, None)
    begun: Begun = None
    # spawned: a fork would share the connections to the database
    with ProcessPoolExecutor(1, get_context("spawn"), _settle) as second:
        for ahead in left:
            begins = _begin(second, lines_of(ahead), foresee)
            if here is not None:
                yield here, _results(begun)
            here, begun = ahead, begins
        if here is not None:
            yield here, _results(begun)


def _begin(second: ProcessPoolExecutor, lines: Sequence[bytes], foresee: Foresee | None) -> Begun:
    if foresee is None or os.cpu_count() == 1:
        return None
    with suppress(BrokenExecutor):  # it was killed, for its memory say: we go on alone
        return second.submit(_work_out, lines, foresee)
    return None


def _results(begun: Begun) -> Results:
    if begun is not None:
        with suppress(BrokenExecutor):
            return begun.result()
    return {}


def _settle() -> None:
    """Begin in the second process: end when the first does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first is interrupted too, and tells us
    gc.disable()  # as in the first
    first = parent_process()
    if first is not None:
        Thread(target=_end_with, args=(first.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _work_out(lines: Sequence[bytes], foresee: Foresee) -> Results:
    results = Results()
    with foreseen.knowing(results):
        for line in lines:
            with suppress(Problem):  # the first process tells of it
                record = records.read_line(line)
                if isinstance(record, ReleaseRecord):
                    foresee(record)
    return results
