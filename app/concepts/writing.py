"""Making concepts, changing them and deleting them, so that a name never finds two."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from app.concepts import naming
from app.concepts.errors import ConceptExists, ConceptFixed
from app.concepts.models import Concept, ConceptName, Kind
from app.concepts.schemas import ConceptDocument, ConceptIn
from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.language.collation import sort_key
from app.language.slugs import make_slug

LONGEST_ID = 80
INSTANT = timedelta(microseconds=1)


def make(db: WriteSession, kind: Kind, named: ConceptIn) -> Concept:
    """Make a concept that a release names, under the id wished for or the nearest free one."""
    return _make(db, kind, _free_id(db, _plain_id(kind, named)), named)


def enter(db: WriteSession, document: ConceptDocument) -> Concept:
    """Make a concept that no release names yet; raise when one is there that it cannot be beside.

    An id that was chosen is had or refused; one that is made gives way.
    """
    plain = _plain_id(document.kind, document)
    wrong = list(_held(db, document.kind, document))
    if document.id is not None:
        holder = db.scalar(select(Concept).where(Concept.id == plain))
        wrong += [_exists(plain, holder, "/id")] if holder else []
    if wrong:
        raise ConceptExists(wrong[0].detail, errors=wrong)
    return _make(db, document.kind, _free_id(db, plain), document)


def rewrite(db: WriteSession, concept: Concept, document: ConceptDocument) -> Concept:
    """Put the document in place of the concept's; the same document again changes nothing."""
    _check_fixed(concept, document)
    before = written(concept)
    wrong = list(_held(db, concept.kind, document, concept.key))
    if wrong:
        raise ConceptExists(wrong[0].detail, errors=wrong)
    _fill(concept, document)
    if written(concept) == before:
        return concept
    # later than before, though the clock of the server that wrote last be ahead of ours
    concept.updated_at = max(clock.now(), concept.updated_at + INSTANT)
    db.change(delete(ConceptName).where(ConceptName.concept_key == concept.key))
    _add_names(db, concept)
    return concept


def remove(db: WriteSession, concept: Concept) -> None:
    """Delete a concept that nothing refers to."""
    db.change(delete(Concept).where(Concept.key == concept.key))


def written(concept: Concept) -> dict[str, Any]:
    """Return the concept as `ConceptDocument` takes it, so that writing it back changes nothing."""
    title = {"ar": concept.title_ar, "en": concept.title_en}
    return {
        "id": concept.id,
        "kind": concept.kind,
        "name": {"ar": concept.name_ar, "en": concept.name_en},
        "title": title if any(title.values()) else None,
        "aliases": list(concept.aliases),
    }


def _make(db: WriteSession, kind: Kind, id_: str, named: ConceptIn | ConceptDocument) -> Concept:
    now = clock.now()
    concept = Concept(id=id_, kind=kind, created_at=now, updated_at=now)
    _fill(concept, named)
    db.add(concept)
    db.flush()
    _add_names(db, concept)
    return concept


def _fill(concept: Concept, named: ConceptIn | ConceptDocument) -> None:
    name, title = named.name, named.title
    concept.name_ar, concept.name_en = name.ar, name.en
    concept.title_ar, concept.title_en = (title.ar, title.en) if title else (None, None)
    concept.aliases = list(named.aliases)
    concept.name_order = sort_key(name.ar or name.en or "")
    concept.words = naming.words_of(name.ar, name.en, *named.aliases)


def _add_names(db: WriteSession, concept: Concept) -> None:
    for folded in naming.folded(concept.name_ar, concept.name_en, *concept.aliases):
        db.add(ConceptName(concept_key=concept.key, folded=folded, kind=concept.kind))
    db.flush()


def _held(
    db: ReadSession, kind: Kind, document: ConceptDocument, key: int = 0
) -> Iterator[InputError]:
    """Yield which names are another's name or alias, and which aliases are another's name."""
    names = {"/name/ar": document.name.ar, "/name/en": document.name.en}
    aliases = {f"/aliases/{place}": alias for place, alias in enumerate(document.aliases)}
    others = naming.holders(db, kind, naming.folded(*names.values(), *aliases.values()), key)
    for pointer, name in {**names, **aliases}.items():
        finds = naming.is_found_by if pointer in names else naming.is_called
        for spelling in naming.folded(name):
            holder = next((other for other in others if finds(other, spelling)), None)
            if holder is not None:
                yield _exists(name or "", holder, pointer)


def _exists(written_: str, holder: Concept, pointer: str) -> InputError:
    said = Bilingual(
        f"«{written_}» للمفهوم الذي معرّفه «{holder.id}».",
        f"{written_!r} is of the concept with the id {holder.id!r}.",
    )
    return InputError("concept_exists", said, pointer)


def _check_fixed(concept: Concept, document: ConceptDocument) -> None:
    fixed = {"id": (concept.id, document.id or concept.id), "kind": (concept.kind, document.kind)}
    wrong = [_stays(field, was) for field, (was, given) in fixed.items() if was != given]
    if wrong:
        raise ConceptFixed(errors=wrong)


def _stays(field: str, was: str) -> InputError:
    said = Bilingual(f"القيمة «{was}» لا تتغير.", f"It is {was!r} and does not change.")
    return InputError("concept_fixed", said, f"/{field}")


def _plain_id(kind: Kind, named: ConceptIn | ConceptDocument) -> str:
    return make_slug(named.id or named.name.en or named.name.ar or "") or kind


def _free_id(db: ReadSession, wanted: str) -> str:
    """Return `wanted`, or it with the first number that nobody has."""
    number, free = 1, wanted
    while db.scalar(select(Concept.key).where(Concept.id == free)) is not None:
        number += 1
        free = f"{wanted[:LONGEST_ID]}-{number}"
    return free
