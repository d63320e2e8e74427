"""What stands before every call: partner, timestamp, signature, token; and the token call itself."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tokens import RefreshRefused, Tokens, Verdict
from connectors.shopee.sign import sign_call
from connectors.shopee.simulator.envelope import Envelopes

TIMESTAMP_SECONDS = 300

REFUSED_TOKEN = {
    Verdict.EXPIRED: ("invalid_acceess_token", "Invalid access_token."),
    Verdict.UNKNOWN: ("error_auth", "Invalid access_token, please check."),
    Verdict.REVOKED: ("shop_no_linked", "The shop is not linked to the partner."),
}
REFUSED_REFRESH = {
    "used": ("error_auth", "Invalid refresh_token."),
    "unknown": ("error_auth", "Invalid refresh_token."),
    "expired": ("refresh_token_expired", "Your refresh_token expired."),
    "revoked": ("shop_access_expired", "The shop's authorization has ended."),
}


@dataclass(frozen=True)
class PartnerApp:
    """The one registered app of the simulator."""

    partner_id: str
    partner_key: str = field(repr=False)
    push_key: str = field(repr=False)


class _RefreshBody(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    refresh_token: str
    partner_id: str
    shop_id: str


class Gateway:
    """`status` gives the HTTP status of the gateway's refusals."""

    def __init__(
        self,
        app: PartnerApp,
        tokens: Tokens,
        envelopes: Envelopes,
        now: Callable[[], float],
        status: Callable[[], int],
    ) -> None:
        self._status = status
        self._app = app
        self._tokens = tokens
        self._envelopes = envelopes
        self._now = now

    def admit(self, request: Incoming, *, public: bool) -> Outgoing | None:
        """The refusal of a request; None lets it in."""
        if request.one("partner_id") != self._app.partner_id:
            return self._refuse("invalid_partner_id", "Invalid partner_id")
        timestamp = request.one("timestamp")
        if not timestamp.isdecimal() or abs(self._now() - int(timestamp)) > TIMESTAMP_SECONDS:
            return self._refuse("error_param", "Timestamp is expired.")
        access = "" if public else request.one("access_token")
        owner = "" if public else request.one("shop_id")
        expected = sign_call(
            self._app.partner_key, self._app.partner_id, request.path, int(timestamp), access, owner
        )
        if not hmac.compare_digest(request.one("sign").encode(), expected.encode()):
            return self._refuse("error_sign", "Wrong sign.")
        return None if public else self._token(owner, access)

    def refresh(self, request: Incoming) -> Outgoing:
        """/auth/access_token/get: a new pair for a refresh token that is good once."""
        try:
            body = _RefreshBody.model_validate_json(request.body)
        except ValidationError:
            return self._refuse("error_param", "Wrong parameters.")
        try:
            grant = self._tokens.redeem(body.shop_id, body.refresh_token)
        except RefreshRefused as refused:
            return self._refuse(*REFUSED_REFRESH[refused.word])
        return self._envelopes.flat(
            {
                "partner_id": int(self._app.partner_id),
                "shop_id": int(body.shop_id),
                "access_token": grant.access,
                "refresh_token": grant.refresh,
                "expire_in": int(grant.access_expires_at - self._now()),
            }
        )

    def _token(self, shop_id: str, access: str) -> Outgoing | None:
        verdict = self._tokens.verdict(shop_id, access)
        return None if verdict is Verdict.GOOD else self._refuse(*REFUSED_TOKEN[verdict])

    def _refuse(self, error: str, message: str) -> Outgoing:
        return self._envelopes.failure(error, message, status=self._status())
