"""Who is calling: nobody, an app or the person at the Dashboard. A dead token is nobody, without a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphql import GraphQLError

from storefront_sync.saleor.simulator.state.apps import App, Staff
from storefront_sync.saleor.simulator.state.store import Store


@dataclass(frozen=True)
class Viewer:
    """A caller and what it may do. `staff` may do everything."""

    app: App | None = None
    staff: Staff | None = None

    @property
    def principal(self) -> App | Staff | None:
        """Whom an event names as its cause."""
        return self.app or self.staff

    def may(self, *permissions: str) -> bool:
        """Whether one of the permissions is held; with none named, whether the caller is known at all."""
        if self.staff is not None:
            held = self.staff.permissions
            return held is None or not permissions or any(name in held for name in permissions)
        if self.app is None:
            return False
        return not permissions or any(name in self.app.permissions for name in permissions)

    def require(self, *permissions: str) -> None:
        """Raise what Saleor answers to a caller without permission."""
        if self.may(*permissions):
            return
        raise denied(*(permissions or ("AUTHENTICATED_APP", "AUTHENTICATED_STAFF_USER")))


def failure(code: str, message: str) -> GraphQLError:
    """An error in the shape of Saleor's: the Python class of the exception is its code."""
    return GraphQLError(message, extensions={"exception": {"code": code, "stacktrace": []}})


def denied(*permissions: str) -> GraphQLError:
    """What a caller is told who has none of these."""
    names = ", ".join(permissions)
    return failure(
        "PermissionDenied", f"To access this path, you need one of the following permissions: {names}"
    )


def identify(
    store: Store, headers: Mapping[str, str], signed: Callable[[str], Mapping[str, object] | None]
) -> Viewer:
    """The caller by either authorization header, whose names are in lower case; raises what Saleor answers to
    a user's token that has ended or isn't its own."""
    scheme, _, word = headers.get("authorization", "").partition(" ")
    named = word if scheme.casefold() in ("bearer", "jwt") else ""
    token = (headers.get("authorization-bearer") or named).strip()
    if not token:
        return Viewer()
    if token == store.staff_token:
        return Viewer(staff=store.staff)
    if token.count(".") == 2:
        claims = signed(token)
        if claims is None:
            raise failure("InvalidSignatureError", "Signature verification failed")
        if store.now().timestamp() >= float(str(claims["exp"])):
            raise failure("ExpiredSignatureError", "Signature has expired")
        return Viewer(staff=store.staff if claims.get("type") == "access" else None)
    for app in store.apps:
        if app.token == token and app.is_active and not app.deleted:
            return Viewer(app=app)
    return Viewer()
