"""Relevance sets: passages, and questions that people asked with the passages that answer them."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

PASSAGES, QUESTIONS = ".passages.jsonl", ".questions.jsonl"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph and the title of the article that it is from."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and the ids of the passages that answer it."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class RelevanceSet:
    """One set; its questions are put to the passages of all sets together."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]

    def sampled(self, count: int) -> "RelevanceSet":
        """Return the set with at most `count` of its questions, the same ones each time."""
        if count >= len(self.questions):
            return self
        dice = random.Random(self.name)  # noqa: S311 - the same sample each time, no secret
        return replace(self, questions=tuple(dice.sample(self.questions, count)))


def read(folder: Path) -> list[RelevanceSet]:
    """Return every set of a folder, by name; raise `ValueError` where there is none or a bad one.

    A question whose answer is no passage could never be found, and would look like a bad engine.
    """
    names = sorted(path.name.removesuffix(PASSAGES) for path in folder.glob(f"*{PASSAGES}"))
    sets = [_set(folder, name) for name in names]
    ids = [passage.id for each in sets for passage in each.passages]
    if not ids:
        raise ValueError(f"no NAME{PASSAGES} in {folder}")
    if len(set(ids)) < len(ids):
        raise ValueError(f"two passages of {folder} have one id")
    asked = {id_ for each in sets for question in each.questions for id_ in question.relevant}
    if missing := asked - set(ids):
        raise ValueError(
            f"questions of {folder} are answered by passages that are not there: {missing}"
        )
    return sets


def passages_of(sets: Sequence[RelevanceSet]) -> list[Passage]:
    """Return the passages of all sets."""
    return [passage for each in sets for passage in each.passages]


def _set(folder: Path, name: str) -> RelevanceSet:
    return RelevanceSet(
        name,
        tuple(
            Passage(line["id"], line["title"], line["text"])
            for line in _lines(folder / f"{name}{PASSAGES}")
        ),
        tuple(
            Question(line["question"], frozenset(line["relevant"]))
            for line in _lines(folder / f"{name}{QUESTIONS}")
        ),
    )


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
