"""Corrections: public acts, with a note to readers, that keep the words that they put right."""

from typing import Any

from app.access.scopes import Caller
from app.kit import clock
from app.kit.db import WriteSession
from app.kit.errors import Bilingual, InputError, Invalid
from app.kit.input_errors import validated
from app.releases import documents, editions, history, lifecycle, writing
from app.releases.lifecycle import Note
from app.releases.models import Release
from app.releases.schemas import ReleaseIn
from app.releases.states import NOT_WORDS


def correct(
    db: WriteSession, caller: Caller, release: Release, note: Note, changes: dict[str, Any]
) -> None:
    """Put the `changes` (a merge patch) into what is published, and tell readers of it.

    The words as they were are its revision before; `version` says that there are new ones.
    """
    now = lifecycle.begin(caller, release, "correct")
    _check_words_only(changes)
    target = documents.patched(history.document_of(db, release), changes)
    document = validated(ReleaseIn, target)
    release.version += 1
    entry = {"version": release.version, "at": clock.rfc3339(now), "note": note}
    release.corrections = [*(release.corrections or ()), entry]
    release.corrected_at = now
    editions.mark_others(db, release)
    writing.revise(db, caller, release, document, action="correct", note=note)


def _check_words_only(changes: dict[str, Any]) -> None:
    said = Bilingual(
        "التصحيح يغيّر النص لا موعد النشر ولا الحالة؛ استعمل PATCH.",
        "A correction changes words, not gates or states; use PATCH for those.",
    )
    wrong = [
        InputError("not_in_a_correction", said, f"/{name}") for name in NOT_WORDS if name in changes
    ]
    if wrong:
        raise Invalid(errors=wrong)
