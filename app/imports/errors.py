"""Why a row or a seed was not imported."""

from app.kit.errors import Bilingual, Conflict, Problem


class ReleaseExists(Conflict):
    """A release with this id is there, and it is another text; nothing was overwritten."""

    code = "release_exists"
    title = Bilingual("توجد نشرة أخرى بهذا المعرّف", "Another release has this id")


class SeedUnfitError(Exception):
    """A file of `seeds/` cannot be imported: the message says which, and why."""


def in_one_line(problem: Problem) -> str:
    """Return what is wrong and where, for people at a terminal."""
    places = [f"{error.pointer or '/'}: {error.detail.en}" for error in problem.errors]
    return f"{problem.code}: {'; '.join(places) or (problem.detail or problem.title).en}"
