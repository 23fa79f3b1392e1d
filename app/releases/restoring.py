"""Going back to the words of an earlier revision: as a new one, and behind the gates of today."""

from app.access.scopes import Caller
from app.kit.db import WriteSession
from app.kit.input_errors import validated
from app.releases import documents, history, writing
from app.releases.models import Release
from app.releases.schemas import ReleaseIn
from app.releases.states import GATES


def go_back(db: WriteSession, caller: Caller, release: Release, number: int) -> Release:
    """Make the document of a revision the present one; raise when what it names is gone.

    A translation is as far behind its source as it was then: its words are those again.
    """
    then = history.get(db, release, number)
    present = history.document_of(db, release)
    target = {**documents.by_ids(then.document), **{gate: present[gate] for gate in GATES}}
    if target["slug"] == release.numbered_from:  # it went to a namesake that opened before
        target["slug"] = present["slug"]
    document = validated(ReleaseIn, target)
    note = {"revision": number}
    writing.revise(db, caller, release, document, action="restore", note=note)
    if release.translation_of_key is not None:
        source = release.translation_of_key
        release.translated_version = history.version_at(db, source, then.saved_at)
        db.flush()
    return release
