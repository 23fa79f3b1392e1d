"""Structured logs: one line an event, JSON or text, never a body and never a key."""

import logging
import re
import sys
from contextlib import suppress
from typing import Literal, TextIO, cast

import structlog

_KEY = re.compile(r"nsh_[\w-]{8,}")


def without_keys(text: str) -> str:
    """Return text without the keys in it: somebody puts theirs into an address one day."""
    return _KEY.sub("nsh_…", text) if "nsh_" in text else text


def configure(log_format: Literal["json", "text"]) -> None:
    """Send structlog's and the libraries' lines to standard error in one form."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    # our own lines not by way of the standard library's records: each request has one
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Lossy(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("alembic", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _Lossy:
    """A stream that loses what cannot be written: no request fails with the log's disk."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()
