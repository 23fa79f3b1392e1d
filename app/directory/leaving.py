"""Deleting a concept, which must be named by no release."""

from app.concepts import writing
from app.concepts.errors import ConceptInUse
from app.concepts.models import Concept
from app.kit.db import WriteSession
from app.kit.errors import Bilingual
from app.releases import subjects


def delete(db: WriteSession, concept: Concept) -> None:
    """Delete the concept; raise `ConceptInUse`, which says how many releases name it."""
    used = subjects.count_all(db, concept)
    if used:
        raise ConceptInUse(
            Bilingual(
                f"عدد النشرات التي تذكر «{concept.id}»: {used}.",
                f"Releases that name {concept.id!r}: {used}.",
            )
        )
    subjects.let_go(db, concept)
    writing.remove(db, concept)
