"""What a release is filtered and counted by, as words of the index: `:lar`, `:t17`, `:k9f0c…`."""

from collections.abc import Mapping
from hashlib import blake2b
from zoneinfo import ZoneInfo

from app.concepts.models import Kind
from app.releases.keywords import key_of
from app.releases.models import Release
from app.releases.states import UNPUBLISHED
from app.search.engine import Facet

# No word of a text begins with a colon.
LETTERS: Mapping[Facet, str] = {
    "language": ":l",
    "type": ":y",
    "year": ":n",
    "topic": ":t",
    "person": ":p",
    "organisation": ":o",
    "place": ":g",
}
MARKS = (*LETTERS, "other")
NOTHING = ":none"  # the mark of what nothing can be


def of(release: Release) -> dict[str, str]:
    """Return the marks of a release: under each facet's name, and under `other`."""
    kinds: dict[Kind, list[str]] = {"topic": [], "person": [], "organisation": [], "place": []}
    for link in release.concepts:
        kinds[link.concept.kind].append(of_concept(link.concept.kind, link.concept_key))
    other = [of_keyword(keyword.folded) for keyword in release.keywords]
    if release.issuer_key is not None:
        other.append(of_issuer(release.issuer_key))
    return {
        "language": LETTERS["language"] + release.language,
        "type": LETTERS["type"] + release.type,
        "year": LETTERS["year"] + str(_year(release)) if release.state not in UNPUBLISHED else "",
        **{kind: " ".join(marks) for kind, marks in kinds.items()},
        "other": " ".join(dict.fromkeys(other)),
    }


def of_concept(kind: Kind, key: int) -> str:
    """Return the mark of what is about this concept."""
    return f"{LETTERS[kind]}{key}"


def of_issuer(key: int) -> str:
    """Return the mark of what this organisation says."""
    return f":i{key}"


def of_keyword(written: str) -> str:
    """Return the mark of a free tag, the same for every way of writing it."""
    return f":k{blake2b(key_of(written).encode(), digest_size=5).hexdigest()}"


def _year(release: Release) -> int:
    """Return the year of publication, where the release was issued."""
    try:
        return release.listed_at.astimezone(ZoneInfo(release.timezone)).year
    except OverflowError:  # the first or last day of all, on the other side of Greenwich
        return release.listed_at.year
