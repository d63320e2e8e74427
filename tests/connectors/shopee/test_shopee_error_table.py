"""Every code of the fact sheet has its class."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    ConsentEnded,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Transient,
)
from connectors.base.http import Throttled
from connectors.base.table import Said
from connectors.base.types import Applied, ModelId
from connectors.shopee.errors import TABLE
from connectors.shopee.judge import plain
from connectors.shopee.outcomes import holds, row_outcomes
from connectors.shopee.wire import PromotionWire, WriteWire

RENEWED = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

SHEET: list[tuple[type[Exception], str, str]] = [
    (AuthExpired, "invalid_access_token", "Invalid access_token"),
    (AuthExpired, "invalid_acceess_token", "Invalid access_token"),
    (AuthExpired, "error_auth", "Invalid access_token."),
    (ConsentEnded, "error_auth", "Invalid refresh_token."),
    (ConsentEnded, "error_auth", "Invalid code"),
    (ConsentEnded, "invalid_code", ""),
    (ConsentEnded, "refresh_token_expired", ""),
    (ConsentEnded, "shop_access_expired", ""),
    (ConsentEnded, "shop_no_linked", ""),
    (ConsentEnded, "partner_shop_no_link", ""),
    (ConsentEnded, "merchant_no_linked", ""),
    (ConsentEnded, "shop_banned", ""),
    (ConsentEnded, "error_shop_refresh_token", ""),
    (ConfigError, "error_sign", "Wrong sign"),
    (ConfigError, "invalid_partner_id", ""),
    (ConfigError, "error_partner_key_expired", ""),
    (ConfigError, "source_ip_undeclared", ""),
    (ConfigError, "partner_frozen", ""),
    (ConfigError, "api_suspended", ""),
    (ConfigError, "error_api_call_restricted", ""),
    (ConfigError, "error_api_permission", ""),
    (ConfigError, "error_kyc_auth", ""),
    (Throttled, "error_rate_limit", ""),
    (Throttled, "error_server", "Too many requests"),
    (ConfigError, "error_server", "API is not supported for current region"),
    (OutcomeUnknown, "error_server", "Something wrong"),
    (OutcomeUnknown, "error_network", ""),
    (OutcomeUnknown, "error_inner", "Internal error"),
    (Rejected, "error_inner", "Invalid stock location ID"),
    (Transient, "error_system_busy", ""),
    (Transient, "error_too_many_invoke_function", ""),
    (RateLimited, "error_limit", ""),
    (ConfigError, "error_param", "Timestamp is expired"),
    (Rejected, "error_param", "page_size"),
    (Rejected, "product.error_param", "page_size"),
    (Rejected, "error_data", "parse data failed"),
    (Rejected, "error_shop", ""),
    (Rejected, "error_not_found", ""),
    (Rejected, "error_item_not_found", ""),
    (Rejected, "error_item_not_belong_shop", ""),
    (Rejected, "error_item_uneditable", ""),
    (Rejected, "error_edit_item_stock_for_item_has_model", ""),
    (Rejected, "error_price_exceed_min_limit", ""),
    (Rejected, "error_price_exceed_max_limit", ""),
    (Rejected, "error_cannt_edit_stock_in_promotion", ""),
    (Rejected, "error_promotion_cantnot_update_stock", ""),
    (Rejected, "error_model_update_stock_model_in_promotion", ""),
    (Rejected, "error_cannt_edit_price_in_promotion", ""),
    (Rejected, "error_in_item_promotion_item_price_lock", ""),
    (Rejected, "error_cannot_update_price_in_promotion", ""),
    (Rejected, "error_seller_under_penalty", ""),
    (Rejected, "error_holiday_mode_change_stock", ""),
    (Rejected, "error_wms_shop_block_upate_stock", ""),
    (Rejected, "error_auth", "Total stock must be more than reserved stock"),
    (Rejected, "error_auth", "location_id is missing"),
    (Rejected, "error_auth", "Please wait for the holiday mode set then to edit item."),
    (Rejected, "error_auth", "Model-level DTS is not allowed"),
    (Rejected, "warehouse.error_not_in_whitelist", ""),
    (Rejected, "order.order_list_invalid_time", ""),
    (Rejected, "order.error_limit", ""),
    (Rejected, "order.cancel_order_invalid_status", ""),
    (Rejected, "logistics.package_already_shipped", ""),
    (Transient, "logistics.order_being_allocated", ""),
    (Transient, "logistics.ship_order_not_ready_to_ship", ""),
    (Rejected, "common.batch_api_all_failed", ""),
    (Rejected, "product.error_busi_update_stock_failed", ""),
]


def said(code: str, message: str, *, write: bool = True) -> ConnectorError | Throttled:
    """What the table makes of an error."""
    try:
        return TABLE.error(Said(code, message, write=write, quota_until=RENEWED))
    except Throttled as throttled:
        return throttled


@pytest.mark.parametrize(("kind", "code", "message"), SHEET)
def test_every_documented_code_has_its_class(kind: type[Exception], code: str, message: str) -> None:
    assert TABLE.place(code, message) is not None
    assert type(said(code, message)) is kind


SHAPED: list[tuple[str, str, str, bool]] = [
    ("error_auth", "Invalid access_token.", "shopee.token_expired", False),
    ("error_auth", "Lack of location_id, please double check.", "shopee.stock_location", True),
    (
        "error_auth",
        "The location_id input is not matched the shop's location_id(more/wrong). Please double check.",
        "shopee.stock_location",
        True,
    ),
    ("error_auth", "Stock should be larger than reserved stock.", "shopee.campaign_stock", True),
    ("error_auth", "Your shop can not use model level dts", "shopee.days_to_ship", True),
    ("error_auth", "The App is deleted, and you'll be unable to make any API call.", "shopee.partner", False),
    ("error_auth", "No permission to current api.", "shopee.not_permitted", False),
    ("error_auth", "System error, please try again later.", "connection.server_error", False),
    (
        "error_auth",
        "The current item belong to the full FBS or B2C shop, so normal stock must be equal to 0",
        "shopee.warehouse_by_shopee",
        True,
    ),
    (
        "error_server",
        "The current item belong to the full FBS shop, so normal stock must be equal to 0",
        "shopee.warehouse_by_shopee",
        True,
    ),
    ("error_server", "API is not supported for current region", "shopee.not_in_region", False),
    ("error_server", "Too many requests", "shopee.rate_limited", False),
    ("error_server", "Something wrong. Please try later.", "connection.server_error", False),
    ("error_inner", "Invalid stock location ID", "shopee.stock_location", True),
    ("error_inner", "System error, please try again later", "connection.server_error", False),
    (
        "error_busi",
        "The merchant/shop has multi warehouse, please input location id",
        "shopee.stock_location",
        True,
    ),
    ("error.param", "Can not update item with stock less than reserved stock", "shopee.campaign_stock", True),
    ("error_param", "Can not update item with stock less than reserve stock", "shopee.campaign_stock", True),
    ("error_param", "There is no sign in query.", "shopee.signature", False),
    ("error_param", "Timestamp is expired.", "shopee.clock", False),
    ("error_param", "Wrong model_id.", "shopee.variants_changed", True),
    ("error_data", "Query order info failed. Please try later.", "shopee.busy", False),
    ("error_data", "data not exist", "shopee.not_found", True),
    ("order. error_param", "You can not cancel warehouse order.", "shopee.order_not_cancellable", True),
    ("order. error_permission", "Please link shop and partner first.", "shopee.consent_ended", False),
    ("order.error_limit", "Can not cancel this order", "shopee.order_not_cancellable", True),
    ("logistics.error_limit", "Order status not support update logistics.", "shopee.not_to_ship", True),
    ("logistics.error_param", "The order is being allocated, please wait.", "shopee.courier_pending", False),
    ("logistics.error_param", "Invalid pickup time. Please select another.", "shopee.slot_passed", True),
    ("logistics.error_param", "Pickup address do not support COD.", "shopee.pickup_address", True),
    ("logistics.error_param", "System error, please try again later.", "connection.server_error", False),
    ("logistics.error_other", "Can not support deliver address.", "shopee.buyer_address", True),
    ("logistics.error_timeout", "Timeout to call external system.", "connection.server_error", False),
    (" logistics.package_already_shipped", "Already arranged.", "shopee.already_shipped", True),
]


@pytest.mark.parametrize(("code", "message", "key", "of_a_row"), SHAPED)
def test_codes_that_mean_many_things_are_told_apart_by_their_words(
    code: str, message: str, key: str, of_a_row: bool
) -> None:
    error = said(plain(code), message)
    assert error.key == key
    assert isinstance(error, Rejected) is of_a_row


def test_what_broke_behind_the_courier_may_have_been_arranged() -> None:
    assert isinstance(said("logistics.error_timeout", "Timeout to call external system."), OutcomeUnknown)


def test_a_full_parcel_list_is_no_spent_quota() -> None:
    assert not isinstance(said("logistics.error_limit", "The batch request reach limit 50."), RateLimited)


def test_error_auth_refreshes_no_token_without_saying_so() -> None:
    assert not isinstance(said("error_auth", "Something new"), AuthExpired)


def test_a_days_quota_says_when_it_is_renewed() -> None:
    error = said("error_limit", "")
    assert isinstance(error, RateLimited)
    assert error.until == RENEWED


@pytest.mark.parametrize("code", ["error_server", "error_inner", "error_network"])
def test_what_is_unknown_for_a_write_is_transient_for_a_read(code: str) -> None:
    assert type(said(code, "", write=False)) is Transient


def test_campaigns_have_keys_of_their_own() -> None:
    keys = {
        said(code, "").key
        for code in ("error_cannt_edit_stock_in_promotion", "error_cannt_edit_price_in_promotion")
    }
    assert keys == {"shopee.campaign_stock", "shopee.campaign_price"}


REASONS = [
    ("stock is held by an ongoing promotion", Rejected, "shopee.campaign_stock"),
    ("error_cannt_edit_price_in_promotion: no", Rejected, "shopee.campaign_price"),
    ("the price is locked by a promotion", Rejected, "shopee.campaign_price"),
    ("Cannot change stock in holiday mode", Rejected, "shopee.holiday"),
    ("model does not exist", Rejected, "shopee.not_found"),
    ("the model is not found", Rejected, "shopee.not_found"),
    ("System error, please try again later", Transient, "shopee.busy"),
    ("error_rate_limit: too many", Transient, "shopee.rate_limited"),
    ("something that nobody wrote down", Rejected, "shopee.row_refused"),
    ("", Rejected, "shopee.row_refused"),
]


@pytest.mark.parametrize(("reason", "kind", "key"), REASONS)
def test_a_refused_rows_words_are_understood(reason: str, kind: type[ConnectorError], key: str) -> None:
    answer = WriteWire.model_validate({"failure_list": [{"model_id": 5, "failed_reason": reason}]})
    (outcome,) = row_outcomes([ModelId("5")], answer, "7", "r")
    assert outcome.applied is Applied.NO
    assert type(outcome.error) is kind
    assert outcome.error is not None
    assert (outcome.error.key, outcome.error.request_id, outcome.error.shop_id) == (key, "r", "7")


def test_a_row_named_nowhere_or_twice_is_unknown() -> None:
    answer = WriteWire.model_validate(
        {"success_list": [{"model_id": 1}, {"model_id": 3}], "failure_list": [{"model_id": 3}]}
    )
    outcomes = row_outcomes([ModelId("1"), ModelId("2"), ModelId("3")], answer, "7", "r")
    assert [outcome.applied for outcome in outcomes] == [Applied.YES, Applied.UNKNOWN, Applied.UNKNOWN]
    assert all(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes[1:])


def test_a_promotion_to_come_holds_as_much_as_one_that_runs() -> None:
    promotion = {"model_id": 5, "start_time": 1767225600, "promotion_stock_info_v2": {}}
    rows = [
        {**promotion, "promotion_staging": "ongoing", "end_time": 1767300000, **reserved(3)},
        {**promotion, "promotion_staging": "upcoming", "end_time": 1767400000, **reserved(8)},
    ]
    hold = holds([PromotionWire.model_validate(row) for row in rows])[ModelId("5")]
    assert (hold.floor, hold.until) == (8, datetime.fromtimestamp(1767400000, UTC))


def reserved(pieces: int) -> dict[str, object]:
    """What a promotion keeps."""
    return {"promotion_stock_info_v2": {"summary_info": {"total_reserved_stock": pieces}}}
