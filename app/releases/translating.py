"""Editions of one announcement: which release translates which, and how that may go wrong."""

from sqlalchemy import or_, select

from app.kit.db import ReadSession
from app.kit.errors import Bilingual, InputError
from app.releases.errors import EditionExists, TranslationSourceUnfit
from app.releases.models import Release
from app.releases.schemas import ReleaseIn


def link(db: ReadSession, release: Release, document: ReleaseIn) -> Release | None:
    """Make `release` the edition, in the document's language, of the source that it names.

    Returns the source. One that is gone is kept by the editions that it had, so that they can be
    changed meanwhile and it can come back to them: what is read of them does not name it.
    """
    if document.translation_of is None:
        gone = _source_if_gone(db, release)
        if gone is not None:
            _check_languages(db, release, gone.key, document)
            return gone
        release.translation_of_key = None
        _check_languages(db, release, release.key, document)
        return None
    source = db.scalar(select(Release).where(Release.id == document.translation_of))
    if source is None or (_is_gone(source) and source.key != release.translation_of_key):
        raise _unfit("لا توجد نشرة بهذا المعرّف.", "There is no release with this id.")
    if source.key == release.key:
        raise _unfit("النشرة لا تترجم نفسها.", "A release does not translate itself.")
    if source.translation_of_key is not None:
        raise _unfit(
            "هذه النشرة ترجمة؛ اذكر أصلها.", "That release is a translation; name its source."
        )
    if release.key is not None and _has_translations(db, release.key):
        raise _unfit(
            "لهذه النشرة ترجمات، فهي أصل.", "This release has translations, so it is a source."
        )
    release.translation_of_key = source.key
    _check_languages(db, release, source.key, document)
    return source


def _source_if_gone(db: ReadSession, release: Release) -> Release | None:
    if release.translation_of_key is None:
        return None
    source = db.scalar(select(Release).where(Release.key == release.translation_of_key))
    return source if source is not None and _is_gone(source) else None


def _is_gone(source: Release) -> bool:
    return source.discarded_at is not None or source.state == "killed"


def _has_translations(db: ReadSession, key: int) -> bool:
    query = select(Release.key).where(
        Release.translation_of_key == key, Release.discarded_at.is_(None)
    )
    return db.scalar(query.limit(1)) is not None


def _check_languages(
    db: ReadSession, release: Release, root: int | None, document: ReleaseIn
) -> None:
    """Refuse a second edition of one announcement in one language."""
    if root is None:
        return
    same = db.scalar(
        select(Release.id).where(
            or_(Release.key == root, Release.translation_of_key == root),
            Release.key != (release.key or 0),
            Release.language == document.language,
            Release.discarded_at.is_(None),
            Release.state != "killed",  # a right one may take the place of what was wrong
        )
    )
    if same is not None:
        said = Bilingual(
            f"النسخة بهذه اللغة هي {same}.", f"The edition in this language is {same}."
        )
        raise EditionExists(said, errors=[InputError("edition_exists", said, "/language")])


def _unfit(ar: str, en: str) -> TranslationSourceUnfit:
    said = Bilingual(ar, en)
    return TranslationSourceUnfit(
        said, errors=[InputError("translation_source_unfit", said, "/translation_of")]
    )
