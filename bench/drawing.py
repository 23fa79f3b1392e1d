"""Pictures of what was measured, as SVG that a README can show."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10
from typing import NamedTuple

WIDTH, NAMES, MARGIN, ROW = 760, 210, 30, 26
INKS = ("#0b6e4f", "#c8553d", "#28536b", "#b08900", "#6a4c93")
FONT = 'font-family="system-ui, sans-serif" font-size="13"'


class Bar(NamedTuple):
    """A part of what the ceiling does, and how much of it was asked for."""

    name: str
    part: float
    asked: float | None


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Return a picture of parts, with a line where the ceiling is and a tick at what was asked."""
    most = max([1.0, *(row.part for row in rows)]) * 1.1
    scale = (WIDTH - NAMES - MARGIN) / most
    height = MARGIN * 2 + ROW * len(rows)
    return _svg(height, title, _bars(rows, scale, height))


def _bars(rows: Sequence[Bar], scale: float, height: int) -> Iterator[str]:
    for place, row in enumerate(rows):
        top = MARGIN + 6 + ROW * place
        yield _text(NAMES - 8, top + 14, row.name, "end")
        wide = f"{row.part * scale:.0f}"
        yield f'<rect x="{NAMES}" y="{top}" width="{wide}" height="18" fill="{INKS[0]}"/>'
        yield _text(NAMES + row.part * scale + 5, top + 14, f"{row.part:.2f}")
        if row.asked is not None:
            yield _line(NAMES + row.asked * scale, top - 2, top + 20, INKS[1])
    yield _line(NAMES + scale, MARGIN, height - MARGIN + 8, "#888")
    yield _text(NAMES + scale, height - 8, "uvicorn alone", "middle")


def curves(title: str, sizes: Sequence[int], rows: Mapping[str, Sequence[float]]) -> str:
    """Return a picture of milliseconds over the sizes of archives, a curve for each question."""
    height, left, right = 300, 50, 560
    most = max(max(each) for each in rows.values()) * 1.15
    across = [
        left + (right - left) * (log10(size) - log10(sizes[0])) / (log10(sizes[-1] / sizes[0]) or 1)
        for size in sizes
    ]
    return _svg(height, title, _curves(sizes, rows, across, (height - 2 * MARGIN) / most))


def _curves(
    sizes: Sequence[int], rows: Mapping[str, Sequence[float]], across: Sequence[float], scale: float
) -> Iterator[str]:
    floor = 300 - MARGIN
    axes = f"M{across[0]:.0f} {MARGIN}V{floor}H{across[-1]:.0f}"
    yield f'<path d="{axes}" fill="none" stroke="#888"/>'
    for x, size in zip(across, sizes, strict=True):
        yield _text(x, floor + 18, f"{size:,}", "middle")
    for place, (name, each) in enumerate(rows.items()):
        ink = INKS[place % len(INKS)]
        points = " ".join(
            f"{x:.0f},{floor - ms * scale:.0f}" for x, ms in zip(across, each, strict=True)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>'
        yield _text(
            across[-1] + 12, MARGIN + 16 + 20 * place, f"{name}: {each[-1]:.2f} ms", ink=ink
        )


def _svg(height: int, title: str, parts: Iterator[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {FONT}>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f"{_text(MARGIN, 20, title)}{''.join(parts)}</svg>\n"
    )


def _text(x: float, y: float, said: str, anchor: str = "start", ink: str = "#222") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{ink}">{escape(said)}</text>'
    )


def _line(x: float, top: float, bottom: float, ink: str) -> str:
    return f'<path d="M{x:.0f} {top:.0f}V{bottom:.0f}" stroke="{ink}" stroke-width="2"/>'
