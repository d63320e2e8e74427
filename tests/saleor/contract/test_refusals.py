"""How a Saleor says no: nearly always with HTTP 200."""

from __future__ import annotations

import pytest

from tests.saleor.contract.caller import Caller, code
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises, plain_app

OWN = "{ app { id } shop { schemaVersion } }"
VARIANT = """query($id: ID!, $channel: String) { productVariant(id: $id, channel: $channel) {
  sku stocks { quantity } } }"""
CANCEL = 'mutation { orderCancel(id: "T3JkZXI6MQ==") { errors { code } } }'


def test_a_dead_token_is_an_anonymous_caller_and_no_401(premises: Premises) -> None:
    answer = Caller(premises.server.api_url, "revoked-token-of-thirty-letter").ask(OWN)
    assert code(answer) == "PermissionDenied"
    assert answer["data"] == {"app": None, "shop": {"schemaVersion": "3.23"}}


def test_public_fields_still_answer_a_dead_token_while_stocks_are_null(
    premises: Premises, goods: Goods
) -> None:
    thing = goods.make()
    dead = Caller(premises.server.api_url, "revoked-token-of-thirty-letter")
    answer = dead.ask(VARIANT, id=thing.id, channel=premises.channel)
    assert code(answer) == "PermissionDenied"
    assert answer["data"]["productVariant"] == {"sku": thing.sku, "stocks": None}


def test_both_authorization_headers_are_taken(premises: Premises, nobody: Caller) -> None:
    app_id, token = plain_app(premises.staff, premises.run)
    for headers in ({"Authorization": f"Bearer {token}"}, {"Authorization-Bearer": token}):
        answer = nobody.send({"query": "{ app { id } }"}, headers).json()
        assert answer["data"] == {"app": {"id": app_id}}


@pytest.mark.parametrize("action", ["appDeactivate", "appDelete"])
def test_the_token_of_an_app_that_is_switched_off_or_deleted_is_dead(premises: Premises, action: str) -> None:
    app_id, token = plain_app(premises.staff, premises.run)
    app = Caller(premises.server.api_url, token)
    assert app.data("{ app { id } }")["app"]["id"] == app_id
    premises.staff.do(f"mutation($id: ID!) {{ {action}(id: $id) {{ errors {{ code }} }} }}", id=app_id)
    assert code(app.ask("{ app { id } }")) == "PermissionDenied"


def test_a_missing_permission_nulls_the_mutation_with_200(nobody: Caller) -> None:
    answer = nobody.ask(CANCEL)
    assert code(answer) == "PermissionDenied"
    assert "MANAGE_ORDERS" in answer["errors"][0]["message"]
    assert answer["data"] == {"orderCancel": None}


def test_what_is_not_there_is_an_error_of_the_mutation(app: Caller) -> None:
    errors = app.do(
        """mutation { productVariantChannelListingUpdate(id: "UHJvZHVjdFZhcmlhbnQ6OTk5OTk5OTk=", input: []) {
          errors { field code } } }"""
    )["errors"]
    assert errors == [{"field": "id", "code": "NOT_FOUND"}]


def test_with_several_channels_an_anonymous_caller_must_name_one_and_an_app_need_not(
    premises: Premises, goods: Goods, nobody: Caller
) -> None:
    second = goods.premises.staff.do(
        """mutation($input: ChannelCreateInput!) { channelCreate(input: $input) {
          errors { code } channel { id } } }""",
        input={
            "name": f"{premises.run}-b",
            "slug": f"{premises.run}-b",
            "currencyCode": "IDR",
            "defaultCountry": "ID",
            "isActive": True,
        },
    )
    assert second["errors"] == []
    thing = goods.make()
    query = "query($id: ID!) { productVariant(id: $id) { sku } }"
    assert code(nobody.ask(query, id=thing.id)) == "GraphQLError"
    assert premises.app.data(query, id=thing.id)["productVariant"] == {"sku": thing.sku}
