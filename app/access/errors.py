"""What a caller without the right key is told."""

from app.kit.errors import Bilingual, Conflict, Forbidden, NotFound, Unauthenticated

REALM = 'Bearer realm="nashra"'


class KeyRequired(Unauthenticated):
    """This needs a key and none was sent."""

    code = "key_required"
    title = Bilingual("يلزم مفتاح للوصول إلى هذا", "This needs an API key")


class KeyUnknown(Unauthenticated):
    """The key is not one of ours, or it was revoked, or it has expired."""

    code = "key_unknown"
    title = Bilingual("المفتاح غير معروف أو ملغى", "The API key is unknown, revoked or expired")


class ScopeMissing(Forbidden):
    """The key does not carry the scope that this needs."""

    code = "scope_missing"
    title = Bilingual("المفتاح لا يملك الصلاحية", "The API key lacks the scope for this")


class KeyNotFound(NotFound):
    """There is no key with this id."""

    code = "key_not_found"
    title = Bilingual("لا يوجد مفتاح بهذا المعرّف", "There is no API key with this id")


class KeyEnded(Conflict):
    """The key was revoked: nothing of it is changed any more; issue another."""

    code = "key_ended"
    title = Bilingual("أُلغي هذا المفتاح", "This API key was revoked")


class ExpiryPast(Conflict):
    """A key cannot expire before now; what is to end now is revoked."""

    code = "expiry_past"
    title = Bilingual("وقت الانتهاء قد مضى", "The expiry is in the past")


class LastAdminKey(Conflict):
    """Without this key there would be no admin left; the server's own terminal can still end it."""

    code = "last_admin_key"
    title = Bilingual("هذا آخر مفتاح إدارة", "This is the last admin key")
