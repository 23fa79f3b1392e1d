"""What a caller without the right key is told."""

from app.kit.errors import Bilingual, Forbidden, Unauthenticated

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
