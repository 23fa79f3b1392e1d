"""The articles of `seeds/`: imported once, known by the hash of their text, never touched again."""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.access.scopes import OPERATOR
from app.imports import importing, records
from app.imports.errors import SeedUnfitError, in_one_line
from app.imports.models import Imported
from app.kit import audit, strict_json
from app.kit.db import Database, WriteSession
from app.kit.errors import Problem
from app.releases import writing
from app.releases.errors import SlugTaken


def seed(database: Database, folder: Path) -> int:
    """Import every `NAME.txt` that is not there yet, with what `NAME.json` says of it.

    The first line is the title, the rest the body, byte for byte. Returns how many were imported;
    raises `SeedUnfitError`. A seed whose slug is in use is there already: it came with an archive,
    or somebody changed its file, and a text that may have been edited since is left alone.
    """
    imported = 0
    for path in sorted(folder.glob("*.txt")):
        try:
            with database.writing(unhurried=True) as db:
                imported += _seed_one(db, path)
        except SlugTaken:
            continue
        except (Problem, OSError, UnicodeDecodeError) as error:
            message = f"the seed {path} cannot be imported: {_why(error)}"
            raise SeedUnfitError(message) from error
    return imported


def _seed_one(db: WriteSession, path: Path) -> bool:
    raw = path.read_bytes()
    content_hash = hashlib.sha256(raw).digest()
    if db.scalar(select(Imported.release_id).where(Imported.content_hash == content_hash)):
        return False
    title, _, body = raw.decode("utf-8").partition("\n")
    about: dict[str, Any] = strict_json.read(path.with_suffix(".json").read_bytes())
    record = records.read({**about, "title": title, "body": body})
    release = writing.draft(db, OPERATOR, record, record.id, record.created_at)
    importing.remember(db, {content_hash: release.id})
    audit.by_operator(db, "seed", ("release", release.id), {"file": path.name})
    return True


def _why(error: Problem | OSError | UnicodeDecodeError) -> str:
    return in_one_line(error) if isinstance(error, Problem) else str(error)
