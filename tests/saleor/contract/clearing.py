"""Clears away what runs of the suite made on a server: apps, goods, drafts, channels, zones, warehouses."""

from __future__ import annotations

from collections.abc import Iterator

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.setup import present, wire
from storefront_sync.saleor.setup.server import listed
from storefront_sync.saleor.types import ChannelRead
from tests.saleor.contract.caller import Caller

PREFIX = "storefront-contract-"
"""What the slugs and names of all that a run makes hold."""
ARCHIVE = "storefront-archive"
"""The channel, switched off, that keeps the orders of all runs: Saleor deletes a draft but never an order."""
MOST_ROUNDS = 50

APPS = """query($after: String) { apps(first: 100, after: $after) {
  edges { node { id name } } pageInfo { hasNextPage endCursor } } }"""
DRAFTS = """query($channel: ID!) { draftOrders(first: 100, where: {channelId: {eq: $channel}}) {
  edges { node { id } } } }"""
PRODUCTS = "query($channel: String!) { products(first: 100, channel: $channel) { edges { node { id } } } }"
DELETE_APP = "mutation($id: ID!) { appDelete(id: $id) { errors { field code } } }"
FAILED = "{ appsInstallations { id appName status } }"
FORGET = "mutation($id: ID!) { appDeleteFailedInstallation(id: $id) { errors { field code } } }"
DELETE_DRAFT = "mutation($id: ID!) { draftOrderDelete(id: $id) { errors { field code } } }"
DELETE_PRODUCTS = "mutation($ids: [ID!]!) { productBulkDelete(ids: $ids) { errors { field code } } }"
DELETE_ZONE = "mutation($id: ID!) { shippingZoneDelete(id: $id) { errors { field code } } }"
DELETE_WAREHOUSE = "mutation($id: ID!) { deleteWarehouse(id: $id) { errors { field code } } }"
MAKE_ARCHIVE = """mutation($input: ChannelCreateInput!) { channelCreate(input: $input) {
  channel { id } errors { field code } } }"""
DELETE_CHANNEL = """mutation($id: ID!, $heir: ID!) {
  channelDelete(id: $id, input: {channelId: $heir}) { errors { field code } } }"""


def clear(staff: Caller, client: SaleorClient) -> None:
    """Take away all that runs left behind, this one's things too; harmless where there is nothing."""
    for app in _apps(staff):
        _do(staff, DELETE_APP, id=app)
    for row in staff.data(FAILED)["appsInstallations"]:
        if row["status"] == "FAILED" and PREFIX in row["appName"]:
            _do(staff, FORGET, id=row["id"])
    channels = client.channels()
    for channel in channels:
        if channel.slug.startswith(PREFIX):
            _clear_channel(staff, channel, _archive(staff, channels))
            channels = client.channels()
    zones = listed(
        client.transport, "setup/ShippingZones", wire.ZonesAnswer, lambda answer: answer.shipping_zones
    )
    for zone in list(zones):
        if PREFIX in zone.name:
            _do(staff, DELETE_ZONE, id=zone.id)
    for slug, place in present.warehouses(client.transport).items():
        if PREFIX in slug:
            _do(staff, DELETE_WAREHOUSE, id=place.id)


def _clear_channel(staff: Caller, channel: ChannelRead, archive: str) -> None:
    for _ in range(MOST_ROUNDS):
        drafts = _ids(staff.data(DRAFTS, channel=channel.id)["draftOrders"])
        products = _ids(staff.data(PRODUCTS, channel=channel.slug)["products"])
        for draft in drafts:
            _do(staff, DELETE_DRAFT, id=draft)
        if products:
            _do(staff, DELETE_PRODUCTS, ids=products)
        if not drafts and not products:
            break
    _do(staff, DELETE_CHANNEL, id=channel.id, heir=archive)


def _archive(staff: Caller, channels: tuple[ChannelRead, ...]) -> str:
    found = next((row.id for row in channels if row.slug == ARCHIVE), None)
    if found is not None:
        return found
    given = {
        "name": ARCHIVE,
        "slug": ARCHIVE,
        "currencyCode": "IDR",
        "defaultCountry": "ID",
        "isActive": False,
    }
    made = staff.do(MAKE_ARCHIVE, input=given)
    assert made["errors"] == []
    return str(made["channel"]["id"])


def _apps(staff: Caller) -> Iterator[str]:
    after = None
    for _ in range(MOST_ROUNDS):
        page = staff.data(APPS, after=after)["apps"]
        yield from (edge["node"]["id"] for edge in page["edges"] if PREFIX in edge["node"]["name"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def _ids(connection: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [edge["node"]["id"] for edge in connection["edges"]]


def _do(staff: Caller, query: str, **variables: object) -> None:
    done = staff.do(query, **variables)
    assert done["errors"] == [], (query, done["errors"])
