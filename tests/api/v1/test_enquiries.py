"""What only a marketplace can tell: asked, answered off the web threads, read at its address until it is
gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from pypdf import PdfReader

from connectors.base.simulator.orders import Step
from storefront_sync.core.clock import SystemClock
from storefront_sync.fulfilment.answering import Reach, carry_on
from storefront_sync.fulfilment.models import Enquiry, Request
from storefront_sync.orders.models import Order
from storefront_sync.orders.phases import Phase
from storefront_sync.sync.budgets import CallClass
from storefront_sync.tenants.api_keys import revoke
from tests.api.v1.asking import Asking
from tests.api.v1.test_answers import arrived
from tests.orders.whole_world import WholeWorld


def answers(whole: WholeWorld, slug: str = "sumber") -> None:
    """Workers ask the marketplaces; some seconds pass."""
    for seconds in range(0, 30, 10):
        later = timedelta(seconds=seconds)
        reach = Reach(
            lambda shop: whole.connector(slug, shop.marketplace, CallClass.NORMAL),
            lambda later=later: SystemClock().now() + later,  # type: ignore[misc]
            turn=timedelta(minutes=2),
            keep=timedelta(hours=1),
            longest=timedelta(minutes=1),
        )
        whole.redis.flushall()
        carry_on(whole.cooperatives[slug].pk, reach)
        whole.clock.forward(10)


def asks(asking: Asking, what: str, **body: object) -> str:
    """It is taken; returns where the answer will be."""
    answer = asking.send("POST", f"enquiries/{what}", json.dumps(body))
    assert answer.status_code == 202, answer.content
    told = json.loads(answer.content)
    assert (told["state"], told["key"], told["documents"]) == ("waiting", "", [])
    assert answer["Location"] == f"/api/v1/enquiries/{told['id']}"
    return answer["Location"].removeprefix("/api/v1/")


def document(asking: Asking, told: Any, number: int = 0) -> HttpResponse:
    """One of the PDFs of an answer."""
    return asking.send("GET", told["documents"][number]["address"].removeprefix("/api/v1/"))


def test_labels_are_one_pdf_that_is_told_to_this_cooperative_alone_and_as_often_as_it_is_asked_for(
    whole: WholeWorld, asking: Callable[[str], Asking], caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = asking("sumber"), asking("melati")
    first, second, third = arrived(whole, 3)
    for order in (first, third):
        whole.simulators["shopee"].step_order(order.external_id, Step.ARRANGE)
    where = asks(ours, "labels", orders=[third.pk, second.pk, third.pk, first.pk])
    assert ours.send("GET", f"{where}/documents/1").status_code == 404
    assert ours.get(where)["state"] == "waiting"
    answers(whole)
    told = ours.get(where)
    assert told["state"] == "ready"
    assert [(each["order_id"], each["answered"]) for each in told["orders"]] == [
        (third.pk, True),
        (second.pk, False),
        (first.pk, True),
    ]
    assert [len(each["printed"]) for each in told["orders"]] == [1, 0, 1]
    (lacking,) = told["orders"][1]["not_printed"]
    assert (lacking["key"], told["orders"][1]["key"]) == ("fulfilment.label_not_arranged",) * 2
    assert "atur" in lacking["text"].lower()
    for _ in range(2):
        pdf = document(ours, told)
        assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
        assert pdf["Cache-Control"] == "no-store"
        assert pdf["X-Content-Type-Options"] == "nosniff"
        assert len(PdfReader(BytesIO(pdf.content)).pages) == 2
        assert len(pdf.content) == told["documents"][0]["bytes"]
    for path in (where, f"{where}/documents/1"):
        assert theirs.send("GET", path).status_code == 404
        assert Asking(ours.client, "").send("GET", path).status_code == 401
    assert ours.send("GET", f"{where}/documents/2").status_code == 404
    assert "PDF" not in caplog.text
    revoke(whole.cooperatives["sumber"], "of sumber")
    assert document(ours, told).status_code == 401
    Enquiry.objects.update(expires_at=SystemClock().now())
    assert asking("sumber").send("GET", where).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        ({"orders": list(range(1, 10_001))}, 422, "api.invalid"),
        ({"orders": []}, 422, "api.invalid"),
        ({"orders": [2**63]}, 422, "api.invalid"),
        ({"orders": [2**63 - 1]}, 409, "fulfilment.no_such_order"),
        ({"orders": "all"}, 422, "api.invalid"),
    ],
)
@pytest.mark.parametrize("what", ["labels", "short"])
def test_what_cannot_be_asked_is_refused_in_words_and_stores_nothing(
    whole: WholeWorld, ours: Asking, what: str, body: object, status: int, key: str
) -> None:
    answer = ours.send("POST", f"enquiries/{what}", json.dumps(body))
    assert (answer.status_code, json.loads(answer.content)["key"]) == (status, key)
    assert not Enquiry.objects.exists()


def test_about_anothers_orders_nothing_is_asked_and_not_even_told_that_they_are(
    whole: WholeWorld, asking: Callable[[str], Asking]
) -> None:
    (order,) = arrived(whole)
    theirs = asking("melati")
    wants = {what: {"orders": [order.pk]} for what in ("labels", "handover", "reasons", "short")}
    for what, body in {**wants, "cancel": {"order": order.pk, "reason": "x"}}.items():
        guessed = json.dumps(body).replace(str(order.pk), str(order.pk + 1_000))
        refused = theirs.send("POST", f"enquiries/{what}", json.dumps(body))
        assert refused.status_code == 409
        assert refused.content == theirs.send("POST", f"enquiries/{what}", guessed).content
    assert not Enquiry.objects.exists()


def test_ways_and_choices_are_told_so_that_what_they_name_can_be_asked_for(
    whole: WholeWorld, ours: Asking
) -> None:
    (order,) = arrived(whole)
    Order.objects.filter(pk=order.pk).update(phase=Phase.SHORT.value)
    where = {what: asks(ours, what, orders=[order.pk]) for what in ("handover", "reasons", "short")}
    assert asks(ours, "handover", orders=[order.pk]) == where["handover"], "asked twice is asked once"
    answers(whole)
    told = {what: ours.get(path)["orders"][0] for what, path in where.items()}
    (parcel,) = told["handover"]["parcels"]
    place = parcel["pickup"][0]
    done = ours.post(
        "orders/arrange",
        {
            "orders": [order.pk],
            "handover": "pickup",
            "place": place["place"],
            "slot": place["slots"][0]["slot"],
        },
    )
    assert done["refused"] == []
    reasons = {each["reason"]: each for each in told["reasons"]["reasons"]}
    assert all(each["text"] and not each["text"].startswith("cli.") for each in reasons.values())
    chosen = [each for each in told["short"]["choices"] if each["reason"]]
    assert {each["reason"] for each in chosen} == set(reasons)
    assert all(each["text"] != each["key"] and "{" not in each["text"] for each in chosen)
    harmless = next(name for name, each in reasons.items() if not each["empties_listing"])
    Request.objects.all().delete()
    cancelled = asks(ours, "cancel", order=order.pk, reason=harmless)
    answers(whole)
    row = Request.objects.get(pk=ours.get(cancelled)["orders"][0]["request_id"])
    assert (row.kind, row.by) == ("cancel", "key:of sumber")


def test_a_cancel_that_would_empty_the_listing_is_refused_until_that_is_allowed(
    whole: WholeWorld, ours: Asking
) -> None:
    (order,) = arrived(whole)
    refused = asks(ours, "cancel", order=order.pk, reason="out_of_stock")
    answers(whole)
    told = ours.get(refused)
    assert (told["state"], told["key"]) == ("refused", "fulfilment.reason_empties_listing")
    assert any(each["empties_listing"] for each in told["orders"][0]["reasons"])
    assert not Request.objects.exists()
    asks(ours, "cancel", order=order.pk, reason="out_of_stock", empties_listing=True)
    answers(whole)
    assert Request.objects.get().kind == "cancel"
