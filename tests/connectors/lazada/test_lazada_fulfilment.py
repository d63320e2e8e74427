"""Packing, labels, cancelling and returns where Lazada is peculiar."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from connectors.base.aftersale import CancelOption
from connectors.base.errors import ConnectorError, OutcomeUnknown, Rejected, Transient
from connectors.base.fulfilment import Fulfilment
from connectors.base.shipment import Handover, HandoverChoice, ParcelRef
from connectors.base.simulator.orders import Step
from connectors.base.simulator.server import Incoming, Outgoing, SimulatorServer
from connectors.base.types import Applied, ExternalOrderId
from connectors.lazada.cancelling import cancel_options
from connectors.lazada.fulfilment_wire import ReverseOrderWire, TipWire
from connectors.lazada.order_wire import UnitWire
from connectors.lazada.parcels import parcels_of
from connectors.lazada.reversals import return_view
from mappings.words import CancelReason, OrderState, ParcelState, ReturnState
from tests.connectors.lazada.seller import Seller
from tests.contract.tampering import TamperingProxy, each_object, honest
from tests.contract.world import BAG, SHIRT, SHOP

DROPOFF = HandoverChoice(Handover.DROPOFF)
PACK, RTS, CANCEL, DECIDE = "pack", "rts", "cancel/create", "cancel/decide"

UNIT: dict[str, object] = {
    "order_item_id": 1,
    "order_id": 4,
    "product_id": "1",
    "sku_id": "10",
    "status": "pending",
    "item_price": "1000",
}


def fulfilment(seller: Seller, host: str = "") -> Fulfilment:
    """The shop's fulfilment."""
    fulfilment = seller.world.connect(host=host).fulfilment
    assert fulfilment is not None
    return fulfilment


def sold(seller: Seller, bags: int = 1, shirts: int = 0) -> ExternalOrderId:
    """A buyer orders."""
    lines = [(BAG, seller.world.models(BAG)[0], bags)]
    lines += [(SHIRT, seller.world.models(SHIRT)[0], shirts)] if shirts else []
    return ExternalOrderId(seller.world.sim.place_order(SHOP, lines))


class Breaking:
    """A proxy that breaks one call of the API, by its path, and hands the others on."""

    def __init__(self, seller: Seller, path: str) -> None:
        self.asked = 0
        self._path = path
        self._behind = TamperingProxy(seller.world.url, honest)
        self._server = SimulatorServer(self._answer)
        self.url = self._server.start()

    def _answer(self, request: Incoming) -> Outgoing | None:
        if request.path.endswith(self._path):
            self.asked += 1
            return Outgoing(502, b"")
        return self._behind.forward(request)

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()
        self._behind.stop()


def cancel(seller: Seller, host: str, order_id: ExternalOrderId) -> None:
    """Cancel for lack of stock."""
    fulfilment(seller, host).cancel(order_id, CancelOption(CancelReason.OUT_OF_STOCK, "10000021"))


@pytest.mark.parametrize(
    ("path", "prepare", "write"),
    [
        ("/order/reverse/cancel/create", None, cancel),
        (
            "/order/reverse/cancel/seller/decide",
            Step.REQUEST_CANCEL,
            lambda seller, host, order_id: fulfilment(seller, host).answer_cancellation(order_id, True),
        ),
    ],
)
def test_a_get_that_writes_is_sent_once_and_its_outcome_unknown(
    seller: Seller,
    path: str,
    prepare: Step | None,
    write: Callable[[Seller, str, ExternalOrderId], None],
) -> None:
    order_id = sold(seller)
    if prepare:
        seller.world.sim.step_order(order_id, prepare)
    breaking = Breaking(seller, path)
    with pytest.raises(OutcomeUnknown):
        write(seller, breaking.url, order_id)
    breaking.stop()
    assert breaking.asked == 1


def test_a_pack_that_breaks_is_unknown_and_sent_once(seller: Seller) -> None:
    ref = ParcelRef(sold(seller))
    breaking = Breaking(seller, "/order/fulfill/pack")
    with pytest.raises(OutcomeUnknown):
        fulfilment(seller, breaking.url).arrange([ref], DROPOFF)
    breaking.stop()
    assert breaking.asked == 1


def test_what_is_packed_but_not_ready_is_unknown_and_repeating_it_does_the_rest(seller: Seller) -> None:
    ref = ParcelRef(sold(seller))
    breaking = Breaking(seller, "/order/package/rts")
    (outcome,) = fulfilment(seller, breaking.url).arrange([ref], DROPOFF)
    breaking.stop()
    assert (outcome.applied, breaking.asked) == (Applied.UNKNOWN, 1)
    (parcel,) = fulfilment(seller).parcels(ref.order_id)
    assert (parcel.state, bool(parcel.ref.parcel_id)) == (ParcelState.ARRANGED, True)
    (again,) = fulfilment(seller).arrange([ref], DROPOFF)
    assert again.applied is Applied.YES
    assert (seller.calls(PACK), seller.calls(RTS)) == (1, 1)


def test_several_orders_are_packed_in_two_calls(seller: Seller) -> None:
    refs = [ParcelRef(sold(seller)) for _ in range(5)]
    outcomes = fulfilment(seller).arrange(refs, DROPOFF)
    assert {outcome.applied for outcome in outcomes} == {Applied.YES}
    assert (seller.calls(PACK), seller.calls(RTS)) == (1, 1)


def test_a_way_that_lazada_does_not_offer_is_refused_without_a_call(seller: Seller) -> None:
    ref = ParcelRef(sold(seller))
    before = seller.world.budget.taken
    (outcome,) = fulfilment(seller).arrange([ref], HandoverChoice(Handover.OWN, tracking_number="X"))
    assert isinstance(outcome.error, Rejected)
    assert seller.world.budget.taken == before


@pytest.mark.parametrize("body", ["{}", '{"code":"0","result":{"success":true,"data":{}}}', '{"code":"0"}'])
def test_an_answer_that_names_no_unit_confirms_no_packing(seller: Seller, body: str) -> None:
    ref = ParcelRef(sold(seller))
    proxy = TamperingProxy(seller.world.url, honest)

    def rewrite(answer: Outgoing) -> Outgoing:
        return Outgoing(200, body.encode(), answer.headers) if b"pack_order_list" in answer.body else answer

    proxy.rewrite = rewrite
    try:
        (outcome,) = fulfilment(seller, proxy.url).arrange([ref], DROPOFF)
        error: ConnectorError | None = outcome.error
    except ConnectorError as raised:
        error = raised
    proxy.stop()
    assert isinstance(error, OutcomeUnknown)


def test_a_label_that_is_not_ready_holds_up_no_other(seller: Seller) -> None:
    refs = [ParcelRef(sold(seller)) for _ in range(3)]
    fulfilment(seller).arrange(refs, DROPOFF)
    seller.world.sim.dispatch.shipping = seller.world.sim.dispatch.shipping.model_copy(
        update={"label_seconds": 60}
    )
    (late,) = seller.world.sim.dispatch.parcels(refs[1].order_id)
    seller.world.sim.dispatch.ask_label(seller.world.sim.book.order(refs[1].order_id), late)
    seller.world.sim.dispatch.shipping = seller.world.sim.dispatch.shipping.model_copy(
        update={"label_seconds": 0}
    )
    labels = fulfilment(seller).labels(refs)
    assert [ref for file in labels.files for ref in file.parcels] == [refs[0], refs[2]]
    assert labels.waiting == (refs[1],)


def test_a_document_that_is_no_pdf_is_not_handed_out(seller: Seller) -> None:
    ref = ParcelRef(sold(seller))
    fulfilment(seller).arrange([ref], DROPOFF)
    proxy = TamperingProxy(seller.world.url, honest)

    def rewrite(answer: Outgoing) -> Outgoing:
        if b'"doc_type"' not in answer.body:
            return answer
        told = json.loads(answer.body)
        told["result"]["data"]["file"] = "PGh0bWw+"
        return Outgoing(200, json.dumps(told).encode(), answer.headers)

    proxy.rewrite = rewrite
    with pytest.raises(Transient):
        fulfilment(seller, proxy.url).labels([ref])
    proxy.stop()


def test_reasons_are_known_by_their_names(seller: Seller) -> None:
    tip = TipWire.model_validate(
        {
            "tip_type": "warning",
            "reason_options": [
                {"reason_id": "1", "reason_name": "Out of Stock"},
                {"reason_id": "2", "reason_name": "Wrong Price or Pricing Error"},
                {"reason_id": "3", "reason_name": "Sourcing Delay"},
                {"reason_id": "", "reason_name": "Nothing"},
            ],
        }
    )
    assert cancel_options(tip) == (
        CancelOption(CancelReason.OUT_OF_STOCK, "1", zeroes_stock=True),
        CancelOption(CancelReason.WRONG_PRICE, "2", zeroes_stock=True),
        CancelOption(CancelReason.OTHER, "3"),
    )
    assert cancel_options(TipWire(tip_type="error", reason_options=tip.reason_options)) == ()


def test_of_what_is_packed_the_whole_package_is_cancelled(seller: Seller) -> None:
    order_id = sold(seller, bags=1, shirts=1)
    fulfilment(seller).arrange([ParcelRef(order_id)], DROPOFF)
    (view,) = seller.connector.read_orders([order_id])
    option = fulfilment(seller).cancel_options(order_id)[0]
    fulfilment(seller).cancel(order_id, option, [view.lines[0].line_key])
    assert seller.world.sim.book.order(order_id).state is OrderState.CANCELLED


def unit(number: int, **changes: object) -> UnitWire:
    """One unit with these changes."""
    return UnitWire.model_validate({**UNIT, "order_item_id": number, **changes})


def test_each_package_of_an_order_is_a_parcel() -> None:
    units = [
        unit(1, package_id="FP1", status="shipped", tracking_code="T1", shipment_provider="J&T"),
        unit(2, package_id="FP2", status="packed", sku_id="11"),
        unit(3, sku_id="12", sla_time_stamp="2026-11-24T10:00:00+07:00"),
        unit(4, status="canceled"),
    ]
    parcels = parcels_of(ExternalOrderId("4"), units, SHOP)
    told = [(parcel.ref.parcel_id, parcel.state, parcel.tracking_number) for parcel in parcels]
    assert told == [
        ("FP1", ParcelState.SHIPPED, "T1"),
        ("FP2", ParcelState.ARRANGED, ""),
        ("", ParcelState.WAITING, ""),
    ]
    assert [parcel.line_keys for parcel in parcels] == [("10@1000",), ("11@1000",), ("12@1000",)]
    assert parcels[2].ship_by is not None


def test_a_status_that_is_not_known_is_named() -> None:
    with pytest.raises(Rejected, match="state_unknown"):
        parcels_of(ExternalOrderId("4"), [unit(1, status="SHINY")], SHOP)


@pytest.mark.parametrize(
    ("status", "dispute", "state"),
    [
        ("REQUEST_INITIATE", False, ReturnState.ASKED),
        ("REQUEST_INITIATE", True, ReturnState.DISPUTED),
        ("RTW_SHIPPING_BACK", False, ReturnState.COMING_BACK),
        ("REFUND_SUCCESS", False, ReturnState.REFUNDED),
        ("RTW_REJECT", False, ReturnState.CLOSED),
    ],
)
def test_a_return_is_read_in_whole_rupiah(status: str, dispute: bool, state: ReturnState) -> None:
    line = {
        "trade_order_line_id": 1,
        "reverse_status": status,
        "is_dispute": dispute,
        "refund_amount": 4500050,
        "return_order_line_gmt_modified": 1626767698000,
    }
    row = {
        "reverse_order_id": 9,
        "trade_order_id": 4,
        "request_type": "RETURN",
        "reverse_order_lines": [line],
    }
    view = return_view(ReverseOrderWire.model_validate(row), {"4": [unit(1)]}, SHOP)
    assert (view.state, view.goods_back, view.refund) == (state, True, None)
    line["refund_amount"] = 4500000
    view = return_view(ReverseOrderWire.model_validate(row), {"4": [unit(1)]}, SHOP)
    assert (view.refund, [(part.line_key, part.quantity) for part in view.lines]) == (
        45_000,
        [("10@1000", 1)],
    )


def test_a_return_in_a_state_that_is_not_known_is_named() -> None:
    row = {"reverse_order_id": 9, "trade_order_id": 4, "reverse_order_lines": [{"reverse_status": "SHINY"}]}
    with pytest.raises(Rejected, match="state_unknown"):
        return_view(ReverseOrderWire.model_validate(row), {}, SHOP)


def test_a_refused_list_of_requests_is_not_an_empty_one(seller: Seller) -> None:
    order_id, now = sold(seller), seller.world.now()
    refused = b'{"code":"0","result":{"success":false,"error_code":"ServiceTimeout","items":[]}}'

    def rewrite(answer: Outgoing) -> Outgoing:
        return Outgoing(200, refused, answer.headers) if b'"items"' in answer.body else answer

    proxy = TamperingProxy(seller.world.url, rewrite)
    with pytest.raises(Transient):
        fulfilment(seller, proxy.url).returns(now, now)
    with pytest.raises(Transient):
        fulfilment(seller, proxy.url).answer_cancellation(order_id, True)
    proxy.stop()


@pytest.mark.parametrize("shown", [None, "", "1.5", "satu", [], {}])
def test_a_unit_without_an_id_is_a_bad_answer_and_nothing_is_packed(seller: Seller, shown: object) -> None:
    ref = ParcelRef(sold(seller))

    def change(row: dict[str, object]) -> dict[str, object]:
        return {**row, "order_item_id": shown} if "order_item_id" in row else row

    proxy = TamperingProxy(seller.world.url, each_object(change))
    with pytest.raises(Transient):
        fulfilment(seller, proxy.url).arrange([ref], DROPOFF)
    with pytest.raises(Transient):
        fulfilment(seller, proxy.url).options(ref)
    proxy.stop()
    assert seller.calls(PACK) == 0
