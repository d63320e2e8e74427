"""Our App stands in a Saleor once: whose it is decides what a demonstration may do."""

from __future__ import annotations

import pytest

from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.app import AppTaken, make_room, manifest_of, tag_of, uninstall
from storefront_sync.saleor.manifest import APP_ID
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.saleor.simulator.state.apps import App, Installation
from tests.cli.demo.live.conftest import TAG

OURS = "http://127.0.0.1:5555/api/manifest"
DEMOS = manifest_of(OURS, TAG)


def installed(server: SaleorSimulator, address: str) -> App:
    store = server.store
    app = App(
        *store.stamp("App"),
        name="Storefront Sync",
        identifier=APP_ID,
        permissions=frozenset(),
        manifest_url=address,
        token=store.new_token(),
    )
    store.apps.append(store.add(app))
    return app


def nobody(_address: str) -> bool:
    return False


def sleepless(_seconds: float) -> None:
    raise AssertionError("nothing is waited for")


def test_where_our_app_is_not_there_is_room(staff: Api) -> None:
    assert make_room(staff, nobody) == ""


def test_the_app_of_a_demonstration_that_is_gone_is_deleted(server: SaleorSimulator, staff: Api) -> None:
    app = installed(server, DEMOS)
    assert make_room(staff, nobody) == TAG
    assert app.deleted


def test_the_app_of_a_demonstration_that_runs_stays(server: SaleorSimulator, staff: Api) -> None:
    app = installed(server, DEMOS)
    with pytest.raises(AppTaken) as refused:
        make_room(staff, lambda address: address == DEMOS)
    assert refused.value.key == "demo.live.demo_runs"
    assert not app.deleted


@pytest.mark.parametrize(
    "address",
    [
        OURS,
        "https://sync.example/api/manifest",
        f"https://sync.example/api/manifest?demo={TAG}",
        f"http://127.0.0.1.example:80/api/manifest?demo={TAG}",
        f"{OURS}?demo=demo-melati",
        "",
    ],
)
def test_an_app_that_is_not_a_demonstrations_is_never_deleted(
    server: SaleorSimulator, staff: Api, address: str
) -> None:
    app = installed(server, address)
    with pytest.raises(AppTaken) as refused:
        make_room(staff, nobody)
    assert refused.value.key == "demo.live.app_taken"
    uninstall(staff, TAG, sleepless)
    assert not app.deleted


def test_at_the_end_the_own_app_and_its_failed_installation_go(server: SaleorSimulator, staff: Api) -> None:
    app = installed(server, DEMOS)
    store = server.store
    for address in (DEMOS, OURS):
        stamp = store.stamp("AppInstallation", long_key=True)
        failed = Installation(*stamp, app_name="", manifest_url=address, permissions=None)
        failed.status = "FAILED"
        store.installations.append(store.add(failed))
    uninstall(staff, TAG, sleepless)
    assert app.deleted
    assert [row.manifest_url for row in store.installations] == [OURS]


def test_an_installation_that_still_runs_is_waited_for(server: SaleorSimulator, staff: Api) -> None:
    store = server.store
    running = Installation(
        *store.stamp("AppInstallation", long_key=True), app_name="", manifest_url=DEMOS, permissions=None
    )
    store.installations.append(store.add(running))
    apps: list[App] = []

    def wait(_seconds: float) -> None:
        store.installations.remove(running)
        apps.append(installed(server, DEMOS))

    uninstall(staff, TAG, wait)
    assert apps[0].deleted


def test_a_tag_is_known_by_its_address_only() -> None:
    assert tag_of(DEMOS) == TAG
    assert tag_of(f"{DEMOS}&x=1") == ""
