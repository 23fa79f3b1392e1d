"""The articles of `seeds/`: imported once, known by the hash of their text, never touched again."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.access.scopes import OPERATOR
from app.imports.importing import remember
from app.imports.models import Imported
from app.kit.db import Database, WriteSession
from app.releases import writing
from app.releases.schemas import ReleaseIn


def seed(database: Database, folder: Path) -> int:
    """Import every `NAME.txt` that is not there yet, with what `NAME.json` says of it.

    The first line is the title, the rest the body, byte for byte. Returns how many were imported.
    """
    imported = 0
    for text in sorted(folder.glob("*.txt")):
        with database.writing() as db:
            imported += _seed_one(db, text)
    return imported


def _seed_one(db: WriteSession, path: Path) -> bool:
    raw = path.read_bytes()
    content_hash = hashlib.sha256(raw).digest()
    if db.scalar(select(Imported.release_id).where(Imported.content_hash == content_hash)):
        return False
    title, _, body = raw.decode("utf-8").partition("\n")
    about: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    document = ReleaseIn.model_validate({**about, "title": title, "body": body})
    release = writing.draft(db, OPERATOR, document)
    remember(db, content_hash, release.id)
    return True
