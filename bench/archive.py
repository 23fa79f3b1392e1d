"""An archive of any size: distinct Arabic releases made of the sentences of texts."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.kit.config import CHECKOUT

BODY_BYTES = 1_500  # with its title, concepts and dates a line is about 3 KB
FIRST_DAY = datetime(2006, 1, 1, 6, 0, tzinfo=UTC)
YEARS = timedelta(days=20 * 365)
OF_IMPORTS = frozenset({"id", "slug", "created_at"})  # which a POST does not take from here
KINDS = ("topics", "people", "organisations", "places")
_SENTENCE_END = re.compile(r"(?<=[.،])\s+|\n")


def write(path: Path, count: int, seed: int = 1, texts: Sequence[str] = ()) -> int:
    """Write `count` releases as JSON Lines, the same for the same seed; return the bytes.

    Their sentences are those of the seeds and of `texts`.
    """
    with path.open("wb") as out:
        out.writelines(
            json.dumps(release, ensure_ascii=False).encode() + b"\n"
            for release in releases(count, seed, texts)
        )
    return path.stat().st_size


def releases(count: int, seed: int = 1, texts: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield distinct releases, oldest first, of the same twenty years however many they are."""
    dice = random.Random(seed)  # noqa: S311 - the same archive each time, no secret
    sentences, about = _material(CHECKOUT / "seeds", texts)
    for number in range(count):
        published = FIRST_DAY + YEARS * (number / count)  # twenty years a million times is too long
        yield {
            "id": str(UUID(int=dice.getrandbits(128), version=4)),
            "created_at": published.isoformat(),
            "title": f"بيان {number + 1}: {_title(dice, sentences)}",
            "body": _body(dice, sentences),
            "language": "ar",
            "state": "published",
            "publish_at": published.isoformat(),
            "issuer": dice.choice(about["organisations"]),
            **{kind: dice.sample(about[kind], dice.randint(1, 2)) for kind in KINDS},
            "keywords": dice.sample(about["keywords"], 3),
        }


def _material(seeds: Path, texts: Sequence[str]) -> tuple[list[str], dict[str, list[Any]]]:
    """Return the sentences of every seed, and what each seed says that it is about."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    about: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for text in sorted(seeds.glob("*.txt")):
        sentences += sentences_of(text.read_text(encoding="utf-8"))
        described = json.loads(text.with_suffix(".json").read_text(encoding="utf-8"))
        for kind in KINDS:
            about[kind] += described[kind]
    words = {word for sentence in sentences for word in sentence.split() if word.isalpha()}
    about["keywords"] = sorted(words)
    return sentences, about


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text, and the parts between its commas: of two words or more."""
    return [part.strip() for part in _SENTENCE_END.split(text) if len(part.split()) > 1]


def _title(dice: random.Random, sentences: list[str]) -> str:
    return " ".join(dice.choice(sentences).split()[:10])[:200]


def _body(dice: random.Random, sentences: list[str]) -> str:
    """Return paragraphs of sentences, some of their words moved, of about `BODY_BYTES`."""
    lines: list[str] = []
    size = 0
    while size < BODY_BYTES:
        words = " ".join(dice.sample(sentences, 3)).split()
        for _ in range(3):  # so that neighbours differ from release to release
            words.insert(dice.randrange(len(words)), words.pop(dice.randrange(len(words))))
        lines.append(" ".join(words))
        size += len(lines[-1].encode())
    return "\n".join(lines)
