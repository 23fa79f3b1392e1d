"""What clients are told when a concept cannot be found, made, changed or deleted."""

from app.kit.errors import Bilingual, Conflict, NotFound


class ConceptNotFound(Conflict):
    """The request names a concept by an id that no concept of this kind has."""

    code = "concept_not_found"
    title = Bilingual("لا يوجد مفهوم بهذا المعرّف", "There is no concept with this id")


class NoSuchConcept(NotFound):
    """There is no concept at this address, or none that this caller may know of: the same."""

    code = "no_such_concept"
    title = Bilingual("لا يوجد مفهوم في هذا العنوان", "There is no concept at this address")


class ConceptExists(Conflict):
    """Another concept of the kind has the name, or another concept the id: the detail says which.

    Aliases alone may be shared: «جلالة الملك» is more than one.
    """

    code = "concept_exists"
    title = Bilingual("يوجد مفهوم آخر بهذا الاسم أو المعرّف", "Another concept has this name or id")


class ConceptFixed(Conflict):
    """A concept's id and kind stay: releases are filtered, and remembered elsewhere, by them."""

    code = "concept_fixed"
    title = Bilingual("معرّف المفهوم ونوعه لا يتغيران", "A concept's id and kind do not change")


class ConceptNameless(Conflict):
    """A patch takes away the only name that the concept has."""

    code = "concept_nameless"
    title = Bilingual("لا يبقى للمفهوم اسم", "The concept would be left without a name")


class ConceptInUse(Conflict):
    """Releases name the concept; the detail says how many."""

    code = "concept_in_use"
    title = Bilingual("تذكر نشرات هذا المفهوم", "Releases name this concept")
