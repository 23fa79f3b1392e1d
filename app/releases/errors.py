"""What clients of releases are told when something cannot be."""

from typing import Any

from app.concepts.errors import ConceptNotFound
from app.kit.errors import Bilingual, Conflict, Forbidden, Gone, NotFound


class ReleaseNotFound(NotFound):
    """There is no such release, or none that this caller may know of: the answer is the same."""

    code = "release_not_found"
    title = Bilingual("لا توجد نشرة بهذا المعرّف", "There is no release at this address")


class RevisionNotFound(NotFound):
    """The release has no revision with this number."""

    code = "revision_not_found"
    title = Bilingual(
        "ليس للنشرة مراجعة بهذا الرقم", "The release has no revision with this number"
    )


class SlugTaken(Conflict):
    """Another release in this language has the slug."""

    code = "slug_taken"
    title = Bilingual("الاسم اللطيف مستعمل لنشرة أخرى", "Another release has this slug")


class SlugReserved(Conflict):
    """The server uses this address itself."""

    code = "slug_reserved"
    title = Bilingual("الاسم اللطيف محجوز", "This slug is reserved")


class ReferenceTaken(Conflict):
    """Another release has the office's number."""

    code = "reference_taken"
    title = Bilingual("الرقم المرجعي مستعمل لنشرة أخرى", "Another release has this reference")


class TranslationSourceUnfit(Conflict):
    """The release named as the source cannot be one."""

    code = "translation_source_unfit"
    title = Bilingual("لا تصلح هذه النشرة أصلًا للترجمة", "That release cannot be the source")


class EditionExists(Conflict):
    """The announcement already has an edition in this language."""

    code = "edition_exists"
    title = Bilingual("للإعلان نسخة بهذه اللغة", "The announcement has an edition in this language")


class ActionImpossible(Conflict):
    """The release's state does not allow this; the detail names the state and what it allows."""

    code = "action_impossible"
    title = Bilingual("لا يمكن ذلك في حالة النشرة", "The release's state does not allow this")


class ReleaseDiscarded(Conflict):
    """A discarded draft has this id; `POST …/restore` brings it back."""

    code = "release_discarded"
    title = Bilingual("تحت هذا المعرّف مسودة محذوفة", "A discarded draft has this id")


class ReleaseKilled(Gone):
    """It was public and was killed; `notice` says when and why, and what to read in its place."""

    code = "release_killed"
    title = Bilingual("أُلغيت هذه النشرة", "This release was killed")


class EmbargoDiffers(Conflict):
    """Editions of one announcement lift together: another one has another embargo."""

    code = "embargo_differs"
    title = Bilingual("نسخ الإعلان تُرفع معًا", "Editions of one announcement lift together")


class ReplacementUnfit(Conflict):
    """The release named as the replacement is not one that the public may read."""

    code = "replacement_unfit"
    title = Bilingual("لا تصلح هذه النشرة بديلًا", "That release cannot be the replacement")


class ReviewRequired(Forbidden):
    """A second person must read a release before it is published."""

    code = "review_required"
    title = Bilingual("يلزم أن يراجعها شخص آخر", "Another person must review it first")


def killed(notice: dict[str, Any]) -> ReleaseKilled:
    """Return the 410 that shows the notice, as `views.NoticeOut` describes it."""
    reason = notice["reason"]
    said = Bilingual(reason["ar"] or reason["en"], reason["en"] or reason["ar"])
    return ReleaseKilled(said, members={"notice": notice})


OF_RESTORING = (SlugTaken, ReferenceTaken, TranslationSourceUnfit, EditionExists)
OF_WRITING = (*OF_RESTORING, SlugReserved, ConceptNotFound, EmbargoDiffers, ReviewRequired)
