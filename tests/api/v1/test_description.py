"""Every answer is as the OpenAPI description says, whatever is asked; and that is the one in docs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from pydantic import BaseModel
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from connectors.base.aftersale import ReturnedLine, ReturnId, ReturnView
from connectors.base.simulator.orders import Step
from connectors.base.types import ExternalOrderId
from mappings.words import ReturnState
from storefront_sync.api.v1.service import v1
from storefront_sync.api.wsgi import application
from storefront_sync.fulfilment.models import Enquiry, EnquiryDocument
from storefront_sync.returns.intake import take_in
from storefront_sync.returns.models import Return
from tests.api.v1.asking import Asking
from tests.api.v1.test_enquiries import answers, asks
from tests.orders.whole_world import WholeWorld
from tests.privacy.sold import sold

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
DESCRIPTION = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
SEEDED = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@contextmanager
def in_this_transaction() -> Iterator[None]:
    """As Django's test client does: a request doesn't end with the connection that the test's rows are in."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def filled(whole: WholeWorld, ours: Asking) -> Asking:
    """There is something of everything, under small numbers."""
    order = sold(whole)
    view = ReturnView(
        ReturnId("R1"),
        ExternalOrderId(order.external_id),
        ReturnState.COMING_BACK,
        goods_back=True,
        refund=None,
        lines=(ReturnedLine(order.lines.get().line_key, 1),),
        updated_at=whole.clock.now(),
    )
    take_in(whole.shops["sumber", "shopee"], [view], whole.clock.now(), whole.clock.now())
    ours.post("orders/arrange", {"orders": [order.pk], "handover": "dropoff"})
    ours.post("erasures", {"order": sold(whole).external_id})
    printed = sold(whole)
    whole.simulators["shopee"].step_order(printed.external_id, Step.ARRANGE)
    asks(ours, "labels", orders=[printed.pk])
    for what in ("handover", "reasons", "short"):
        asks(ours, what, orders=[order.pk])
    asks(ours, "cancel", order=printed.pk, reason="none")
    answers(whole)
    asks(ours, "handover", orders=[printed.pk])
    return ours


def test_the_description_in_docs_is_the_services_own() -> None:
    assert json.loads(DOCUMENT.read_text("utf-8")) == json.loads(json.dumps(v1.get_openapi_schema()))


def test_anybody_may_read_the_description_and_it_names_nobody_elses_server(client: Any) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert "://" not in answer.content.decode()


@DESCRIPTION.parametrize()
@settings(SEEDED, max_examples=15)
def test_whatever_is_asked_is_answered_as_described(case: schemathesis.Case, filled: Asking) -> None:
    assert Return.objects.exists()
    with in_this_transaction():
        case.call_and_validate(headers={"Authorization": f"Bearer {filled.key}"}, checks=CHECKS)


def test_no_two_of_its_words_are_described_under_one_name() -> None:
    described: dict[str, set[type]] = {}
    left: list[object] = [
        model
        for _, router in v1._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for model in (*operation.response_models.values(), *operation.models)
    ]
    while left:
        kind = left.pop()
        left += get_args(kind)
        if isinstance(kind, type) and kind not in described.setdefault(kind.__name__, set()):
            described[kind.__name__].add(kind)
            if issubclass(kind, BaseModel):
                left += [field.annotation for field in kind.model_fields.values()]
    named = {name for name in v1.get_openapi_schema()["components"]["schemas"] if name in described}
    assert {"OrderState", "RequestOut", "Kind"} <= named
    assert {name for name in named if len(described[name]) > 1} == set()


def test_what_enquiries_are_answered_with_is_as_described(filled: Asking) -> None:
    documents = EnquiryDocument.objects.get()
    called = [{"enquiry_id": pk} for pk in Enquiry.objects.values_list("pk", flat=True)]
    called.append({"enquiry_id": documents.enquiry_id, "number": documents.number})
    for values in called:
        path = "/api/v1/enquiries/{enquiry_id}" + ("/documents/{number}" if "number" in values else "")
        case = DESCRIPTION[path]["GET"].Case(path_parameters=values)
        with in_this_transaction():
            answer = case.call_and_validate(headers={"Authorization": f"Bearer {filled.key}"}, checks=CHECKS)
        assert answer.status_code == 200


@DESCRIPTION.parametrize()
@settings(SEEDED, max_examples=3)
def test_without_a_key_nothing_is_told(case: schemathesis.Case, db: None) -> None:
    with in_this_transaction():
        answer = case.call()
    assert answer.status_code in (401, 405)
