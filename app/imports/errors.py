"""Why a row was not imported."""

from app.kit.errors import Bilingual, Conflict


class ReleaseExists(Conflict):
    """A release with this id is there, and it is another text; nothing was overwritten."""

    code = "release_exists"
    title = Bilingual("توجد نشرة أخرى بهذا المعرّف", "Another release has this id")
