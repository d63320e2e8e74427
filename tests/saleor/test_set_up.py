"""An empty Saleor becomes a cooperative's shop: once, from half-way, and never over somebody's decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from storefront_sync.saleor.setup.blueprint import Blueprint
from storefront_sync.saleor.setup.blueprint_file import default_blueprint
from storefront_sync.saleor.setup.export import export_blueprint
from storefront_sync.saleor.setup.outcome import Outcome, Step
from storefront_sync.saleor.setup.renaming import renamed
from storefront_sync.saleor.setup.run import set_up
from storefront_sync.saleor.setup.work import NotOurs
from storefront_sync.saleor.simulator.state.store import Store
from tests.conftest import HandSetClock
from tests.saleor.empty import EmptySaleor

BLUEPRINT = default_blueprint()


class Interrupted(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def saleor(clock: HandSetClock) -> Iterator[EmptySaleor]:
    made = EmptySaleor.start(clock)
    yield made
    made.simulator.stop()


def outcomes(steps: tuple[Step, ...]) -> Counter[Outcome]:
    return Counter(step.outcome for step in steps)


def rows(store: Store) -> list[int]:
    tables = (store.channels, store.warehouses, store.zones, store.attributes, store.product_types)
    return [*map(len, tables), len(store.categories), sum(len(zone.methods) for zone in store.zones)]


def test_a_second_run_makes_nothing(saleor: EmptySaleor) -> None:
    first = set_up(saleor.staff(), BLUEPRINT)
    made = rows(saleor.simulator.store)
    second = set_up(saleor.staff(), BLUEPRINT)
    assert set(outcomes(first.steps)) == {Outcome.MADE}
    assert set(outcomes(second.steps)) == {Outcome.SAME}
    assert (second.shop, rows(saleor.simulator.store)) == (first.shop, made)


@pytest.mark.parametrize("step", range(0, 54, 13))
def test_interrupted_after_any_step_the_next_run_ends_the_same(saleor: EmptySaleor, step: int) -> None:
    told: list[Step] = []

    def pull_the_plug(done: Step) -> None:
        told.append(done)
        if len(told) > step:
            raise Interrupted

    with pytest.raises(Interrupted):
        set_up(saleor.staff(), BLUEPRINT, tell=pull_the_plug)
    rest = set_up(saleor.staff(), BLUEPRINT)
    assert Outcome.DIFFERS not in outcomes(rest.steps)
    assert set(outcomes(set_up(saleor.staff(), BLUEPRINT).steps)) == {Outcome.SAME}
    assert rows(saleor.simulator.store) == [1, 1, 2, 19, 4, 21, 4]


def test_what_was_cut_off_inside_a_step_is_completed(saleor: EmptySaleor) -> None:
    set_up(saleor.staff(), BLUEPRINT)
    store = saleor.simulator.store
    channel, zone = store.channels[0], store.zones[0]
    channel.private_metadata["storefront-sync.setup"] = "unfinished"
    channel.charge_taxes = True
    store.warehouses[0].click_and_collect_option = "DISABLED"
    zone.methods[0].listings.clear()
    store.product_types[1].chosen_by.clear()
    again = set_up(saleor.staff(), BLUEPRINT)
    assert Outcome.DIFFERS not in outcomes(again.steps)
    assert not channel.charge_taxes
    assert store.warehouses[0].click_and_collect_option == "LOCAL"
    assert zone.methods[0].listings
    assert store.product_types[1].chosen_by


def test_what_staff_changed_is_told_and_left_alone_until_forced(saleor: EmptySaleor) -> None:
    set_up(saleor.staff(), BLUEPRINT)
    store = saleor.simulator.store
    channel, method = store.channels[0], store.zones[0].methods[0]
    channel.charge_taxes = True
    channel.allow_unpaid_orders = False
    store.warehouses[0].address.street_address1 = "Jl. Baru 9"
    method.postal_code_rules.clear()
    store.settings.limit_quantity_per_checkout = 20
    told = set_up(saleor.staff(), BLUEPRINT)
    differing = {step.kind: step.differences for step in told.steps if step.outcome is Outcome.DIFFERS}
    assert set(differing) == {"warehouse", "channel", "tax", "method", "server"}
    assert (differing["tax"][0].wanted, differing["tax"][0].found) == ("no", "yes")
    assert channel.charge_taxes
    assert store.settings.limit_quantity_per_checkout == 20
    forced = set_up(saleor.staff(), BLUEPRINT, force=True)
    assert outcomes(forced.steps)[Outcome.CHANGED] == 5
    assert set(outcomes(set_up(saleor.staff(), BLUEPRINT).steps)) == {Outcome.SAME}


def test_another_kind_of_attribute_is_told_even_when_forced(saleor: EmptySaleor) -> None:
    set_up(saleor.staff(), BLUEPRINT)
    attribute = next(row for row in saleor.simulator.store.attributes if row.slug == "masa-simpan")
    attribute.input_type = "PLAIN_TEXT"
    forced = set_up(saleor.staff(), BLUEPRINT, force=True)
    (step,) = (step for step in forced.steps if step.outcome is Outcome.DIFFERS)
    assert (step.kind, step.name) == ("attribute", "Masa simpan (hari)")


def test_an_exported_shop_makes_the_same_shop_on_an_empty_server(
    saleor: EmptySaleor, clock: HandSetClock
) -> None:
    set_up(saleor.staff(), BLUEPRINT)
    exported = export_blueprint(saleor.staff(), BLUEPRINT.channel.slug, BLUEPRINT.cooperative)
    second = EmptySaleor.start(clock)
    try:
        set_up(second.staff(), exported)
        again = export_blueprint(second.staff(), BLUEPRINT.channel.slug, BLUEPRINT.cooperative)
    finally:
        second.simulator.stop()
    assert again == exported
    assert set(outcomes(set_up(saleor.staff(), exported).steps)) == {Outcome.SAME}


def test_a_second_cooperative_gets_its_own_and_shares_the_kinds_of_goods(saleor: EmptySaleor) -> None:
    first = set_up(saleor.staff(), BLUEPRINT).shop
    other = renamed(BLUEPRINT, name="Koperasi Melati", slug="koperasi-melati")
    second = set_up(saleor.staff(), other)
    assert not {first.channel_id, *first.warehouse_ids, first.shipping_method_id} & {
        second.shop.channel_id,
        *second.shop.warehouse_ids,
        second.shop.shipping_method_id,
    }
    made = {step.kind for step in second.steps if step.outcome is Outcome.MADE}
    assert made == {"warehouse", "channel", "tax", "zone", "method"}
    assert set(outcomes(set_up(saleor.staff(), BLUEPRINT).steps)) == {Outcome.SAME}


def test_a_warehouse_of_another_cooperative_is_never_taken(saleor: EmptySaleor) -> None:
    set_up(saleor.staff(), BLUEPRINT)
    before = rows(saleor.simulator.store)
    data = BLUEPRINT.model_dump(mode="json")
    data["channel"]["slug"] = "kanal-lain"
    with pytest.raises(NotOurs) as refusal:
        set_up(saleor.staff(), Blueprint.model_validate(data), force=True)
    assert refusal.value.key == "setup.warehouse_of_another"
    assert rows(saleor.simulator.store) == before


def test_a_long_set_up_outlives_the_access_token(saleor: EmptySaleor) -> None:
    client = saleor.staff()
    seen: list[Step] = []

    def slowly(step: Step) -> None:
        seen.append(step)
        saleor.clock.forward(60)

    set_up(client, BLUEPRINT, tell=slowly)
    assert len(seen) == 54
