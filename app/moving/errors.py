"""Why a move is not begun, or not gone on with."""


class MoveRefusedError(Exception):
    """Nothing was changed; the message says why in one line, in both languages."""
