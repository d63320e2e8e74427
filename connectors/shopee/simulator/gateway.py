"""What stands before every call: partner, timestamp, signature, token."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.base.simulator.server import Incoming, Outgoing
from connectors.base.simulator.tokens import Tokens, Verdict
from connectors.shopee.sign import sign_call
from connectors.shopee.simulator.envelope import Envelopes

TIMESTAMP_SECONDS = 300

REFUSED_TOKEN = {
    Verdict.EXPIRED: ("invalid_acceess_token", "Invalid access_token."),
    Verdict.UNKNOWN: ("error_auth", "Invalid access_token, please check."),
    Verdict.REVOKED: ("shop_no_linked", "The shop is not linked to the partner."),
}


@dataclass(frozen=True)
class PartnerApp:
    """The one registered app of the simulator."""

    partner_id: str
    partner_key: str = field(repr=False)
    push_key: str = field(repr=False)


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

    def _token(self, shop_id: str, access: str) -> Outgoing | None:
        verdict = self._tokens.verdict(shop_id, access)
        return None if verdict is Verdict.GOOD else self._refuse(*REFUSED_TOKEN[verdict])

    def _refuse(self, error: str, message: str) -> Outgoing:
        return self._envelopes.failure(error, message, status=self._status())
