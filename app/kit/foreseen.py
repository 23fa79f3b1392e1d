"""What a pure function will be asked, worked out beforehand: by another process, while one writes.

Nothing but time depends on it: what was not foreseen is worked out when it is asked for.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Results = dict[Hashable, Any]

_RESULTS: ContextVar[Results | None] = ContextVar("results", default=None)


def foreseeable(work: Callable[P, R]) -> Callable[P, R]:
    """Let what `work` will return be known beforehand; its arguments say all that it depends on."""

    @wraps(work)
    def found(*args: P.args, **more: P.kwargs) -> R:
        results = _RESULTS.get()
        if results is None or more:
            return work(*args, **more)
        asked = (work.__qualname__, *args)
        if asked not in results:
            results[asked] = work(*args, **more)
        result: R = results[asked]
        return result

    return found


@contextmanager
def knowing(results: Results) -> Iterator[None]:
    """Take what is foreseen in `results` from there, inside the block; what is not, goes there."""
    token = _RESULTS.set(results)
    try:
        yield
    finally:
        _RESULTS.reset(token)
