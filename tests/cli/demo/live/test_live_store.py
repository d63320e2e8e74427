"""A live store from the first to the last."""

from __future__ import annotations

import pytest

from connectors.base.simulator.faults import Faults
from storefront_sync.cli.demo.books import Books
from storefront_sync.cli.demo.live import documents
from storefront_sync.cli.demo.live.access import Access
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.app import manifest_of
from storefront_sync.cli.demo.live.store import LiveRefused, LiveStore
from storefront_sync.cli.demo.live.wire import VersionAnswer
from storefront_sync.cli.demo.store import Premises
from storefront_sync.saleor.manifest import APP_ID
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.state.apps import App
from tests.cli.demo.live.conftest import TAG
from tests.conftest import HandSetClock

ANOTHER = "demo-00000b"
SKU = "SERSDPUT-S"


class Run:
    """A live store whose time stands still; `naps` are the pauses that it made."""

    def __init__(self, access: Access, clock: HandSetClock) -> None:
        self.said: list[str] = []
        self.naps: list[float] = []
        self.store = LiveStore(
            access, ANOTHER, self.said.append, lambda _address: False, now=clock.time, sleep=self.naps.append
        )

    def open(self) -> None:
        """Set up."""
        self.store.open(lambda _done, _total: None)


@pytest.fixture
def run(access: Access, clock: HandSetClock) -> Run:
    return Run(access, clock)


def test_it_names_the_server_and_its_version(run: Run, server: SaleorSimulator) -> None:
    assert run.store.name == "Saleor 3.23.28"
    assert run.store.api_url == f"{server.base_url()}/graphql/"


def test_its_truth_is_the_servers_own(run: Run, server: SaleorSimulator) -> None:
    run.open()
    shopfront = run.store.shopfront()
    shopfront.goods()
    shopfront.order([(SKU, 3)])
    truth = run.store.truth()
    stock = next(iter(server.store.variant_by_sku[f"{ANOTHER}-{SKU}"].stocks.values()))
    assert truth.free[SKU] == stock.quantity
    assert truth.available[SKU] == stock.quantity - 3
    assert len(truth.prices) == 157
    (order,) = truth.orders
    (kept,) = server.store.orders
    assert (order.lines, order.charged, order.total) == (((SKU, 3),), 0, int(kept.total))


def test_it_is_read_again_no_sooner_than_it_wants(
    run: Run, server: SaleorSimulator, clock: HandSetClock
) -> None:
    run.open()
    books = Books()
    run.store.follow(books)
    stock = next(iter(server.store.variant_by_sku[f"{ANOTHER}-{SKU}"].stocks.values()))
    stock.quantity = 5
    run.store.follow(books)
    assert len(books.store_stock) == 157
    clock.forward(run.store.manner.look_seconds + 1)
    run.store.follow(books)
    assert [one.quantity for one in books.store_stock[157:]] == [5]


def test_a_reading_that_fails_is_tried_again(run: Run, server: SaleorSimulator) -> None:
    run.open()
    server.world.set_faults(Faults(server_error_rate=1.0))
    with pytest.raises(LiveRefused):
        run.store.truth()
    assert len(run.naps) == 2
    server.world.set_faults(Faults())
    assert run.store.truth().free


def test_what_an_earlier_demonstration_left_is_taken_down_first(
    run: Run, server: SaleorSimulator, premises: Premises
) -> None:
    store = server.store
    app = App(
        *store.stamp("App"),
        name="Storefront Sync",
        identifier=APP_ID,
        permissions=frozenset(),
        manifest_url=manifest_of("http://127.0.0.1:5555/api/manifest", TAG),
        token=store.new_token(),
    )
    store.apps.append(store.add(app))
    run.store.make_room()
    assert app.deleted
    assert [row.slug for row in store.channels] == ["koperasi-lain"]
    assert any(TAG in sentence for sentence in run.said)


def test_it_says_what_it_could_not_remove(run: Run, server: SaleorSimulator) -> None:
    run.open()
    server.stop()
    run.store.close(lambda _done, _total: None)
    assert len(run.said) == 9
    assert all(ANOTHER in sentence for sentence in run.said)


def test_each_run_has_marketplace_orders_of_its_own(access: Access, clock: HandSetClock, run: Run) -> None:
    other = LiveStore(access, TAG, lambda _said: None, lambda _address: False, now=clock.time)
    assert other.manner.salt != run.store.manner.salt


def test_the_password_and_the_token_are_what_must_not_be_found(run: Run, server: SaleorSimulator) -> None:
    password, token = run.store.secrets()
    assert password == server.store.staff_password
    as_staff = Api(run.store.api_url, lambda: token)
    assert as_staff.ask(documents.VERSION, VersionAnswer).shop.version
    assert server.store.staff_password not in repr(run.store.__dict__)
