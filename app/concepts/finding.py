"""Finding the concept that somebody names, by id or by any spelling of a name, or making it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from app.concepts import naming, writing
from app.concepts.errors import ConceptNotFound
from app.concepts.models import Concept, Kind
from app.concepts.schemas import ConceptIn
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.prepared import Among, Prepared, Texts

Named = tuple[Kind, ConceptIn, str]  # what is named, and where in the document


class Known(NamedTuple):
    """A concept that was found by its id: what others read of it, past the ORM."""

    key: int
    id: str
    kind: Kind
    name_ar: str | None
    name_en: str | None
    title_ar: str | None
    title_en: str | None
    aliases: list[Any]
    is_as_made: bool


_COLUMNS = {**Concept.__table__.c, "is_as_made": Concept.updated_at == Concept.created_at}
_BY_IDS = Prepared(
    select(*(_COLUMNS[name] for name in Known._fields)).where(
        Among(Concept.__table__.c.id, "ids", Texts)
    )
)


class Finder:
    """Finds concepts for a part of one transaction, and remembers: releases name the same few.

    When that part is undone the finder goes with it: it may know concepts that are gone.
    """

    def __init__(self, db: WriteSession) -> None:
        """Know nothing yet."""
        self._db = db
        self._known: dict[tuple[str | None, ...], Concept | Known] = {}

    def find_or_make(self, named: Sequence[Named]) -> list[Concept | Known]:
        """Return for each what `finding.find_or_make` returns."""
        self._look_up({(kind, one.id) for kind, one, _ in named if one.id})
        return [self._found(*each) for each in named]

    def _look_up(self, asked: set[tuple[str | None, ...]]) -> None:
        """Find at once all that have an id, as most have: one by one takes a fifth of a save."""
        ids = {id_ for _, id_ in asked - self._known.keys()}
        for row in self._db.prepared(_BY_IDS, {"ids": ids}) if ids else ():
            concept = Known(*row)
            if (concept.kind, concept.id) in asked:
                self._known[concept.kind, concept.id] = concept

    def _found(self, kind: Kind, named: ConceptIn, pointer: str) -> Concept | Known:
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
    found = find(db, kind, named)
    if found is not None:
        return found
    if named.name.ar is None and named.name.en is None:
        raise _not_found(kind, named.id or "", pointer)
    return writing.make(db, kind, named)


def find(db: ReadSession, kind: Kind, named: ConceptIn) -> Concept | None:
    """Return the concept that `named` means, if it is there: by its id, else by its names.

    An alias says who is meant when it is somebody's name; two who share one («جلالة الملك») stay
    two.
    """
    found = _by_id(db, kind, named.id) if named.id else None
    if found is not None:
        return found
    holders = naming.holders(db, kind, naming.folded(named.name.ar, named.name.en))
    if holders:
        return holders[0]
    aliases = naming.folded(*named.aliases)
    for holder in naming.holders(db, kind, aliases):
        if any(naming.is_called(holder, alias) for alias in aliases):
            return holder
    return None


def _by_id(db: ReadSession, kind: Kind, id_: str) -> Concept | None:
    return db.scalar(select(Concept).where(Concept.id == id_, Concept.kind == kind))


def _not_found(kind: Kind, id_: str, pointer: str) -> ConceptNotFound:
    detail = Bilingual(f"لا يوجد {kind} معرّفه «{id_}».", f"There is no {kind} with the id {id_!r}.")
    return ConceptNotFound(detail, errors=[InputError("concept_not_found", detail, pointer)])
