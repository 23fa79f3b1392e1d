"""What an import needs no database for, worked out a batch ahead by a second process.

To render and to analyse texts is a third of an import. A file of one batch is done before another
process would have begun, and starts none.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Thread
from typing import TypeVar

from app.concepts.schemas import ConceptIn
from app.imports import records
from app.imports.records import ReleaseRecord
from app.kit import foreseen
from app.kit.errors import Problem
from app.kit.foreseen import Results
from app.releases.documents import RELATIONS
from app.releases.schemas import ReleaseIn

Foresee = Callable[[ReleaseIn], None]
B = TypeVar("B")


def through(
    batches: Iterable[B], lines_of: Callable[[B], Sequence[bytes]], foresee: Foresee | None
) -> Iterator[tuple[B, Results]]:
    """Yield the batches, each with what was foreseen of its lines.

    `foresee` calls what is foreseeable of a document, in the other process.
    """
    left = iter(batches)
    here: B | None = next(left, None)
    with closing(_Second(foresee)) as second:
        for ahead in left:
            results = second.results()
            second.begin(lines_of(ahead))
            if here is not None:
                yield here, results
            here = ahead
        if here is not None:
            yield here, second.results()


class _Second:
    """The other process, which begins with its first work; when it is killed we go on alone.

    On a pipe of our own: before Python 3.11.5 the standard executor waits forever for who was
    killed with work in its queue.
    """

    def __init__(self, foresee: Foresee | None) -> None:
        self._foresee = None if os.cpu_count() == 1 else foresee
        self._pipe: Connection | None = None
        self._process: SpawnProcess | None = None
        self._sending: Thread | None = None

    def begin(self, lines: Sequence[bytes]) -> None:
        """Let it work on these lines, while we go on."""
        if self._foresee is None:
            return
        if self._pipe is None:
            # spawned: a fork would share the connections to the database
            context = get_context("spawn")
            self._pipe, theirs = context.Pipe()
            arguments = theirs, self._foresee
            self._process = context.Process(target=_work, args=arguments, daemon=True)
            self._process.start()
            theirs.close()  # or its death would not be noticed
        # more than a pipe holds, and it may be beginning still
        self._sending = Thread(target=self._send, args=(self._pipe, lines), daemon=True)
        self._sending.start()

    def results(self) -> Results:
        """Return what it found of the lines that it was given last."""
        if self._pipe is not None:
            with suppress(OSError, EOFError):
                results: Results = self._pipe.recv()
                return results
        return {}

    def close(self) -> None:
        """Let it end, and wait until it has."""
        if self._pipe and self._process and self._sending:
            self._sending.join()  # or it would write to what is closed
            self._pipe.close()
            self._process.join()

    @staticmethod
    def _send(pipe: Connection, lines: Sequence[bytes]) -> None:
        with suppress(OSError):
            pipe.send(lines)


def _work(pipe: Connection, foresee: Foresee) -> None:
    """Work in the second process until the first wants no more, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first is interrupted too
    gc.disable()  # as in the first
    with suppress(OSError, EOFError):
        while True:
            pipe.send(_work_out(pipe.recv(), foresee))


def _work_out(lines: Sequence[bytes], foresee: Foresee) -> Results:
    results, seen = Results(), dict[str, ConceptIn]()
    with foreseen.knowing(results):
        for line in lines:
            with suppress(Problem):  # the first process tells of it
                record = records.read_line(line)
                if isinstance(record, ReleaseRecord):
                    foresee(record)
                    _share_concepts(record, seen)
    return results


def _share_concepts(record: ReleaseRecord, seen: dict[str, ConceptIn]) -> None:
    """Let a concept that many lines name be one object: it is sent once, and made once there."""
    for field in RELATIONS:
        named: list[ConceptIn] = getattr(record, field)
        # in place: to set a field would say that the line has it
        named[:] = [seen.setdefault(one.model_dump_json(exclude_unset=True), one) for one in named]
