"""Finding the concept that somebody names, by id or by any spelling of a name, or making it."""

from collections.abc import Sequence

from sqlalchemy import select

from app.concepts.models import Concept, ConceptName, Kind
from app.concepts.schemas import ConceptIn
from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, Conflict, InputError
from app.language.folding import fold
from app.language.slugs import make_slug

LONGEST_ID = 80


class ConceptNotFound(Conflict):
    """The request names a concept by an id that no concept of this kind has."""

    code = "concept_not_found"
    title = Bilingual("لا يوجد مفهوم بهذا المعرّف", "There is no concept with this id")


class Finder:
    """Finds concepts for a part of one transaction, and remembers: releases name the same few.

    When that part is undone the finder goes with it: it may know concepts that are gone.
    """

    def __init__(self, db: WriteSession) -> None:
        """Know nothing yet."""
        self._db = db
        self._known: dict[tuple[str | None, ...], Concept] = {}

    def find_or_make(self, kind: Kind, named: ConceptIn, pointer: str) -> Concept:
        """Return what `finding.find_or_make` returns."""
        name = (None, named.name.ar, named.name.en, *named.aliases)
        as_named = (kind, named.id) if named.id else (kind, *name)
        concept = self._known.get(as_named)
        if concept is None:
            concept = find_or_make(self._db, kind, named, pointer)
            # found by its name although an id was given: that id may become another's
            if named.id is None or concept.id == named.id:
                self._known[as_named] = concept
        return concept


def find_or_make(db: WriteSession, kind: Kind, named: ConceptIn, pointer: str) -> Concept:
    """Return the concept that `named` means; make it when it has a name that none answers to.

    Raises `ConceptNotFound`, placed at `pointer`, for an unknown id without a name.
    """
    found = _by_id(db, kind, named.id) if named.id else None
    # names first: «جلالة الملك» is an alias of more than one
    found = found or _by_name(db, kind, _folded(named.name.ar, named.name.en))
    found = found or _by_name(db, kind, _folded(*named.aliases))
    if found is not None:
        return found
    if named.name.ar is None and named.name.en is None:
        raise _not_found(kind, named.id or "", pointer)
    return _make(db, kind, named)


def _by_id(db: ReadSession, kind: Kind, id_: str) -> Concept | None:
    return db.scalar(select(Concept).where(Concept.id == id_, Concept.kind == kind))


def _by_name(db: ReadSession, kind: Kind, spellings: Sequence[str]) -> Concept | None:
    if not spellings:
        return None
    return db.scalar(
        select(Concept)
        .join(ConceptName, ConceptName.concept_key == Concept.key)
        .where(ConceptName.kind == kind, ConceptName.folded.in_(spellings))
        .order_by(Concept.key)
        .limit(1)
    )


def _folded(*written: str | None) -> list[str]:
    """Return the names folded, without repeats: what equal spellings have in common."""
    return list(dict.fromkeys(" ".join(fold(name).split()) for name in written if name))


def _make(db: WriteSession, kind: Kind, named: ConceptIn) -> Concept:
    title = named.title
    concept = Concept(
        id=_free_id(db, make_slug(named.id or named.name.en or named.name.ar or "") or kind),
        kind=kind,
        name_ar=named.name.ar,
        name_en=named.name.en,
        title_ar=title.ar if title else None,
        title_en=title.en if title else None,
        aliases=list(named.aliases),
        created_at=clock.now(),
    )
    db.add(concept)
    db.flush()
    for folded in _folded(named.name.ar, named.name.en, *named.aliases):
        db.add(ConceptName(concept_key=concept.key, folded=folded, kind=kind))
    db.flush()
    return concept


def _free_id(db: ReadSession, wanted: str) -> str:
    """Return `wanted`, or it with the first number that nobody has."""
    number, free = 1, wanted
    while db.scalar(select(Concept.key).where(Concept.id == free)) is not None:
        number += 1
        free = f"{wanted[:LONGEST_ID]}-{number}"
    return free


def _not_found(kind: Kind, id_: str, pointer: str) -> ConceptNotFound:
    detail = Bilingual(f"لا يوجد {kind} معرّفه «{id_}».", f"There is no {kind} with the id {id_!r}.")
    return ConceptNotFound(detail, errors=[InputError("concept_not_found", detail, pointer)])
