"""Addresses that people can read: made from titles, unique per language, never forgotten."""

from sqlalchemy import select

from app.kit.db import WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.ids import parse_id
from app.language.slugs import make_slug
from app.releases.errors import SlugReserved, SlugTaken
from app.releases.holders import Holders
from app.releases.models import PastSlug, Release
from app.releases.schemas import ReleaseIn

RESERVED = frozenset({"search", "suggestions"})
LONGEST = 80
ROOM_FOR_NUMBER = 8


def plain(document: ReleaseIn) -> str:
    """Return the slug that a document most likely gets: the one that its words make."""
    return make_slug(document.slug or document.title)


def chosen(holders: Holders, written: str, language: str, key: int | None) -> str:
    """Return the slug that an editor asks for, in its stored form; raise when it cannot be had."""
    slug = make_slug(written)
    if _is_reserved(slug):
        raise SlugReserved(errors=[_at_slug("slug_reserved", slug)])
    if _is_taken(holders, slug, language, key):
        raise SlugTaken(errors=[_at_slug("slug_taken", slug)])
    return slug


def made(holders: Holders, title: str, language: str, release: Release) -> str:
    """Return a free slug made from a title: the plain one, or with a number that is free.

    Of a title without letters or digits, part of the id: the same each time it is saved.
    """
    plain = make_slug(title) or f"release-{release.id.hex[:8]}"
    if _is_reserved(plain):
        plain = f"{plain}-release"
    # doubling, then halving: the thousandth release of one title costs twenty looks, not a thousand
    taken, free = 0, 1
    while _is_taken(holders, _numbered(plain, free), language, release.key):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        if _is_taken(holders, _numbered(plain, middle), language, release.key):
            taken = middle
        else:
            free = middle
    return _numbered(plain, free)


def _numbered(plain: str, number: int) -> str:
    return plain if number == 1 else f"{make_slug(plain, LONGEST - ROOM_FOR_NUMBER)}-{number}"


def _is_reserved(slug: str) -> bool:
    return not slug or slug in RESERVED or parse_id(slug) is not None


def _is_taken(holders: Holders, slug: str, language: str, key: int | None) -> bool:
    return holders.of_slug(slug, language) not in {None, key}


def remember(
    db: WriteSession, release: Release, slug: str, language: str, *, was_public: bool
) -> None:
    """Keep an address that the release had, for the redirect; the newest public holder wins it.

    One that was hidden takes it from nobody: the redirect that it broke would tell that it exists.
    """
    past = db.scalar(select(PastSlug).where(PastSlug.slug == slug, PastSlug.language == language))
    if past is None:
        db.add(PastSlug(slug=slug, language=language, release_key=release.key))
    elif was_public:
        past.release_key = release.key


def _at_slug(code: str, slug: str) -> InputError:
    said = Bilingual(f"لا يمكن استعمال «{slug}».", f"{slug!r} cannot be used.")
    return InputError(code, said, pointer="/slug")
