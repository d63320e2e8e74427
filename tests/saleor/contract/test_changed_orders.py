"""Orders that changed since a time, which is how what a webhook didn't tell is found."""

from __future__ import annotations

from datetime import datetime

from storefront_sync.saleor.client import SaleorClient
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.goods import Goods
from tests.saleor.contract.premises import Premises
from tests.saleor.contract.server import Server

PAGE = """query($since: DateTime!, $channel: String, $after: String) {
  orders(first: 2, after: $after, channel: $channel, where: {updatedAt: {gte: $since}},
    sortBy: {field: LAST_MODIFIED_AT, direction: ASC}) {
    edges { node { id } } pageInfo { hasNextPage endCursor } } }"""


def changed(client: SaleorClient, premises: Premises, since: datetime) -> list[str]:
    return [row.id for row in client.orders_changed_since(since, channel_slug=premises.channel).rows]


def test_changed_orders_come_in_the_order_of_their_change_and_without_drafts(
    premises: Premises, goods: Goods, server: Server, client: SaleorClient
) -> None:
    one, two = goods.make_many([10, 10])
    since = server.now()
    first = goods.place((one, 1))
    second = goods.place((two, 1), (two, 2))
    client.draft_order_create(goods.draft((one, 1)))
    client.order_cancel(first)
    page = client.orders_changed_since(since, channel_slug=premises.channel)
    assert [(row.id, row.variant_ids) for row in page.rows] == [(second, (two.id,)), (first, (one.id,))]
    assert [row.status for row in page.rows] == ["UNFULFILLED", "CANCELED"]
    assert changed(client, premises, page.rows[1].updated_at) == [first]


def test_every_step_of_an_order_moves_its_time(
    premises: Premises, goods: Goods, server: Server, client: SaleorClient
) -> None:
    order_id = goods.place((goods.make(), 1))
    since = server.now()
    assert changed(client, premises, since) == []
    client.transaction_create(order_id, "Shopee", "P")
    client.order_cancel(order_id)
    assert changed(client, premises, since) == [order_id]


def test_orders_of_another_channel_are_left_out(goods: Goods, server: Server, client: SaleorClient) -> None:
    since = server.now()
    order_id = goods.place((goods.make(), 1))
    assert client.orders_changed_since(since, channel_slug="no-such-channel").rows == ()
    assert order_id in [row.id for row in client.orders_changed_since(since).rows]


def test_changed_orders_are_paged_without_gaps(
    premises: Premises, goods: Goods, server: Server, app: Caller
) -> None:
    since = server.now().isoformat()
    thing = goods.make()
    placed = [goods.place((thing, 1)) for _ in range(5)]
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = app.data(PAGE, since=since, channel=premises.channel, after=after)["orders"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == placed
    assert not page["pageInfo"]["hasNextPage"]
