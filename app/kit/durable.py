"""Small files that survive a power cut: whole and with their names, or not there at all."""

import os
from pathlib import Path


def keep(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write a file that only its owner reads; one that is there stays, unless `replace`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # whole under another name first: whoever else does it at once, there is one in the end
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Let the names in a folder be on disk, as `fsync` lets the bytes of a file be."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
