"""The names of concepts: folded to find who is meant, their words to find while somebody types."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.concepts.models import Concept, ConceptName, Kind
from app.kit.db import ReadSession
from app.language.analysis import analyse
from app.language.folding import fold
from app.language.stemming import without_article

LONGEST = 300
MOST_WORDS = 32


def folded(*written: str | None) -> list[str]:
    """Return the names folded, without repeats: what equal spellings have in common."""
    # a ligature unfolds into several words, and the column has room for a name
    forms = (" ".join(fold(name).split())[:LONGEST] for name in written if name)
    return list(dict.fromkeys(forms))


def words_of(*written: str | None) -> str:
    """Return the words of these names, a space before each: as spelled, and without the article."""
    forms = (
        form
        for name in written
        for word in _words(name or "")
        for form in (word, without_article(word))
    )
    return "".join(f" {form}" for form in dict.fromkeys(forms))


def begun_by(typed: str) -> ColumnElement[bool]:
    """Return the condition for concepts whose names have a word that begins so, for every word.

    What holds no word finds nothing, as in search.
    """
    words = [word.exact for word in analyse(typed).words][:MOST_WORDS]
    return and_(*map(_begins, words)) if words else false()


def holders(
    db: ReadSession, kind: Kind, spellings: Sequence[str], but: int = 0
) -> Sequence[Concept]:
    """Return whom these folded spellings find, by name or alias, but the one with this key."""
    if not spellings:
        return []
    found = select(ConceptName.concept_key).where(
        ConceptName.kind == kind, ConceptName.folded.in_(spellings)
    )
    of_others = Concept.key.in_(found), Concept.key != but
    return db.scalars(select(Concept).where(*of_others).order_by(Concept.key))


def is_called(concept: Concept, spelling: str) -> bool:
    """Tell whether a folded spelling is a name of the concept; an alias may be another's too."""
    return spelling in folded(concept.name_ar, concept.name_en)


def is_found_by(concept: Concept, spelling: str) -> bool:
    """Tell whether a folded spelling is a name or an alias of the concept."""
    return is_called(concept, spelling) or spelling in folded(*concept.aliases)


def _begins(word: str) -> ColumnElement[bool]:
    forms = dict.fromkeys((word, without_article(word)))
    return or_(*(Concept.words.contains(f" {form}", autoescape=True) for form in forms))


def _words(name: str) -> Iterator[str]:
    yield from (word.exact for word in analyse(name).every_word)
