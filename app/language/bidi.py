"""Bidirectional controls in a piece that is cut from a text: what it opens, it closes."""

import re

_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATES = "\u2066\u2067\u2068"
_PDF, _PDI = "\u202c", "\u2069"


def balanced(piece: str) -> str:
    """Return the piece with every embedding, override and isolate closed, and none closed twice.

    Shown amid another text it then turns nothing that stands after it (Unicode UAX #9, 3.3).
    """
    if not _CONTROLS.search(piece):
        return piece
    opened: list[str] = []  # what would close each, the last one first to be closed

    def kept(found: re.Match[str]) -> str:
        control = found[0]
        if control in (_PDF, _PDI):
            if not opened or opened[-1] != control:
                return ""
            opened.pop()
        else:
            opened.append(_PDI if control in _ISOLATES else _PDF)
        return control

    said = _CONTROLS.sub(kept, piece)
    return said + "".join(reversed(opened))
