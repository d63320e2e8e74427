"""Our App in a Saleor is looked after without any webhook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storefront_sync.jobs.report import installation_status
from storefront_sync.saleor.manifest import PERMISSIONS, SUBSCRIPTIONS, wanted_webhooks
from storefront_sync.saleor.simulator.state.apps import Delivery
from storefront_sync.settings.env import settings
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.checkup import check_up
from storefront_sync.tenants.models import Cooperative, Installation, Problem, Shop
from tests.tenants.installed import Installed, open_keys

ELSEWHERE = "https://baru.koperasi.example"
ALL = tuple(PERMISSIONS)


def test_an_app_as_it_was_installed_has_no_troubles_and_costs_one_call(app: Installed) -> None:
    before = app.shop.calls_received()
    done = app.check()
    assert (done.mended, done.caught_up, app.troubles(), open_keys()) == (0, False, [], [])
    assert app.row.schema_version == "3.23"
    assert app.shop.calls_received() == before + 1


def test_webhooks_that_are_gone_off_old_or_double_are_mended_and_everything_is_read_again(
    app: Installed,
) -> None:
    app.break_webhooks()
    done = app.check()
    assert (done.mended, done.caught_up, app.swept_at) == (4, True, None)
    wanted = {row.name: row for row in wanted_webhooks(settings().public_url)}
    assert sorted(row.name for row in app.there.webhooks) == sorted(SUBSCRIPTIONS)
    for row in app.there.webhooks:
        assert (row.is_active, row.query, row.events) == (
            True,
            wanted[row.name].query,
            wanted[row.name].events,
        )
    app.swept()
    assert (app.check().mended, app.swept_at) == (0, app.clock.now())


def test_a_webhook_that_is_not_ours_is_left_alone(app: Installed) -> None:
    foreign = replace(app.there.webhooks[0], id="x", name="mine", target_url="https://else.example/hook")
    app.there.webhooks.append(foreign)
    assert app.check().mended == 0
    assert foreign in app.there.webhooks


def test_after_we_moved_webhooks_come_to_the_new_address_and_staff_are_told_to_install_again(
    app: Installed,
) -> None:
    assert app.check(ELSEWHERE).mended == len(SUBSCRIPTIONS)
    assert {row.target_url for row in app.there.webhooks} == {f"{ELSEWHERE}/webhooks/saleor"}
    assert app.troubles() == open_keys() == ["app.address_moved"]
    detail = Problem.objects.get(key="app.address_moved").detail
    assert detail == {"old": settings().public_url, "new": ELSEWHERE}
    assert app.check(ELSEWHERE).mended == 0
    app.check()  # back again
    assert app.troubles() == open_keys() == []


def test_an_address_that_nobody_set_moves_nothing(app: Installed) -> None:
    app.there.app_url = ELSEWHERE
    for webhook in app.there.webhooks:
        webhook.target_url = f"{ELSEWHERE}/webhooks/saleor"
    assert app.check("").mended == 0
    assert app.troubles() == []


def test_an_app_that_staff_made_by_hand_keeps_the_webhooks_and_pages_that_they_gave_it(
    app: Installed,
) -> None:
    app.there.identifier, app.there.app_url = "made-by-hand", ""
    app.there.extensions.clear()
    app.break_webhooks()
    assert app.check(ELSEWHERE).mended == 0
    assert app.troubles() == []


def test_pages_of_an_older_version_of_ours_are_told(app: Installed) -> None:
    app.there.extensions.pop()
    app.check()
    assert app.troubles() == open_keys() == ["app.menu_old"]


@pytest.mark.parametrize("back", ["switched on again", "installed again"])
def test_an_app_that_was_away_is_told_and_on_its_return_everything_is_read_again(
    app: Installed, back: str
) -> None:
    if back == "switched on again":
        app.there.is_active = False
    else:
        app.delete()
    assert app.check().key == "saleor.token_dead"
    assert app.row.dead_since == app.clock.now()
    assert app.troubles() == open_keys() == ["saleor.token_dead"]
    since = app.clock.now()
    app.clock.forward(600)
    app.check()
    assert app.row.dead_since == since
    if back == "switched on again":
        app.there.is_active = True
    else:
        app.install()
    assert app.check().caught_up
    assert (app.row.dead_since, app.swept_at, app.troubles(), open_keys()) == (None, None, [], [])


def test_a_missing_permission_is_named_and_when_it_is_given_back_everything_is_read_again(
    app: Installed,
) -> None:
    app.grant("MANAGE_PRODUCTS", "MANAGE_SHIPPING")
    assert not app.check().caught_up
    assert app.troubles() == open_keys() == ["app.permissions_missing"]
    detail = Problem.objects.get().detail
    assert detail["permissions"] == "Handle payments, Manage orders"
    app.grant(*ALL, "MANAGE_CHANNELS")
    assert app.check().caught_up
    assert (app.swept_at, app.troubles(), open_keys()) == (None, [], [])


def test_a_saleor_that_calls_itself_by_another_address_is_told_with_both(app: Installed) -> None:
    old = app.row.api_url.replace("127.0.0.1", "localhost")
    Installation.objects.update(api_url=old)
    app.check()
    assert app.troubles() == open_keys() == ["app.saleor_moved"]
    assert Problem.objects.get().detail == {"old": old, "new": app.shop.api_url}


def test_an_event_that_saleor_gave_up_telling_since_the_last_sweep_has_everything_read_again(
    app: Installed,
) -> None:
    store = app.shop.simulator.store
    webhook = app.there.webhooks[0]
    lost = Delivery(*store.stamp("EventDelivery"), event="PRODUCT_VARIANT_UPDATED", body=b"{}")
    webhook.deliveries.append(lost)
    app.clock.forward(60)
    app.swept()
    lost.status = "FAILED"
    assert not app.check().caught_up  # that sweep began after the event
    lost.created = app.clock.forward(60)
    app.clock.forward(60)
    assert app.check().caught_up
    assert app.swept_at is None


def test_a_saleor_that_does_not_answer_is_told_beside_what_was_known(app: Installed) -> None:
    app.grant("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    app.check()
    app.shop.stop()
    assert app.check().key == "saleor.unreachable"
    assert app.troubles() == ["saleor.unreachable", "app.permissions_missing"]
    assert open_keys() == ["app.permissions_missing", "saleor.unreachable"]
    assert app.row.dead_since is None


def test_a_token_that_was_replaced_while_we_asked_with_the_old_one_is_not_called_dead(app: Installed) -> None:
    asked_with, client = app.row, app.client()
    app.delete()
    app.install()
    assert check_up(asked_with, client, settings().public_url, app.clock.now()).key == ""
    assert (app.row.dead_since, app.troubles(), open_keys()) == (None, [], [])


def test_every_cooperative_of_the_saleor_is_told_and_one_that_comes_later_too(app: Installed) -> None:
    app.cooperate("anggrek")
    app.grant("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    app.check()
    app.cooperate("mawar")
    app.check()
    assert [open_keys(slug) for slug in ("melati", "anggrek", "mawar")] == [["app.permissions_missing"]] * 3


def test_a_cooperative_whose_free_delivery_shoppers_can_guess_is_told_to_be_set_up_again(
    app: Installed,
) -> None:
    app.cooperate("anggrek")
    Cooperative.objects.update(shipping_method_id="U2hpcHBpbmdNZXRob2Q6NQ==")
    Cooperative.objects.filter(slug="anggrek").update(postcode_mark_encrypted=cipher().encrypt("MPA2B3C4D5"))
    app.check()
    assert (open_keys("melati"), open_keys("anggrek")) == (["setup.free_delivery_open"], [])
    for number in ("1", "2"):
        melati = Cooperative.objects.get(slug="melati")
        Shop.objects.create(cooperative=melati, marketplace="shopee", external_id=number, name=number)
    (told,) = installation_status()[0].problems
    assert (told.key, told.detail) == ("setup.free_delivery_open", {"slug": "melati"})
    Cooperative.objects.update(postcode_mark_encrypted=cipher().encrypt("MPA2B3C4D5"))
    app.check()
    assert open_keys("melati") == []


def test_an_installation_without_a_cooperative_keeps_its_troubles(app: Installed) -> None:
    Cooperative.objects.all().delete()
    app.grant("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    app.check()
    assert app.troubles() == ["app.permissions_missing"]
