"""Our client: every failure has its name, and nothing that may have been applied is sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import requests
import responses

from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    Transient,
)
from connectors.base.services import Timeouts
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import (
    AnswerMalformed,
    GraphQLRefused,
    MutationRefused,
    PermissionMissing,
    SaleorOutcomeUnknown,
    SaleorTransient,
    SaleorUnreachable,
    ServerError,
    TokenDead,
)
from storefront_sync.saleor.transport import ANSWER_LIMIT
from storefront_sync.saleor.types import StockWrite
from tests.saleor.conftest import MakeShop
from tests.saleor.shop import SmallShop, row

API = "http://saleor.example/graphql/"
TOKEN = "secret-token-of-thirty-letters"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    """Plays single answers for the edges that no server should have."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def lone() -> SaleorClient:
    return SaleorClient(API, TOKEN)


def failure(code: str, path: list[str] | None = None, data: object = None) -> dict[str, object]:
    error = {"message": "m", "path": path or ["x"], "extensions": {"exception": {"code": code}}}
    return {"errors": [error], "data": data}


def test_no_more_than_a_page_of_ids_is_asked_for(lone: SaleorClient) -> None:
    with pytest.raises(ValueError, match="101 ids"):
        lone.variants_by_ids(["x"] * 101, "c")
    assert lone.variants_by_ids([], "c") == ()


def test_a_negative_stock_is_never_sent(shop: SmallShop) -> None:
    with pytest.raises(ValueError, match="-1 pieces"):
        shop.client.stocks_write([StockWrite(shop.variant_id("B"), shop.warehouse_id(), -1)])


def test_stock_writes_go_in_hundreds(make_shop: MakeShop) -> None:
    shop = make_shop([row(f"S{n}", 1) for n in range(230)])
    writes = [StockWrite(shop.variant_id(f"S{n}"), shop.warehouse_id(), 7) for n in range(230)]
    assert all(outcome.applied for outcome in shop.client.stocks_write(writes))
    calls = [event for event in shop.simulator.store.journal.after() if event.get("name") == "StocksWrite"]
    assert len(calls) == 3


def test_rows_behind_a_lost_answer_are_told_apart_from_those_never_sent(make_shop: MakeShop) -> None:
    shop = make_shop([row(f"S{n}", 1) for n in range(230)])
    writes = [StockWrite(shop.variant_id(f"S{n}"), shop.warehouse_id(), 7) for n in range(230)]
    session = CutAfter(1)
    client = SaleorClient(shop.api_url, shop.token, session=session)
    codes = [outcome.code for outcome in client.stocks_write(writes)]
    assert (codes[:100], codes[100:200], codes[200:]) == (
        [""] * 100,
        ["OUTCOME_UNKNOWN"] * 100,
        ["NOT_SENT"] * 30,
    )


class CutAfter(requests.Session):
    """Loses every answer after the first few."""

    def __init__(self, whole: int) -> None:
        super().__init__()
        self.whole = whole

    def post(self, url: str | bytes, *args: object, **options: object) -> requests.Response:
        """Answer, or lose the answer."""
        self.whole -= 1
        if self.whole < 0:
            raise requests.ConnectionError("reset")
        return super().post(url, *args, **options)  # type: ignore[arg-type]


def test_a_mutation_whose_answer_is_lost_may_have_been_applied(shop: SmallShop) -> None:
    shop.faults(timeout_after_apply_rate=1, timeout_seconds=0)
    with pytest.raises(SaleorOutcomeUnknown):
        shop.client.stocks_write([StockWrite(shop.variant_id("B"), shop.warehouse_id(), 4)])
    shop.faults()
    assert shop.numbers("B") == [(4, 0)]


def test_a_read_whose_answer_is_lost_is_transient(shop: SmallShop) -> None:
    shop.faults(drop_connection_rate=1)
    with pytest.raises(SaleorTransient):
        shop.client.app_id()


def test_a_failing_saleor_is_transient_for_reads_and_unknown_for_mutations(shop: SmallShop) -> None:
    shop.faults(server_error_rate=1)
    for _ in range(12):
        with pytest.raises(Transient):
            shop.client.channels()
        with pytest.raises(OutcomeUnknown):
            shop.client.draft_order_create(shop.draft("R1", ("B", 1)))
    shop.faults()
    assert shop.client.order_by_reference("R1") is None


def test_nobody_listening_means_nothing_was_applied(shop: SmallShop) -> None:
    client = SaleorClient(shop.api_url, shop.token, timeouts=Timeouts(0.5, 0.5))
    shop.simulator.stop()
    with pytest.raises(SaleorUnreachable):
        client.draft_order_delete("x")
    with pytest.raises(SaleorUnreachable):
        client.app_id()


def test_a_time_out_is_unknown_for_a_mutation(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    wire.post(API, body=requests.ReadTimeout("read"))
    with pytest.raises(SaleorOutcomeUnknown):
        lone.draft_order_delete("x")
    with pytest.raises(SaleorTransient):
        lone.app_id()


def test_a_redirect_is_not_followed(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    wire.post(API, status=302, headers={"Location": "http://elsewhere.example/"})
    with pytest.raises(GraphQLRefused):
        lone.app_id()
    assert len(wire.calls) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"text"'])
def test_an_answer_that_is_no_json_object_is_refused(
    wire: responses.RequestsMock, lone: SaleorClient, body: bytes
) -> None:
    wire.post(API, body=body)
    with pytest.raises(GraphQLRefused):
        lone.app_id()


def test_an_answer_over_the_size_cap_is_refused(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    wire.post(API, body=b"x" * (ANSWER_LIMIT + 1))
    with pytest.raises(AnswerMalformed):
        lone.app_id()


def test_bad_graphql_is_a_matter_for_people(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    wire.post(API, status=400, json=failure("GraphQLError"))
    with pytest.raises(GraphQLRefused):
        lone.app_id()


def test_an_integrity_error_is_named_so_that_the_order_is_looked_up(
    wire: responses.RequestsMock, lone: SaleorClient
) -> None:
    wire.post(API, json=failure("IntegrityError", ["draftOrderDelete"], {"draftOrderDelete": None}))
    with pytest.raises(ServerError) as failed:
        lone.draft_order_delete("x")
    assert failed.value.code == "IntegrityError"


def test_an_error_below_a_mutations_field_means_that_it_ran(
    wire: responses.RequestsMock, lone: SaleorClient
) -> None:
    wire.post(API, json=failure("PermissionDenied", ["draftOrderComplete", "order", "lines"]))
    with pytest.raises(SaleorOutcomeUnknown):
        lone.draft_order_complete("x")


def test_null_is_never_zero(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    node = {
        "id": "V",
        "name": "n",
        "sku": "s",
        "trackInventory": True,
        "updatedAt": "2026-11-24T00:00:00+00:00",
        "product": {"id": "P", "name": "p"},
        "channelListings": [],
        "stocks": None,
    }
    page = {"edges": [{"node": node}], "pageInfo": {"hasNextPage": False}}
    wire.post(API, json={"data": {"productVariants": page}})
    with pytest.raises(AnswerMalformed):
        lone.variants_page("c")


def test_an_expired_signature_is_a_dead_token(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    wire.post(API, json=failure("ExpiredSignatureError"))
    with pytest.raises(TokenDead):
        lone.channels()


def test_another_currency_is_refused(wire: responses.RequestsMock, lone: SaleorClient) -> None:
    money = {"amount": 1.0, "currency": "USD"}
    transaction = {
        "id": "T",
        "name": "n",
        "pspReference": "p",
        "createdAt": "2026-11-24T00:00:00Z",
        "chargedAmount": money,
    }
    wire.post(API, json={"data": {"order": {"transactions": [transaction]}}})
    with pytest.raises(AnswerMalformed):
        lone.transactions("x")


def test_every_failure_is_one_of_the_six_classes() -> None:
    classes = {
        SaleorUnreachable: Transient,
        SaleorTransient: Transient,
        SaleorOutcomeUnknown: OutcomeUnknown,
        ServerError: OutcomeUnknown,
        TokenDead: AuthExpired,
        PermissionMissing: ConfigError,
        GraphQLRefused: ConfigError,
        AnswerMalformed: ConfigError,
        MutationRefused: Rejected,
    }
    assert all(issubclass(ours, base) and issubclass(ours, ConnectorError) for ours, base in classes.items())


def test_no_token_and_no_buyer_is_in_a_failures_text_or_a_repr(
    wire: responses.RequestsMock, lone: SaleorClient
) -> None:
    texts = [repr(lone), repr(lone.transport), str(lone)]
    buyer = "Budi 081234567890"
    for answer in (
        failure("PermissionDenied"),
        failure("IntegrityError"),
        {"data": {"app": {"name": buyer}}},
        {"data": buyer},
    ):
        wire.reset()
        wire.post(API, body=json.dumps(answer))
        for call in (lone.app_id, lambda: lone.draft_order_delete("x")):
            with pytest.raises(ConnectorError) as failed:
                call()
            texts += [str(failed.value), repr(failed.value), repr(failed.value.__cause__)]
    assert not any(TOKEN in text or "0812" in text for text in texts)
