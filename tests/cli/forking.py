"""`nashra` in a process of its own that has imported the program before it begins.

To import it takes longer than most commands do, so one process does that and is forked for each.
"""

import os
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

from app import cli

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["app.cli"])


class Forked:
    """A running command, as `subprocess.Popen` would show it."""

    def __init__(
        self, command: Sequence[str | Path], surroundings: dict[str, str], out: Path, err: Path
    ) -> None:
        """Begin `nashra` with these arguments and environment; its output goes into two files."""
        for file in (out, err):
            file.write_bytes(b"")
        told = [os.fspath(argument) for argument in command]
        self._process = _FORKING.Process(target=_be, args=(told, surroundings, out, err))
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number among the processes."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return its exit status; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; return its exit status."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError(self._process.pid)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()


def _be(command: list[str], surroundings: dict[str, str], out: Path, err: Path) -> None:
    for number, file in ((1, out), (2, err)):
        with file.open("ab") as opened:
            os.dup2(opened.fileno(), number)
    os.environ.clear()
    os.environ.update(surroundings)
    sys.argv = ["nashra", *command]
    cli.main()
