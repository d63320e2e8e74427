"""What Shopee's answers mean: success, rows, a file, or one of the six errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

from pydantic import ValidationError

from connectors.base.errors import ConnectorError, ConsentEnded
from connectors.base.http import Answer, Call, lost
from connectors.base.table import NOT_THE_TOKEN, Action, Said, shown_code
from connectors.base.types import TokenPair
from connectors.shopee.config import QUOTA_RENEWED_UTC_OFFSET_HOURS, REFRESH_TOKEN_DAYS
from connectors.shopee.errors import ROWS_ARE_INSIDE, TABLE
from connectors.shopee.wire import Envelope, Head, TokenWire, Wire, WriteWire

W = TypeVar("W", bound=Wire)
H = TypeVar("H", bound=Head)

PDF = b"%PDF"

OVERLOADED_CODE = "error_auth"


class Judge:
    """Judges for one shop ("" = for none yet). Every method raises ConnectorErrors, or Throttled."""

    def __init__(self, shop_id: str, now: Callable[[], datetime]) -> None:
        self._shop_id = shop_id
        self._now = now

    def payload(self, call: Call, answer: Answer, shape: type[Envelope[W]]) -> W:
        """The payload of a success."""
        envelope = self.parsed(call, answer, shape)
        if envelope.response is None:
            raise self.unreadable(call, answer, envelope.request_id)
        return envelope.response

    def written(self, call: Call, answer: Answer) -> tuple[WriteWire, str]:
        """The rows of a write of stock or prices, and the request id."""
        try:
            envelope = Envelope[WriteWire].model_validate_json(answer.body)
        except ValidationError:
            envelope = Envelope[WriteWire]()
        if envelope.response is not None and (
            (not envelope.error and answer.status < 400)
            or (envelope.error.rpartition(".")[2] in ROWS_ARE_INSIDE and envelope.response.failure_list)
        ):
            return envelope.response, shown_code(envelope.request_id)
        return self.payload(call, answer, Envelope[WriteWire]), ""

    def rows(self, call: Call, answer: Answer, shape: type[Envelope[W]]) -> W:
        """The payload of a success, or of an answer in which every row failed and stands."""
        try:
            envelope = shape.model_validate_json(answer.body)
        except ValidationError:
            return self.payload(call, answer, shape)
        inside = plain(envelope.error).rpartition(".")[2] in ROWS_ARE_INSIDE
        if inside and envelope.response is not None and envelope.response != type(envelope.response)():
            return envelope.response
        return self.payload(call, answer, shape)

    def done(self, call: Call, answer: Answer) -> None:
        """A success without a payload."""
        head = self.parsed(call, answer, Head)
        # Success has no payload: an object that doesn't even say "no error" is none of Shopee's answers.
        if "error" not in head.model_fields_set:
            raise self.unreadable(call, answer, head.request_id)

    def pdf(self, call: Call, answer: Answer) -> bytes:
        """A file."""
        if answer.status < 400 and answer.body.startswith(PDF):
            return answer.body
        head = self.parsed(call, answer, Head)
        raise self.unreadable(call, answer, head.request_id)

    def consent_ended(self, said: Said) -> ConnectorError:
        """What a refused refresh means."""
        row = TABLE.place(said.code, said.message)
        if row is None and said.code != OVERLOADED_CODE:
            return TABLE.error(said)
        if row is not None and row.action in NOT_THE_TOKEN:
            return TABLE.error(said)
        key = row.key if row is not None and row.action is Action.CONSENT else "shopee.consent_ended"
        return ConsentEnded(key, shown_code(said.code), request_id=said.request_id, shop_id=said.shop_id)

    def parsed(
        self,
        call: Call,
        answer: Answer,
        shape: type[H],
        error: Callable[[Said], ConnectorError] = TABLE.error,
    ) -> H:
        """An answer in this shape; raises what it says where it is a refusal."""
        # Judged by the body whatever the status: business errors come with 200, the gateway's with 403.
        head: Head
        try:
            head = parsed = shape.model_validate_json(answer.body)
        except ValidationError:
            head, parsed = self._head(call, answer), None
        if head.error:
            raise error(self._said(call, head))
        if parsed is None or answer.status >= 400:
            raise self.unreadable(call, answer, head.request_id)
        return parsed

    def _head(self, call: Call, answer: Answer) -> Head:
        try:
            return Head.model_validate_json(answer.body)
        except ValidationError:
            raise self.unreadable(call, answer) from None

    def unreadable(self, call: Call, answer: Answer, request_id: str = "") -> ConnectorError:
        """The error of an answer that makes no sense."""
        technical = f"{call.path} {answer.status}"
        return lost(call, "connection.bad_answer", technical, request_id=request_id, shop_id=self._shop_id)

    def _said(self, call: Call, head: Head) -> Said:
        return Said(
            code=plain(head.error),
            message=head.message,
            write=call.write,
            request_id=shown_code(head.request_id),
            shop_id=self._shop_id,
            quota_until=_quota_renewed(self._now()),
        )

    def pair(self, call: Call, answer: Answer) -> TokenPair:
        """The pair that a refresh gave; raises ConsentEnded where it is refused for good."""
        return self.pair_of(call, answer, self.parsed(call, answer, TokenWire, self.consent_ended))

    def pair_of(self, call: Call, answer: Answer, token: TokenWire) -> TokenPair:
        """A whole pair; raises where a part of it is missing."""
        if not token.access_token or not token.refresh_token or not token.expire_in:
            raise self.unreadable(call, answer, token.request_id)
        now = self._now()
        return TokenPair(
            access=token.access_token,
            refresh=token.refresh_token,
            access_expires_at=now + timedelta(seconds=token.expire_in),
            refresh_expires_at=now + timedelta(days=REFRESH_TOKEN_DAYS),
        )


def plain(code: str) -> str:
    """A code without the blanks that some of Shopee's codes are spelt with."""
    return "".join(code.split())


def _quota_renewed(now: datetime) -> datetime:
    there = now.astimezone(timezone(timedelta(hours=QUOTA_RENEWED_UTC_OFFSET_HOURS)))
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight.astimezone(UTC)
