"""What the API tells and does: orders, what is asked of marketplaces, what comes back, who is erased."""

from __future__ import annotations

import json

import pytest

from connectors.base.aftersale import ReturnedLine, ReturnId, ReturnView
from connectors.base.types import ExternalOrderId
from mappings.words import ReturnState
from storefront_sync.catalog.models import Listing
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.rows import subject
from storefront_sync.orders.models import Order
from storefront_sync.orders.parcels import read_parcels
from storefront_sync.returns.intake import take_in
from storefront_sync.returns.models import Restock, Return
from storefront_sync.settlements.models import OrderMoney, SettlementFile, SettlementLine
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.problems import open_problem
from tests.api.v1.asking import Asking
from tests.orders.whole_world import WholeWorld
from tests.privacy.sold import PACE, SITI, WORDS, sold


def arrived(whole: WholeWorld, number: int = 1) -> list[Order]:
    """Orders of one piece each."""
    for _ in range(number):
        whole.buy("sumber", "shopee", [("S", 1)])
    whole.clock.forward(5)
    whole.drain("sumber", "shopee")
    whole.settle("sumber")
    return list(Order.objects.order_by("pk"))


def test_a_page_leads_to_the_next_until_all_were_told_once(whole: WholeWorld, ours: Asking) -> None:
    orders = arrived(whole, 5)
    told, after = [], 0
    for _ in range(10):
        page = ours.get("orders", limit=2, after=after)
        told += [row["id"] for row in page["orders"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert told == [order.pk for order in reversed(orders)]


def test_an_order_is_found_by_its_number_and_told_whole(whole: WholeWorld, ours: Asking) -> None:
    order = arrived(whole)[0]
    fulfilment = whole.connector("sumber", "shopee", CallClass.NORMAL).fulfilment
    assert fulfilment is not None
    read_parcels(whole.shops["sumber", "shopee"], fulfilment, whole.clock.now, PACE.longest)
    (row,) = ours.get("orders", order=order.external_id, marketplace="shopee", state="ready")["orders"]
    told = ours.get(f"orders/{row['id']}")
    assert (told["total"], told["phase"]) == (order.total, "imported")
    assert [line["quantity"] for line in told["lines"]] == [1]
    assert [line["linked"] for line in told["lines"]] == [True]
    assert [parcel["state"] for parcel in told["parcels"]] == ["waiting"]
    assert ours.get("orders", state="shipped")["orders"] == []
    (due,) = ours.get("orders/due")["orders"]
    assert due["ship_by"] == told["ship_by"]


def test_what_a_marketplace_refused_is_told_with_the_order(whole: WholeWorld, ours: Asking) -> None:
    order = arrived(whole)[0]
    about = subject(order.pk, Request.Kind.ARRANGE)
    shop = whole.shops["sumber", "shopee"]
    open_problem(shop.cooperative_id, "fulfilment.no_slot", about, shop_id=shop.pk, now=whole.clock.now())
    (told,) = ours.get(f"orders/{order.pk}")["problems"]
    assert told["key"] == "fulfilment.no_slot"
    assert told["text"] != told["key"]


def test_nothing_of_a_buyer_is_in_any_answer(whole: WholeWorld, ours: Asking) -> None:
    order = sold(whole)
    told = json.dumps([ours.get("orders"), ours.get(f"orders/{order.pk}"), ours.get("orders/due")])
    assert [word for word in WORDS if word in told] == []


def test_what_is_asked_is_kept_with_who_asked_and_asking_twice_is_asking_once(
    whole: WholeWorld, ours: Asking
) -> None:
    order = arrived(whole)[0]
    for _ in range(2):
        done = ours.post("orders/arrange", {"orders": [order.pk], "handover": "dropoff"})
        assert done["refused"] == []
    row = Request.objects.get()
    assert (row.by, row.kind) == ("key:of sumber", "arrange")
    (told,) = ours.get("requests", state="pending")["requests"]
    assert told["order"] == order.external_id


@pytest.mark.parametrize(("language", "begins"), [("id", "Tulis"), ("en", "Give")])
def test_a_refusal_says_why_in_the_language_that_was_asked_for(
    whole: WholeWorld, ours: Asking, language: str, begins: str
) -> None:
    answer = ours.send("POST", "erasures", "{}", **{"Accept-Language": language})
    assert answer.status_code == 409
    told = json.loads(answer.content)
    assert told["key"] == "privacy.nobody_named"
    assert told["text"].startswith(begins)


def test_good_pieces_go_back_and_the_same_inspection_twice_counts_once(
    whole: WholeWorld, ours: Asking
) -> None:
    order = arrived(whole)[0]
    line = order.lines.get()
    view = ReturnView(
        ReturnId("R1"),
        ExternalOrderId(order.external_id),
        ReturnState.COMING_BACK,
        goods_back=True,
        refund=None,
        lines=(ReturnedLine(line.line_key, 1),),
        updated_at=whole.clock.now(),
    )
    take_in(whole.shops["sumber", "shopee"], [view], whole.clock.now(), whole.clock.now())
    (row,) = ours.get("returns", to_inspect=True)["returns"]
    body = {"lines": [{"key": line.line_key, "good": 1}], "seen": 0}
    told = ours.post(f"returns/{row['id']}/inspections", body)
    assert told["lines"] == [{"key": line.line_key, "pieces": 1, "good": 1, "damaged": 0, "lost": 0}]
    again = ours.send("POST", f"returns/{row['id']}/inspections", json.dumps(body))
    assert again.status_code == 409
    assert Restock.objects.count() == 1
    assert Return.objects.get().inspections.get().by == "key:of sumber"
    assert ours.get("returns", to_inspect=True)["returns"] == []
    assert ours.get(f"returns/{row['id']}")["inspections"] == 1


def test_a_buyer_is_erased_by_a_number_that_no_answer_repeats(whole: WholeWorld, ours: Asking) -> None:
    sold(whole)
    answer = ours.send("POST", "erasures", json.dumps({"phone": SITI.phone}))
    assert json.loads(answer.content) == {"orders": 1}
    (told,) = ours.get("erasures")["erasures"]
    assert (told["by"], told["in_saleor_at"]) == ("key:of sumber", None)
    wrong = ours.send("POST", "erasures", json.dumps({"phone": SITI.phone, "order": ["x"]}))
    assert wrong.status_code == 422
    assert "3456" not in wrong.content.decode()
    assert json.loads(wrong.content)["fields"]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"orders": "1"}', "\xff", '{"orders": [1e400]}'])
def test_a_body_that_is_none_is_refused_in_words(whole: WholeWorld, ours: Asking, body: str) -> None:
    answer = ours.send("POST", "orders/arrange", body)
    assert answer.status_code in (400, 422)
    assert json.loads(answer.content)["text"]


def test_the_money_of_an_order_is_told_as_the_marketplace_said_it(whole: WholeWorld, ours: Asking) -> None:
    order = arrived(whole)[0]
    assert ours.get(f"orders/{order.pk}")["money"] is None
    OrderMoney.objects.create(
        order=order, goods=10_000, fees=650, payout=9_350, state="completed", seen_at=whole.clock.now()
    )
    told = ours.get(f"orders/{order.pk}")["money"]
    assert (told["goods"], told["fees"], told["payout"]) == (10_000, 650, 9_350)
    assert told["seller_discount"] is None


def test_money_for_an_order_that_nobody_knows_is_a_difference_and_of_this_cooperative_only(
    whole: WholeWorld, ours: Asking
) -> None:
    for slug in ("sumber", "melati"):
        shop = whole.shops[slug, "shopee"]
        file = SettlementFile.objects.create(
            cooperative=whole.cooperatives[slug],
            shop=shop,
            digest=slug,
            name="x",
            imported_at=whole.clock.now(),
            by="cli",
        )
        SettlementLine.objects.create(
            shop=shop, file=file, digest=slug, external_order_id=f"of {slug}", kind="order", amount=5_000
        )
    told = ours.get("settlements/differences")
    assert [(row["order"], row["kind"], row["paid"]) for row in told["differences"]] == [
        ("of sumber", "unknown_order", 5_000)
    ]
    assert told["more"] is False


def test_an_order_that_waits_for_a_link_is_imported_on_a_programs_word(
    whole: WholeWorld, ours: Asking
) -> None:
    listing = whole.listing("sumber", "shopee", "S")
    listing.components.all().delete()
    Listing.objects.filter(pk=listing.pk).update(link="unmapped", link_source="")
    order = arrived(whole)[0]
    assert order.phase == "waiting_link"
    done = ours.post("orders/import-early", {"orders": [order.pk, 10**9]})
    assert done["early"] == [order.pk]
    assert [row["key"] for row in done["refused"]] == ["fulfilment.no_such_order"]
    whole.settle("sumber")
    told = ours.get(f"orders/{order.pk}")
    assert (told["phase"], told["goods"]) == ("imported", [])
    assert [(line["linked"], line["stand_in"]) for line in told["lines"]] == [(False, True)]
    (refused,) = ours.post("orders/import-early", {"orders": [order.pk]})["refused"]
    assert refused["key"] == "early.in_saleor"
    assert refused["text"] != refused["key"]
