"""What keys may: five scopes, each of which brings those that it cannot work without."""

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from app.access.errors import REALM, KeyRequired, ScopeMissing
from app.kit.errors import Bilingual

Scope = Literal["embargo", "draft", "write", "publish", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

IMPLIED: dict[Scope, frozenset[Scope]] = {
    "embargo": frozenset({"embargo"}),
    "draft": frozenset({"draft", "embargo"}),
    "write": frozenset({"write", "draft", "embargo"}),
    "publish": frozenset({"publish", "write", "draft", "embargo"}),
    "admin": frozenset(SCOPES),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling; the public has no key and no scopes.

    Where the office demands review, nobody `publishes_alone`.
    """

    key_id: UUID | None
    name: str
    scopes: frozenset[Scope]
    publishes_alone: bool = True

    def may(self, scope: Scope) -> bool:
        """Tell whether one of the caller's scopes is, or brings, `scope`."""
        return any(scope in IMPLIED[held] for held in self.scopes)

    @property
    def is_public(self) -> bool:
        """True for callers without a key."""
        return self.key_id is None and not self.scopes

    @property
    def is_operator(self) -> bool:
        """True for work done at the server's own terminal."""
        return self.key_id is None and not self.is_public


PUBLIC = Caller(None, "public", frozenset())
# the seed, the importer and other work done at the server's own terminal
OPERATOR = Caller(None, "operator", frozenset({"admin"}))


def demand(caller: Caller, scope: Scope) -> None:
    """Raise 401 for the public and 403, naming the scope, for a key without it."""
    if caller.may(scope):
        return
    if caller.is_public:
        raise KeyRequired(headers={"WWW-Authenticate": REALM})
    raise ScopeMissing(
        Bilingual(f"يلزم مفتاح بصلاحية {scope}.", f"This needs a key with the scope {scope}."),
        headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
    )
