"""How a call to Saleor fails. HTTP 200 says nothing: these do.

Each is one of the six classes of `connectors.base.errors`, so that callers may decide by class alone.
"""

from __future__ import annotations

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Transient,
)

SaleorError = ConnectorError
UNREACHABLE = (Transient, OutcomeUnknown, AuthExpired, RateLimited)
"""After one of these another call would fail the same way: a stretch of many ends."""


class SaleorUnreachable(Transient):
    """No connection was made, so nothing was applied."""


class SaleorTransient(Transient):
    """A read got no usable answer; the same call may succeed later."""


class SaleorOutcomeUnknown(OutcomeUnknown):
    """A mutation's answer was lost: perhaps applied, read back before writing again."""


class ServerError(OutcomeUnknown):
    """Saleor's own code failed in a mutation, told with HTTP 200; `code` is the Python class
    (IntegrityError, …)."""

    def __init__(self, key: str, technical: str, *, code: str) -> None:
        super().__init__(key, technical)
        self.code = code


class TokenDead(AuthExpired):
    """The app's token is revoked, or the app is switched off or deleted: Saleor treats the caller as
    anonymous."""


class PermissionMissing(ConfigError):
    """The token lives but lacks a permission: the app must be granted it."""


class StaffRefused(ConfigError):
    """A member of staff isn't let in, or may not do what set-up needs."""


class GraphQLRefused(ConfigError):
    """Saleor doesn't take the request as it is (unknown field, over a limit, another version, a redirect)."""


class AnswerMalformed(ConfigError):
    """The answer isn't of the shape that was asked for: not Saleor, or not a version that we know."""


class NoKindOfGoods(ConfigError):
    """No product type can be used for a stand-in: each has something that must be said. Set-up makes some."""


class MutationRefused(Rejected):
    """A mutation said no. `field` and `code` are Saleor's; `message` is too and may quote what was sent, so
    it is not for logs."""

    def __init__(
        self,
        field: str,
        code: str,
        message: str,
        *,
        order_lines: tuple[str, ...] = (),
        variants: tuple[str, ...] = (),
    ) -> None:
        super().__init__("saleor.refused", f"{field or '-'}/{code}")
        self.field = field
        self.code = code
        self.message = message
        self.order_lines = order_lines
        self.variants = variants


class DuplicateReference(MutationRefused):
    """The external reference is taken: look the object up instead of making it again."""


class AddressRefused(MutationRefused):
    """A part of an address isn't taken; `field` is Saleor's word for it (postalCode, phone, …)."""


class ShortOfStock(MutationRefused):
    """A draft can't be completed: stock doesn't cover `order_lines`; it stays a draft and nothing is
    allocated."""
