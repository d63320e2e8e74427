"""Lazada's JSON, read with tolerance: what wraps an answer, tokens, the seller, and pushes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from connectors.base.wire import END_OF_TIME, Rows, Text, Wire, count_up_to

Count = Annotated[int, count_up_to(END_OF_TIME * 1000)]
"""A number of rows, seconds or milliseconds. 0 where there is none."""

Flag = Annotated[bool, BeforeValidator(lambda value: value is True or value in ("true", "1", 1))]


class DetailWire(Wire):
    """One refused row of a write. Which field names the SKU isn't documented: each may."""

    field: Text = ""
    message: Text = ""
    code: Text = ""
    seller_sku: Text = ""
    sku_id: Text = ""


class Envelope(Wire):
    """What every answer is wrapped in; success is `code == "0"`, whatever the HTTP status."""

    code: Text = ""
    message: Text = ""
    request_id: Text = ""
    detail: Annotated[tuple[DetailWire, ...], Rows] = ()
    data: Any = None
    result: Any = None


class SellerWire(Wire):
    """The shop that a token speaks for."""

    seller_id: Text = ""
    name: Text = ""


class ResultWire(Wire):
    """`result` of the newer calls. `success` says only that rows were looked at, each of which has a code."""

    success: Flag = False
    error_code: Text = Field(default="", validation_alias=AliasChoices("error_code", "errorCode"))
    error_msg: Text = Field(default="", validation_alias=AliasChoices("error_msg", "errorMsg"))


class CountryUserWire(Wire):
    """The seller behind a token, in one country."""

    country: Text = ""
    seller_id: Text = ""


class TokenWire(Envelope):
    """A token answer, which is flat. Lives in seconds; `refresh_expires_in` 0 = it can't be refreshed. The
    documents call the list differently after a refresh."""

    access_token: Text = ""
    refresh_token: Text = ""
    expires_in: Count = 0
    refresh_expires_in: Count | None = None
    sellers: Annotated[tuple[CountryUserWire, ...], Rows] = Field(
        default=(),
        validation_alias=AliasChoices("country_user_info", "country_user_info_list"),
    )


class PushDataWire(Wire):
    """The parts of a webhook's `data` that say what to look at."""

    trade_order_id: Text = ""
    item_id: Text = ""
    seller_id: Text = ""
    status_update_time: Count = 0


class PushWire(Wire):
    """A webhook's body; strict where a wrong shape must be refused."""

    message_type: int
    seller_id: Text = ""
    timestamp: Count = 0
    data: PushDataWire = PushDataWire()
