"""Concepts as releases show them: which of them a viewer may know, and how often each is named."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, true, update
from sqlalchemy.orm import aliased

from app.concepts.models import Concept
from app.kit.db import ReadSession, WriteSession
from app.releases import reading
from app.releases.models import Release, ReleaseConcept
from app.releases.reading import Viewer


class Named(NamedTuple):
    """How many releases are about a concept, and how many it has issued."""

    about: int = 0
    issued: int = 0


def known_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return THE condition on concepts: every query that answers anybody carries it.

    A concept that only hidden releases name does not exist for those from whom they are hidden.
    """
    return true() if viewer.sees_drafts else named_for(viewer)


def named_for(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for concepts that a release names which the viewer may see."""
    about = exists(
        select(ReleaseConcept.release_key)
        .join(Release, Release.key == ReleaseConcept.release_key)
        .where(ReleaseConcept.concept_key == Concept.key, reading.visible_to(viewer))
    )
    issued = exists(
        select(Release.key).where(Release.issuer_key == Concept.key, reading.visible_to(viewer))
    )
    return or_(about, issued)


def how_often(db: ReadSession, viewer: Viewer, keys: Collection[int]) -> dict[int, Named]:
    """Return, under the keys of concepts, how many of the releases that the viewer sees name them.

    These are the totals of `/releases?topic=…` (or what its kind is) and `/releases?issuer=…`.
    What is visible is asked of an index, once: a topic has half of the archive, and to look at
    each of its releases takes twelve times as long.
    """
    if not keys:
        return {}
    link, of = ReleaseConcept, aliased(Release)
    about = (
        select(link.concept_key, func.count())
        .where(
            link.concept_key.in_(keys),
            link.release_key.in_(select(Release.key).where(reading.visible_to(viewer))),
        )
        .group_by(link.concept_key)
    )
    issued = (
        select(of.issuer_key, func.count())
        .where(
            of.issuer_key.in_(keys),
            # a sum, or SQLite would go through all that is visible and look at each release
            (of.key + 0).in_(select(Release.key).where(reading.visible_to(viewer))),
        )
        .group_by(of.issuer_key)
    )
    found_about, found_issued = dict(db.rows(about)), dict(db.rows(issued))
    return {key: Named(found_about.get(key, 0), found_issued.get(key, 0)) for key in keys}


def count_all(db: ReadSession, concept: Concept) -> int:
    """Return how many releases name the concept, whoever may see them; discarded ones do not."""
    about = select(ReleaseConcept.release_key).where(ReleaseConcept.concept_key == concept.key)
    named = or_(Release.key.in_(about), Release.issuer_key == concept.key)
    kept = Release.discarded_at.is_(None)
    return db.scalar(select(func.count()).select_from(Release).where(named, kept)) or 0


def let_go(db: WriteSession, concept: Concept) -> None:
    """Let the discarded drafts that name the concept name it no more: it is to be deleted."""
    db.change(delete(ReleaseConcept).where(ReleaseConcept.concept_key == concept.key))
    here = Release.issuer_key == concept.key
    db.change(update(Release).where(here).values(issuer_key=None))
