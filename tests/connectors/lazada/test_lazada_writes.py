"""What becomes of each row where Lazada answers with a cover."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from connectors.base.errors import OutcomeUnknown, Rejected, Transient
from connectors.base.simulator.server import Outgoing
from connectors.base.types import Applied, PriceRow, RowOutcome, StockRow
from connectors.lazada.catalogue_wire import SkuWire
from connectors.lazada.listings import campaign_end, campaign_floor
from mappings.money import Rupiah
from tests.connectors.lazada.seller import Seller
from tests.contract.tampering import TamperingProxy, honest
from tests.contract.world import BAG, SHIRT, SHOP

WRITTEN = b'{"data":{},"code":"0","request_id":"2101069616872400092505868"}'


def push(
    seller: Seller, body: dict[str, object], meanwhile: Callable[[], object] = lambda: None
) -> dict[str, RowOutcome]:
    """Write all shirts, by SKU: the answer to the write is replaced by `body` once `meanwhile` happened."""
    proxy = TamperingProxy(seller.world.url, honest)
    connector = seller.world.connect(host=proxy.url)
    models = seller.world.models(SHIRT)
    connector.push_stock(SHIRT, [StockRow(model_id, 4) for model_id in models])

    def rewrite(answer: Outgoing) -> Outgoing:
        if answer.body != WRITTEN:
            return answer
        meanwhile()
        return Outgoing(200, json.dumps(body).encode(), answer.headers)

    proxy.rewrite = rewrite
    try:
        outcomes = connector.push_stock(SHIRT, [StockRow(model_id, 3) for model_id in models])
    finally:
        proxy.stop()
    return {seller.world.sim.book.model(SHOP, SHIRT, one.model_id)[1].sku: one for one in outcomes}


def test_a_refusal_names_its_row_by_any_of_its_names(seller: Seller) -> None:
    first, second, _ = seller.world.models(SHIRT)
    detail = [
        {"field": "SERSD-XL", "message": "no"},
        {"field": first, "message": "no"},
        {"field": "x", "seller_sku": "", "sku_id": second, "message": "no"},
    ]
    outcomes = push(seller, {"code": "501", "message": "E501", "detail": detail, "request_id": "r"})
    assert {outcome.applied for outcome in outcomes.values()} == {Applied.NO}


def test_a_row_that_is_not_named_counts_as_applied_only_where_it_shows_it(seller: Seller) -> None:
    sold = seller.world.models(SHIRT)[1]
    outcomes = push(
        seller,
        {"code": "501", "message": "E501", "detail": [{"field": "SERSD-M", "message": "no"}]},
        lambda: seller.world.sim.place_order(SHOP, [(SHIRT, sold, 1)]),
    )
    applied = {sku: outcome.applied for sku, outcome in outcomes.items()}
    assert applied == {"SERSD-M": Applied.NO, "SERSD-L": Applied.UNKNOWN, "SERSD-XL": Applied.YES}


def test_a_refusal_of_a_row_that_is_not_ours_leaves_the_others_to_what_is_shown(seller: Seller) -> None:
    detail = [{"field": "ANOTHER", "message": "no"}]
    outcomes = push(seller, {"code": "501", "message": "E501", "detail": detail, "request_id": "r"})
    assert {outcome.applied for outcome in outcomes.values()} == {Applied.YES}


def test_what_was_rolled_back_is_not_taken_for_applied(seller: Seller) -> None:
    seller.simulator.switchboard.turn("batch_with_a_bad_row", "nothing_applied")
    held, free, _ = seller.world.models(SHIRT)
    seller.world.sim.campaign(SHOP, SHIRT, held, 10, seller.world.now().timestamp() + 3600)
    outcomes = seller.connector.push_stock(SHIRT, [StockRow(held, 1), StockRow(free, 1)])
    applied = {outcome.model_id: outcome for outcome in outcomes}
    assert applied[held].applied is Applied.NO
    assert applied[free].applied is Applied.UNKNOWN
    assert isinstance(applied[free].error, OutcomeUnknown)
    assert seller.world.shown(SHIRT, free)[0] == 7


@pytest.mark.parametrize("position", ["in_detail", "as_code"])
def test_a_campaign_is_told_with_its_floor_and_its_end(seller: Seller, position: str) -> None:
    seller.simulator.switchboard.turn("campaign_refusal", position)
    ends_at = seller.world.now().timestamp() + 7_200
    held, free, _ = seller.world.models(SHIRT)
    seller.world.sim.campaign(SHOP, SHIRT, held, 6, ends_at)
    outcomes = seller.connector.push_stock(SHIRT, [StockRow(held, 1), StockRow(free, 2)])
    error = next(outcome.error for outcome in outcomes if outcome.model_id == held)
    assert isinstance(error, Rejected)
    assert (error.key, error.floor) == ("lazada.campaign_stock", 6)
    assert error.retry_at is not None
    assert error.retry_at.timestamp() == ends_at
    assert seller.world.shown(SHIRT, free)[0] == 2


def test_only_a_running_campaign_holds_pieces(seller: Seller) -> None:
    windows = [
        ("2026-11-20 00:00:00", "2026-11-23 07:59:59", 1),
        ("2026-11-23 08:00:00", "2026-11-23 08:00:01", 2),
        ("2026-11-01 00:00:00", "2026-12-01 00:00:00", 4),
        ("2026-11-23 08:00:01", "2026-12-01 00:00:00", 8),
        ("", "", 16),
    ]
    channels = [
        {"startTime": start, "endTime": end, "sellableQuantity": held} for start, end, held in windows
    ]
    sku = SkuWire.model_validate({"SkuId": 1, "channelInventories": channels})
    assert campaign_floor(sku, seller.world.now()) == 2 + 4 + 16
    end = campaign_end(sku, seller.world.now())
    assert end is not None
    assert end.isoformat() == "2026-12-01T00:00:00+07:00"


def test_a_refused_rows_words_do_not_slow_the_shop(seller: Seller) -> None:
    detail = [{"field": "SERSD-M", "message": "E901: too frequent"}]
    outcomes = push(seller, {"code": "501", "message": "E501", "detail": detail, "request_id": "r"})
    assert isinstance(outcomes["SERSD-M"].error, Transient)


def test_a_price_goes_without_a_quantity(seller: Seller) -> None:
    model_id = seller.world.models(BAG)[0]
    seller.world.sim.place_order(SHOP, [(BAG, model_id, 3)])
    (outcome,) = seller.connector.push_price(BAG, [PriceRow(model_id, Rupiah(27_500))])
    assert outcome.applied is Applied.YES
    assert seller.world.shown(BAG, model_id) == (17, 27_500)
