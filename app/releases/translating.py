"""Editions of one announcement: which release translates which, and how that may go wrong."""

from sqlalchemy import or_, select

from app.access.scopes import Caller
from app.kit.db import ReadSession
from app.kit.errors import Bilingual, InputError
from app.kit.prepared import spelled
from app.releases import reading
from app.releases.errors import EditionExists, TranslationSourceUnfit
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.schemas import ReleaseIn


def link(db: ReadSession, release: Release, document: ReleaseIn) -> Release | None:
    """Make `release` the edition, in the document's language, of the source that it names.

    Returns the source. One that was discarded is kept by the editions that it had, so that they
    can be changed meanwhile and it can come back to them.
    """
    if document.translation_of is None:
        release.translation_of_key = None
        _check_languages(db, release, release.key, document)
        return None
    source = db.scalar(select(Release).where(Release.id == document.translation_of))
    is_gone = source is None or source.discarded_at is not None or source.state == "killed"
    if source is None or (is_gone and source.key != release.translation_of_key):
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


def with_unseen_source(
    db: ReadSession, caller: Caller, release: Release, document: ReleaseIn
) -> ReleaseIn:
    """Return the document with the source that its writer could not read in it.

    That was discarded, or killed: to put back what was read would cut the link to it.
    """
    if document.translation_of is not None or release.translation_of_key is None:
        return document
    unseen = ~reading.visible_to(Viewer.at_this_moment(caller))
    id_ = db.scalar(select(Release.id).where(Release.key == release.translation_of_key, unseen))
    return document if id_ is None else document.model_copy(update={"translation_of": id_})


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
            Release.state != spelled("killed"),  # a right one may take the place of what was wrong
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
