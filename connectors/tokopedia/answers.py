"""What an answer of the TikTok Shop Partner API says: judged by its code, whatever its HTTP status."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from pydantic import ValidationError

from connectors.base.http import Answer, Call, lost
from connectors.base.table import Said
from connectors.base.wire import Wire
from connectors.tokopedia.errors import TABLE
from connectors.tokopedia.wire import Envelope

W = TypeVar("W", bound=Wire)

SUCCESS = "0"


def envelope_of(call: Call, answer: Answer, shop_id: str = "") -> Envelope:
    """The envelope; raises OutcomeUnknown or Transient where there is none."""
    try:
        envelope = Envelope.model_validate_json(answer.body)
    except ValidationError:
        envelope = Envelope()
    if not envelope.code:
        raise lost(call, "connection.bad_answer", f"{call.path} {answer.status}", shop_id=shop_id)
    return envelope


def data_of(call: Call, answer: Answer, shape: type[W], shop_id: str = "") -> tuple[W, str]:
    """`data` in this shape, with the request id; raises what a refusal means."""
    envelope = envelope_of(call, answer, shop_id)
    if envelope.code != SUCCESS:
        raise TABLE.error(said(call, envelope, shop_id))
    try:
        data = shape.model_validate(envelope.data if envelope.data is not None else {})
    except ValidationError:
        raise lost(
            call, "connection.bad_answer", call.path, request_id=envelope.request_id, shop_id=shop_id
        ) from None
    return data, envelope.request_id


def said(call: Call, envelope: Envelope, shop_id: str) -> Said:
    """A refusal, ready to be placed."""
    return Said(
        code=envelope.code,
        message=envelope.message,
        write=call.write,
        request_id=envelope.request_id,
        shop_id=shop_id,
    )


def instant(seconds: int) -> datetime:
    """Epoch seconds as an aware moment."""
    return datetime.fromtimestamp(seconds, UTC)
