"""Every address of the service, called for one cooperative, shows and changes nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from django.http import HttpResponse
from django.test import Client

from storefront_sync.catalog.models import Variant
from storefront_sync.fulfilment.models import Enquiry, EnquiryDocument
from storefront_sync.orders.models import Order
from storefront_sync.returns.models import Return
from storefront_sync.saleor.simulator.keys import shared_key
from storefront_sync.settings.env import settings
from storefront_sync.tenants.api_keys import make
from storefront_sync.tenants.models import Installation
from storefront_sync.tenants.roles import give
from storefront_sync.urls import urlpatterns
from tests.apart.belongings import words
from tests.apart.neighbours import ACTOR, SLUGS, Neighbours
from tests.apart.watchman import watched
from tests.api.calls import deliver
from tests.console.seller import PLACE, RETURN_PAGE, Road, SellersBrowser
from tests.console.staff import USER, claims
from tests.console.store import posted, told
from tests.inbox.senders import Post

Walk = Callable[[Neighbours, Client], Iterator[HttpResponse]]


def _saleors_webhooks(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """Its stock and its price change, and somebody buys in its store."""
    server = world.turn_to(ACTOR)
    server.world.subscribe("http://127.0.0.1/webhooks/saleor")
    world.staff_sets(ACTOR, "M", 3)
    assert world.store_sells(ACTOR, "S", 1) == 200
    server.pump()
    posts = world.sent[ACTOR].posts
    assert posts
    for _, headers, body in posts:
        yield deliver(client, "saleor", Post(_own(headers), body))


def _marketplaces_webhooks(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """Somebody buys from it on every marketplace."""
    for key, simulator in world.simulators.items():
        simulator.webhooks.deliver_due()
        arrived = world.mail[key].received
        arrived.clear()
        world.buy(ACTOR, key, [("S", 1)])
        simulator.webhooks.deliver_due()
        assert arrived
        for body, headers in arrived:
            yield deliver(client, key, Post(_own(headers), body))


def _own(headers: Mapping[str, str]) -> dict[str, str]:
    """Without what the connection adds."""
    return {name: text for name, text in headers.items() if name.lower() not in {"host", "connection"}}


def _connects(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """Its seller gives consent anew: the link's page, the marketplace's, ours again."""
    own = world.shops[ACTOR, PLACE].external_id
    simulator = world.simulators[PLACE]
    simulator.register_return_page(RETURN_PAGE)
    way = Road(world.clock, simulator, dict(world.cooperatives))  # type: ignore[arg-type]
    seller = SellersBrowser(way)
    link = way.link(ACTOR)
    yield seller.opens(link)
    begun = seller.presses(link)
    yield begun
    yield seller.returns(seller.decides(begun, own))


ACTS: dict[str, Walk] = {
    "connect/return/<slug:marketplace>": _connects,
    "webhooks/saleor": _saleors_webhooks,
    "webhooks/<slug:marketplace>": _marketplaces_webhooks,
}
OF_THE_INSTALLATION = ("api/register",)
"""A server's cooperatives share its installation, and are all woken by a new token: tests/api keeps its
promises."""
PAGES = ("", "api/manifest", "api/logo.png", "health", "ready", "metrics")
ON_THE_WAY = ("connect/<str:word>", "connect/result/<int:number>")
"""Walked by `_connects`."""
ASSETS = "console/assets/<str:name>"


def _token(world: Neighbours) -> str:
    """Of a member of the staff of the one that acts."""
    installation = world.cooperatives[ACTOR].installation
    give(world.cooperatives[ACTOR], USER)
    return shared_key().token(claims(installation.api_url, installation.app_id, world.clock.now()))


def _overview(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """The App's page; its user has a role here, and none with the neighbour on the same Saleor."""
    yield client.get("/console/overview", headers={"Authorization": f"Bearer {_token(world)}"})


def _home(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """The card on the Dashboard's first page."""
    yield posted("home", {"accessToken": _token(world)})


def _products(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """Every product that anybody has, asked for by the one that acts."""
    token = _token(world)
    for product in Variant.objects.order_by("product_id").values_list("product_id", flat=True).distinct():
        yield posted("product", {"accessToken": token, "productId": product})


def _the_json_api(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """All that a program of the one that acts may read, and every row of anybody's that it may guess."""
    made = make(world.cooperatives[ACTOR], "reader", world.clock.now())
    key = {"Authorization": f"Bearer {made}"}
    for part in ("orders", "orders/due", "requests", "returns", "settlements/differences", "erasures"):
        yield client.get(f"/api/v1/{part}", headers=key)
    own = world.cooperatives[ACTOR]
    for part, model in (("orders", Order), ("returns", Return), ("enquiries", Enquiry)):
        for row in model.objects.all():
            answer = client.get(f"/api/v1/{part}/{row.pk}", headers=key)
            assert answer.status_code == (200 if row.cooperative_id == own.pk else 404)
            yield answer
    for row in EnquiryDocument.objects.select_related("enquiry"):
        answer = client.get(f"/api/v1/enquiries/{row.enquiry_id}/documents/{row.number}", headers=key)
        assert answer.status_code == (200 if row.enquiry.cooperative_id == own.pk else 404)
        yield answer


def _orders(world: Neighbours, client: Client) -> Iterator[HttpResponse]:
    """Every order that anybody has."""
    token = _token(world)
    for order in Order.objects.exclude(saleor_id="").values_list("saleor_id", flat=True):
        yield posted("order", {"accessToken": token, "orderId": order})


TELLS: dict[str, Walk] = {
    "console/overview": _overview,
    "console/home": _home,
    "console/product": _products,
    "console/order": _orders,
    "api/v1/": _the_json_api,
}


@pytest.fixture(autouse=True)
def _this_saleor_may_install(world: Neighbours, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    addresses = Installation.objects.values_list("api_url", flat=True)
    monkeypatch.setenv("STOREFRONT_SALEOR_API_URLS", ",".join(addresses))
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_no_address_is_left_out_here() -> None:
    assert {str(route.pattern) for route in urlpatterns} == {
        *ACTS,
        *TELLS,
        *PAGES,
        *OF_THE_INSTALLATION,
        *ON_THE_WAY,
        ASSETS,
    }


@pytest.mark.parametrize("route", ACTS)
def test_what_arrives_for_one_cooperative_changes_nothing_of_the_others(
    world: Neighbours, caplog: pytest.LogCaptureFixture, client: Client, route: str
) -> None:
    with watched(world, caplog) as watchman:
        for answer in ACTS[route](world, client):
            assert answer.status_code == 200, answer.content
            watchman.told.append(answer.content.decode())


@pytest.mark.parametrize("route", TELLS)
def test_what_staff_of_one_cooperative_are_shown_names_nothing_of_the_others(
    world: Neighbours, caplog: pytest.LogCaptureFixture, client: Client, route: str
) -> None:
    _token(world)
    with watched(world, caplog, acts=False) as watchman:
        pages = [told(answer) for answer in TELLS[route](world, client)]
        watchman.told.extend(pages)
    assert any(f"{ACTOR} shopee" in page for page in pages), "its own is shown"


def test_a_program_may_ask_about_its_cooperatives_orders_only(
    world: Neighbours, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    own = world.cooperatives[ACTOR]
    key = {"Authorization": f"Bearer {make(own, 'writer', world.clock.now())}"}
    with watched(world, caplog) as watchman:
        for row in Order.objects.order_by("pk"):
            for what in ("labels", "handover", "reasons", "short", "cancel"):
                body = {"order": row.pk, "reason": "x"} if what == "cancel" else {"orders": [row.pk]}
                path = f"/api/v1/enquiries/{what}"
                answer = client.post(path, body, content_type="application/json", headers=key)
                assert answer.status_code == (202 if row.cooperative_id == own.pk else 409)
                watchman.told.append(answer.content.decode())


def test_no_page_that_anybody_may_read_names_a_cooperative(
    world: Neighbours, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    with watched(world, caplog, acts=False) as watchman:
        pages = {route: client.get(f"/{route}") for route in PAGES}
        for route, answer in pages.items():
            assert answer.status_code == 200, route
            page = b"".join(answer).decode(errors="replace")
            watchman.told.append(page)
            assert not [slug for slug in SLUGS if slug in page], route
            assert not [word for word in words(world, ACTOR) if word in page], route
