"""Addresses that people can read: made from titles, unique per language, never forgotten."""

from collections.abc import Callable

from sqlalchemy import select

from app.kit.db import WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.ids import parse_id
from app.language.slugs import make_slug
from app.releases.errors import SlugReserved, SlugTaken
from app.releases.holders import Holders
from app.releases.models import PastSlug, Release
from app.releases.schemas import ReleaseIn
from app.releases.titles import slug_of

RESERVED = frozenset({"search", "suggestions"})
LONGEST = 80
ROOM_FOR_NUMBER = 8


def plain(document: ReleaseIn) -> str:
    """Return the slug that a document most likely gets: the one that its words make."""
    return slug_of(document.slug or document.title)


def chosen(holders: Holders, written: str, language: str, key: int | None) -> str:
    """Return the slug that an editor asks for, in its stored form; raise when it cannot be had."""
    slug = slug_of(written)
    if _is_reserved(slug):
        raise SlugReserved(errors=[_at_slug("slug_reserved", slug)])
    if _is_taken(holders, slug, language, key):
        raise SlugTaken(errors=[_at_slug("slug_taken", slug)])
    return slug


def made(holders: Holders, title: str, language: str, release: Release) -> tuple[str, str | None]:
    """Return a free slug made from a title: the plain one, or with a number that is free.

    With what it is numbered from, if it is. Of a title without letters or digits, part of the id:
    the same each time it is saved. Whose number it is in the end, says `namesakes`.
    """
    plain = slug_of(title) or f"release-{release.id.hex[:8]}"
    if _is_reserved(plain):
        plain = f"{plain}-release"
    return _free(holders, plain, language, release.key)


def had(holders: Holders, release: Release) -> tuple[str, str | None]:
    """Return the slug of a draft that comes back, as `made`: another number if it went to one."""
    if not _is_taken(holders, release.slug, release.language, release.key):
        return release.slug, release.numbered_from
    plain = release.numbered_from or release.slug
    return _free(holders, plain, release.language, release.key)


def _free(holders: Holders, plain: str, language: str, key: int | None) -> tuple[str, str | None]:
    number = first_free(lambda number: _is_taken(holders, numbered(plain, number), language, key))
    return numbered(plain, number), None if number == 1 else plain


def first_free(is_taken: Callable[[int], bool]) -> int:
    """Return a number that is free, the one before it not, of those from 1 on.

    Doubling, then halving: the thousandth release of one title costs twenty looks, not a thousand.
    """
    taken, free = 0, 1
    while is_taken(free):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        if is_taken(middle):
            taken = middle
        else:
            free = middle
    return free


def numbered(plain: str, number: int) -> str:
    """Return the slug that a release has whose words others have too; the first has them plain."""
    return plain if number == 1 else f"{make_slug(plain, LONGEST - ROOM_FOR_NUMBER)}-{number}"


def is_numbered(slug: str, plain: str) -> bool:
    """Tell whether a slug is this one with a number."""
    number = slug.rpartition("-")[2]
    return number.isdecimal() and slug == numbered(plain, int(number))


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
