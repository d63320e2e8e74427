"""Staff log in: an access token for five minutes, a refresh token, and a pause after a wrong password."""

from __future__ import annotations

from datetime import timedelta

from graphql import GraphQLEnumType

from storefront_sync.saleor.simulator.arguments.setup import LoginArguments, RefreshArguments
from storefront_sync.saleor.simulator.binding import mutation, refuse, resolver, schema
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.state.apps import Staff

LIFE = {"access": timedelta(minutes=5), "refresh": timedelta(days=30)}
PERSON_KEY = "simulated-01"
"""What Saleor changes when a person's tokens shall end before their time."""
PAUSE = timedelta(seconds=1)


@resolver("User", "userPermissions")
def permissions(source: Staff, call: Call) -> list[dict[str, str]]:
    """What the person may do."""
    known = schema().type_map["PermissionEnum"]
    assert isinstance(known, GraphQLEnumType)
    held = known.values if source.permissions is None else source.permissions
    return [{"code": code, "name": code.replace("_", " ").capitalize()} for code in sorted(held)]


@mutation("tokenCreate", LoginArguments)
def log_in(call: Call, arguments: LoginArguments) -> dict[str, object]:
    """A token for the right password. After a wrong one even the right one has to wait."""
    store = call.store
    if store.login_delayed_until is not None and call.now < store.login_delayed_until:
        message = f"Logging has been suspended till {store.login_delayed_until} due to too many attempts."
        raise refuse(None, "LOGIN_ATTEMPT_DELAYED", message)
    if (arguments.email, arguments.password) != (store.staff.email, store.staff_password):
        store.login_delayed_until = call.now + PAUSE
        raise refuse("email", "INVALID_CREDENTIALS", "Please, enter valid credentials")
    store.login_delayed_until = None
    return {"token": _token(call, "access"), "refreshToken": _token(call, "refresh"), "user": store.staff}


@mutation("tokenRefresh", RefreshArguments)
def refresh(call: Call, arguments: RefreshArguments) -> dict[str, object]:
    """Another access token."""
    claims = call.backstage.signed(arguments.refresh_token)
    if claims is None:
        raise refuse("refreshToken", "JWT_DECODE_ERROR", "Invalid token.")
    if claims.get("type") != "refresh":
        raise refuse("refreshToken", "JWT_INVALID_TOKEN", "Incorrect refreshToken")
    return {"token": _token(call, "access"), "user": call.store.staff}


def _token(call: Call, kind: str) -> str:
    staff = call.store.staff
    issued = int(call.now.timestamp())
    return call.backstage.sign(
        {
            "iat": issued,
            "owner": "saleor",
            "iss": f"{call.backstage.base_url()}/graphql/",
            "exp": issued + int(LIFE[kind].total_seconds()),
            "token": PERSON_KEY,
            "email": staff.email,
            "type": kind,
            "user_id": staff.id,
            "is_staff": staff.is_staff,
        }
    )
