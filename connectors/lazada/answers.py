"""What an answer says: judged by its code, whatever its HTTP status."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from connectors.base.errors import ConnectorError
from connectors.base.http import Answer, Call, Throttled, lost
from connectors.base.outcome import row_error
from connectors.base.table import Action, Said, shown_code
from connectors.lazada.errors import COVERS, TABLE
from connectors.lazada.refusal import ban_seconds, campaign_end, named_codes
from connectors.lazada.wire import Envelope, ResultWire

E = TypeVar("E", bound=Envelope)
W = TypeVar("W", bound=BaseModel)
R = TypeVar("R", bound=ResultWire)

SUCCESS = "0"


def envelope_of(call: Call, answer: Answer, shape: type[E], shop_id: str = "") -> E:
    """The envelope; raises OutcomeUnknown or Transient where there is none."""
    try:
        envelope = shape.model_validate_json(answer.body)
    except ValidationError:
        raise _unreadable(call, answer, shop_id) from None
    if not envelope.code:
        raise _unreadable(call, answer, shop_id)
    return envelope


def succeeded(call: Call, answer: Answer, shop_id: str = "") -> Envelope:
    """The envelope of a success; raises what a refusal means."""
    envelope = envelope_of(call, answer, Envelope, shop_id)
    if envelope.code != SUCCESS:
        raise refusal(call, envelope, shop_id)
    return envelope


def data_of(call: Call, answer: Answer, shape: type[W], shop_id: str = "") -> W:
    """What stands in `data`, or in `result` of the newer calls; raises what a refusal means, on either
    level, and OutcomeUnknown or Transient where the content has another shape."""
    envelope = succeeded(call, answer, shop_id)
    try:
        content = shape.model_validate(envelope.data if envelope.data is not None else envelope.result)
    except ValidationError:
        raise lost(
            call,
            "connection.bad_answer",
            call.path,
            request_id=shown_code(envelope.request_id),
            shop_id=shop_id,
        ) from None
    if isinstance(content, ResultWire) and content.error_code and not content.success:
        inner = Envelope(code=content.error_code, message=content.error_msg, request_id=envelope.request_id)
        raise refusal(call, inner, shop_id)
    return content


def result_of(call: Call, answer: Answer, shape: type[R], shop_id: str = "") -> R:
    """What stands in `result` of a call that says in it whether it succeeded."""
    result = data_of(call, answer, shape, shop_id)
    if not result.success:
        raise _unreadable(call, answer, shop_id)
    return result


def taken(call: Call, answer: Answer, shop_id: str = "") -> Envelope:
    """The envelope of a write of a listing that was taken. Raises what its details say where it was refused,
    else what its code says: seen are a cover (500, 501) over details, and the code of the first of them."""
    envelope = envelope_of(call, answer, Envelope, shop_id)
    if envelope.code == SUCCESS and not envelope.detail:
        return envelope
    for detail in envelope.detail:
        for code in named_codes(detail.code, detail.message):
            if code not in COVERS and TABLE.place(code, detail.message) is not None:
                raise row_error(TABLE, said(code, detail.message, call, envelope.request_id, shop_id))
    if envelope.code == SUCCESS:
        raise _unreadable(call, answer, shop_id)
    raise refusal(call, envelope, shop_id)


def refusal(call: Call, envelope: Envelope, shop_id: str = "") -> ConnectorError:
    """The error that a refused call means. Raises Throttled, with the ban's seconds, for too many calls."""
    told = said(envelope.code, envelope.message, call, envelope.request_id, shop_id)
    row = TABLE.place(told.code, told.message)
    if row is not None and row.action is Action.WAIT:
        raise Throttled(
            row.key,
            shown_code(told.code),
            retry_after=ban_seconds(envelope.message),
            request_id=told.request_id,
        )
    return TABLE.error(told)


def said(
    code: str,
    message: str,
    call: Call,
    request_id: str,
    shop_id: str,
    *,
    floor: int | None = None,
    retry_at: datetime | None = None,
) -> Said:
    """A refusal of a call or of one of its rows, ready to be placed."""
    return Said(
        code=code,
        message=message,
        write=call.write,
        request_id=shown_code(request_id),
        shop_id=shop_id,
        floor=floor,
        retry_at=retry_at or campaign_end(message),
    )


def _unreadable(call: Call, answer: Answer, shop_id: str) -> ConnectorError:
    return lost(call, "connection.bad_answer", f"{call.path} {answer.status}", shop_id=shop_id)
