"""Our App looks after its own webhooks with its own token."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from storefront_sync.saleor.manifest import WebhookWanted, wanted_webhooks
from storefront_sync.tenants.webhooks import mend, repairs
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.hearing import Hearing, hearing
from tests.saleor.contract.installing import InstalledApp, Installing
from tests.saleor.contract.premises import Premises, plain_app
from tests.saleor.contract.receiver import Receiver

DELETE = "mutation($id: ID!) { webhookDelete(id: $id) { errors { field code } } }"
OLDER = "subscription { event { ... on ProductCreated { product { id } } } }"
OLDER_EVENTS = frozenset({"PRODUCT_CREATED"})


@pytest.fixture
def installed(installing: Installing, ours: Receiver) -> InstalledApp:
    """Our App as it was just installed."""
    return installing.install(ours)


def speaking(app: InstalledApp) -> SaleorClient:
    """Our client with its token."""
    return SaleorClient(app.staff.api_url, app.token)


def test_after_the_installation_nothing_is_to_be_mended(installed: InstalledApp) -> None:
    state = speaking(installed).app_state()
    assert repairs(state.webhooks, wanted_webhooks(installed.receiver.url)) == []
    assert state.api_url == installed.staff.api_url
    assert (state.identity.app_id, state.schema_version) == (installed.id, "3.23")


def test_what_is_missing_changed_and_double_is_mended_by_the_app_itself(installed: InstalledApp) -> None:
    client, wanted = speaking(installed), wanted_webhooks(installed.receiver.url)
    first, second, third, *_ = client.app_state().webhooks
    by_name = {row.name: row for row in wanted}
    client.webhook_delete(first.id)
    other = replace(
        by_name[second.name], query="subscription { event { ... on ProductCreated { product { id } } } }"
    )
    client.webhook_update(second.id, replace(other, events=frozenset({"PRODUCT_CREATED"})))
    client.webhook_create(by_name[third.name])
    found = repairs(client.app_state().webhooks, wanted)
    assert len(found) == 3
    mend(client, found)
    assert repairs(client.app_state().webhooks, wanted) == []


def test_after_we_moved_every_webhook_is_sent_elsewhere(installed: InstalledApp) -> None:
    client, moved = speaking(installed), wanted_webhooks("http://127.0.0.1:9999")
    mend(client, repairs(client.app_state().webhooks, moved))
    assert {row.target_url for row in client.app_state().webhooks} == {moved[0].target_url}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"query": "subscription { event { nonsense } }"}, "query"),
        ({"query": "query { shop { name } }"}, "query"),
        ({"target_url": "nonsense"}, "targetUrl"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(
    installed: InstalledApp, change: dict[str, str], field: str
) -> None:
    wanted = wanted_webhooks(installed.receiver.url)[0]
    broken = WebhookWanted(
        wanted.name,
        change.get("target_url", wanted.target_url),
        change.get("query", wanted.query),
        wanted.events,
    )
    with pytest.raises(MutationRefused) as refusal:
        speaking(installed).webhook_create(broken)
    assert refusal.value.field == field


def test_no_app_deletes_anothers_webhook(installed: InstalledApp, premises: Premises) -> None:
    _, token = plain_app(premises.staff, premises.run)
    there = speaking(installed).app_state().webhooks
    Caller(premises.server.api_url, token).ask(DELETE, id=there[0].id)
    assert speaking(installed).app_state().webhooks == there


def test_a_webhook_that_is_switched_off_is_told_nothing(premises: Premises, goods: Goods) -> None:
    with hearing(premises, goods) as heard:
        client = speaking(heard.app)
        row = next(row for row in client.app_state().webhooks if row.name == "ProductChanged")
        _switch(heard, row.id, on=False)
        assert heard.names(goods.make) == ["product_variant_created"]
        _switch(heard, row.id, on=True)
        assert heard.names(goods.make) == ["product_created", "product_variant_created"]


def _switch(heard: Hearing, webhook_id: str, *, on: bool) -> None:
    query = """mutation($id: ID!, $on: Boolean!) { webhookUpdate(id: $id, input: {isActive: $on}) {
      errors { field code } } }"""
    assert heard.app.caller.do(query, id=webhook_id, on=on)["errors"] == []
