"""Which fields of releases a caller is shown: those picked, of those that it may see."""

from collections.abc import Sequence
from difflib import get_close_matches

from app.kit.errors import Bilingual, InputError, Invalid
from app.releases.reading import Viewer
from app.releases.views import EDITOR_FIELDS, LIST_FIELDS, PUBLIC_FIELDS


def fields_for(viewer: Viewer, picked: Sequence[str], *, whole: bool) -> set[str]:
    """Return which fields to show: those picked, else all (or a list's, without the body).

    A field that this viewer may not see is as unknown to them as one that does not exist.
    """
    known = EDITOR_FIELDS if viewer.edits else PUBLIC_FIELDS
    names = [name.strip() for part in picked for name in part.split(",")]
    wrong = [name for name in names if name not in known]
    if wrong:
        raise Invalid(errors=[_unknown_field(name, known) for name in wrong])
    if names:
        return set(names)
    return set(known) if whole else set(known) & LIST_FIELDS


def _unknown_field(name: str, known: Sequence[str]) -> InputError:
    near = get_close_matches(name[:100], known, n=1)
    if near:
        said = Bilingual(
            f"لا حقل «{name}»؛ هل تقصد {near[0]}؟", f"No field {name!r}; did you mean {near[0]}?"
        )
    else:
        listed = ", ".join(known)
        said = Bilingual(
            f"لا حقل «{name}»؛ الحقول: {listed}.", f"No field {name!r}; known: {listed}."
        )
    return InputError("unknown_field", said, parameter="fields")
