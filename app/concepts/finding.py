"""Finding the concept that somebody names, by id or by any spelling of a name, or making it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from app.concepts import naming, writing
from app.concepts.errors import ConceptNotFound
from app.concepts.models import Concept, Kind
from app.concepts.schemas import ConceptIn
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError

# made once: to make it takes half as long as to run it
_BY_IDS = select(Concept).where(Concept.id.in_(bindparam("ids", expanding=True)))

Named = tuple[Kind, ConceptIn, str]  # what is named, and where in the document


class Finder:
    """Finds concepts for a part of one transaction, and remembers: releases name the same few.

    When that part is undone the finder goes with it: it may know concepts that are gone.
    """

    def __init__(self, db: WriteSession) -> None:
        """Know nothing yet."""
        self._db = db
        self._known: dict[tuple[str | None, ...], Concept] = {}

    def find_or_make(self, named: Sequence[Named]) -> list[Concept]:
        """Return for each what `finding.find_or_make` returns."""
        self._look_up({(kind, one.id) for kind, one, _ in named if one.id})
        return [self._found(*each) for each in named]

    def _look_up(self, asked: set[tuple[str | None, ...]]) -> None:
        """Find at once all that have an id, as most have: one by one takes a fifth of a save."""
        ids = {id_ for _, id_ in asked - self._known.keys()}
        for concept in self._db.scalars(_BY_IDS, {"ids": list(ids)}) if ids else ():
            if (concept.kind, concept.id) in asked:
                self._known[concept.kind, concept.id] = concept

    def _found(self, kind: Kind, named: ConceptIn, pointer: str) -> Concept:
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
