"""What a release is about, and its keywords: some ten rows each, written for many at once.

They are not left to the ORM's unit of work: it takes as long for them as for all the rest.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm.attributes import set_committed_value

from app.concepts.finding import Known
from app.concepts.models import Concept
from app.kit.db import WriteSession
from app.releases.keywords import key_of
from app.releases.models import Release, ReleaseConcept, ReleaseKeyword


class _Link(NamedTuple):
    """What stands for a `ReleaseConcept` that is not read yet: to map it takes 15 times as long."""

    concept_key: int
    concept: Concept | Known
    position: int


class _Word(NamedTuple):
    """The same for a `ReleaseKeyword`."""

    written: str
    folded: str
    position: int


def fill(
    release: Release,
    issuer: Concept | Known | None,
    concepts: Iterable[Concept | Known],
    keywords: Iterable[str],
) -> None:
    """Put these in place of the release's, repeats left out; `add` or `replace` writes them."""
    about = [
        _Link(concept.key, concept, place)
        for place, concept in enumerate({concept.key: concept for concept in concepts}.values())
    ]
    words = [_Word(word, key_of(word), place) for place, word in enumerate(dict.fromkeys(keywords))]
    release.issuer_key = issuer.key if issuer else None
    set_committed_value(release, "issuer", issuer)
    set_committed_value(release, "concepts", about)
    set_committed_value(release, "keywords", words)


def add(db: WriteSession, releases: Sequence[Release]) -> None:
    """Write what new releases are about; they have their keys."""
    links = [
        {"release_key": release.key, "concept_key": link.concept_key, "position": link.position}
        for release in releases
        for link in release.concepts
    ]
    words = [
        {
            "release_key": release.key,
            "position": word.position,
            "written": word.written,
            "folded": word.folded,
        }
        for release in releases
        for word in release.keywords
    ]
    db.insert(ReleaseConcept, links)
    db.insert(ReleaseKeyword, words)


def replace(db: WriteSession, release: Release) -> None:
    """Write what the release is about in place of what was written before."""
    for table in (ReleaseConcept, ReleaseKeyword):
        db.change(delete(table).where(table.release_key == release.key))
    add(db, [release])
