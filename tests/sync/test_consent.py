"""A shop's consent: tokens are kept alive, its end is found out by a call, it comes back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.base.services import Timeouts
from connectors.base.simulator.seed import SeedShop
from connectors.base.simulator.tokens import Tokens, Verdict
from connectors.base.types import TokenPair
from storefront_sync.ledger.models import OrderFeed
from storefront_sync.orders.models import Order
from storefront_sync.sync import consent
from storefront_sync.sync.connect import Remote
from storefront_sync.sync.consent import Looked
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import Problem, Shop
from storefront_sync.tenants.onboarding import Consented, connect_shop
from storefront_sync.tenants.tokens import ShopTokens, pair_of, store_tokens
from tests.sync.world import World

DAY = 86_400.0
MOST_LOOKS = 1_000
PLACES = ("shopee", "tokopedia")


def shop_of(place: World, key: str) -> Shop:
    """The row of Sumber's shop as it is now."""
    return Shop.objects.get(pk=place.shops["sumber", key].pk)


def look(place: World, key: str) -> Looked:
    """What the job does."""
    remote = Remote(place.redis, place.clock.now, place.clock.forward, Timeouts(1, 1))
    return consent.look(shop_of(place, key), remote)


def looked_when_due(place: World, key: str, days: float) -> None:
    """Time passes, and the timetable looks whenever something is due."""
    until = place.clock.now() + timedelta(days=days)
    for _ in range(MOST_LOOKS):
        due_at = shop_of(place, key).consent_look_at
        now = place.clock.now()
        if due_at is not None and due_at > now:
            place.clock.forward((min(due_at, until) - now).total_seconds() + 1)
        if place.clock.now() > until:
            return
        place.redis.flushall()
        look(place, key)
    pytest.fail("looks without end")


def problems(shop: Shop) -> list[str]:
    """What the shop's staff are told now."""
    return sorted(Problem.objects.filter(shop=shop, closed_at=None).values_list("key", flat=True))


def connect_again(place: World, key: str, **known: object) -> Shop:
    """The seller consents anew; what is held before is worth nothing."""
    shop = shop_of(place, key)
    simulator = place.simulators[key]
    simulator.tokens.grant(shop.external_id)
    return connect_shop(
        place.cooperatives["sumber"],
        key,
        shop.external_id,
        shop.name,
        simulator.token_pair(shop.external_id),
        cipher_text=simulator.access(shop.external_id).cipher,
        consented=Consented(place.clock.now(), **known),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("key", PLACES)
def test_an_idle_shop_outlives_its_first_refresh_token(place: World, key: str) -> None:
    simulator = place.simulators[key]
    Shop.objects.filter(pk=shop_of(place, key).pk).update(state=Shop.State.PREPARING)
    looked_when_due(place, key, 40)
    shop = shop_of(place, key)
    assert pair_of(shop).access == simulator.token_pair(shop.external_id).access
    assert shop.access_expires_at is not None
    assert shop.access_expires_at > place.clock.now()
    assert (shop.state, problems(shop)) == (Shop.State.PREPARING, [])


def test_a_pair_is_refreshed_before_a_call_needs_it_and_not_much_sooner(place: World) -> None:
    connect_again(place, "shopee")
    place.clock.forward(2.5 * 3600)
    assert look(place, "shopee") == Looked()
    place.clock.forward(0.6 * 3600)
    before = pair_of(shop_of(place, "shopee"))
    assert look(place, "shopee").called
    assert pair_of(shop_of(place, "shopee")).access != before.access
    assert look(place, "shopee") == Looked()


@pytest.mark.parametrize("key", PLACES)
def test_a_doubt_without_ground_changes_nothing(place: World, key: str) -> None:
    shop = shop_of(place, key)
    doubt(shop.pk, place.clock.now())
    assert look(place, key) == Looked(called=True)
    assert shop_of(place, key).state == Shop.State.ACTIVE
    assert shop_of(place, key).consent_doubted_at is None
    assert problems(shop) == []


@pytest.mark.parametrize("key", PLACES)
def test_a_consent_that_was_taken_back_stops_the_shop_and_tells_its_staff(place: World, key: str) -> None:
    place.simulators[key].revoke_token(shop_of(place, key).external_id)
    place.drain("sumber", key)
    shop = shop_of(place, key)
    assert shop.state == Shop.State.ACTIVE, "a drain only doubts"
    assert consent.due(place.clock.now()).filter(pk=shop.pk).exists()
    assert look(place, key).ended
    shop = shop_of(place, key)
    assert shop.state == Shop.State.NEEDS_CONSENT
    assert problems(shop) == ["shop.consent_ended"]
    other = next(each for each in PLACES if each != key)
    assert shop_of(place, other).state == Shop.State.ACTIVE


def test_a_doubt_that_is_raised_during_the_look_is_looked_at_too(place: World) -> None:
    shop = shop_of(place, "shopee")
    doubt(shop.pk, place.clock.now())
    seen = shop_of(place, "shopee")
    doubt(shop.pk, place.clock.now())
    consent.look(seen, Remote(place.redis, place.clock.now, place.clock.forward, Timeouts(1, 1)))
    assert shop_of(place, "shopee").consent_doubted_at is not None


def test_a_network_that_is_down_ends_no_consent(place: World) -> None:
    shop = shop_of(place, "shopee")
    doubt(shop.pk, place.clock.now())
    place.simulators["shopee"].stop()
    assert look(place, "shopee").key == "connection.refused"
    shop = shop_of(place, "shopee")
    assert shop.state == Shop.State.ACTIVE
    assert shop.consent_doubted_at is not None, "the question stands"
    assert not consent.due(place.clock.now()).filter(pk=shop.pk).exists(), "but not at once"


@pytest.mark.parametrize("key", PLACES)
def test_consent_given_again_brings_the_shop_back_with_all_that_it_missed(place: World, key: str) -> None:
    place.drain("sumber", key)
    simulator = place.simulators[key]
    shop = shop_of(place, key)
    simulator.revoke_token(shop.external_id)
    doubt(shop.pk, place.clock.now())
    look(place, key)
    order = place.buy("sumber", key, [("M", 2)])
    item = place.listing("sumber", key, "S")
    simulator.edit(shop.external_id, item.item_id, item.model_id, stock=77)
    place.clock.forward(3 * DAY)

    shop = connect_again(place, key)
    assert shop.state == Shop.State.ACTIVE
    consent.come_back(shop, place.clock.now())
    for _ in range(6):
        place.redis.flushall()
        place.drain("sumber", key)
        place.clock.forward(60)
    assert Order.objects.filter(shop=shop, external_id=order).exists()
    assert {name: stock for name, (stock, _) in place.shown("sumber", key).items()}["S"] == 12
    assert OrderFeed.objects.get(shop=shop).read_until is not None


def test_a_marketplace_that_refused_by_mistake_is_believed_again_within_the_hour(place: World) -> None:
    simulator = place.simulators["shopee"]
    shop = shop_of(place, "shopee")
    simulator.revoke_token(shop.external_id)
    doubt(shop.pk, place.clock.now())
    assert look(place, "shopee").ended
    simulator.tokens.grant(shop.external_id)
    pair = simulator.token_pair(shop.external_id)
    connect_again_quietly(shop, pair, place)
    place.clock.forward(3600)
    assert consent.due(place.clock.now()).filter(pk=shop.pk).exists()
    assert look(place, "shopee").back
    shop = shop_of(place, "shopee")
    assert (shop.state, problems(shop)) == (Shop.State.ACTIVE, [])


def connect_again_quietly(shop: Shop, pair: TokenPair, place: World) -> None:
    """The marketplace knows the stored pair again: here, by our holding the one that it knows."""
    ShopTokens(shop.pk, place.clock.now).replace(pair_of(shop_of(place, shop.marketplace)), lambda _: pair)


def test_a_look_does_not_stop_a_shop_that_was_connected_again_meanwhile(place: World) -> None:
    simulator = place.simulators["shopee"]
    simulator.revoke_token(shop_of(place, "shopee").external_id)
    doubt(shop_of(place, "shopee").pk, place.clock.now())
    seen = shop_of(place, "shopee")
    connect_again(place, "shopee")
    Shop.objects.filter(pk=seen.pk).update(tokens_encrypted=seen.tokens_encrypted)
    consent.look(seen, Remote(place.redis, place.clock.now, place.clock.forward, Timeouts(1, 1)))
    assert shop_of(place, "shopee").state == Shop.State.ACTIVE


def test_a_shop_that_nobody_had_activated_is_not_activated_by_a_second_consent(place: World) -> None:
    shop = shop_of(place, "shopee")
    Shop.objects.filter(pk=shop.pk).update(state=Shop.State.PREPARING, activated=False)
    place.simulators["shopee"].revoke_token(shop.external_id)
    doubt(shop.pk, place.clock.now())
    assert look(place, "shopee").ended
    assert connect_again(place, "shopee").state == Shop.State.PREPARING


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(days=31), []),
        (timedelta(days=29), ["shop.consent_ends_month"]),
        (timedelta(days=6), ["shop.consent_ends_week"]),
        (timedelta(hours=20), ["shop.consent_ends_day"]),
        (timedelta(hours=-20), ["shop.consent_ends_day"]),
    ],
)
def test_staff_are_told_a_month_a_week_and_a_day_ahead(
    place: World, left: timedelta, told: list[str]
) -> None:
    shop = connect_again(place, "shopee", ends_at=place.clock.now() + left)
    look(place, "shopee")
    assert problems(shop) == told


def test_a_warning_gives_way_to_the_more_urgent_one_and_ends_with_the_next_consent(place: World) -> None:
    shop = connect_again(place, "shopee", ends_at=place.clock.now() + timedelta(days=31))
    seen: list[str] = []
    for _ in range(32):
        looked_when_due(place, "shopee", 1)
        (told,) = problems(shop) or [""]
        seen += [told] if told not in seen else []
    assert seen == ["", "shop.consent_ends_month", "shop.consent_ends_week", "shop.consent_ends_day"]
    connect_again(place, "shopee", ends_at=place.clock.now() + timedelta(days=365))
    look(place, "shopee")
    assert problems(shop) == []


def test_a_refresh_token_that_no_refresh_renews_takes_the_consent_with_it(place: World) -> None:
    shop = connect_again(place, "shopee")
    ends = place.clock.now() + timedelta(days=20)
    store = ShopTokens(shop.pk, place.clock.now)
    for _ in range(2):
        place.clock.forward(DAY)
        pair = store.current()
        fresh = TokenPair(pair.access + "x", pair.refresh, place.clock.now() + timedelta(days=7), ends)
        store.replace(pair, lambda _, fresh=fresh: fresh)  # type: ignore[misc]
    look(place, "shopee")
    assert problems(shop) == ["shop.consent_ends_month"]


def test_a_refresh_token_that_is_renewed_warns_nobody(place: World) -> None:
    shop = connect_again(place, "shopee")
    looked_when_due(place, "shopee", 3)
    assert shop_of(place, "shopee").refresh_renews is True
    assert problems(shop) == []


@pytest.mark.parametrize("position", ["kept", "rotated"])
def test_shops_of_one_login_live_by_the_pair_that_one_of_them_refreshed(place: World, position: str) -> None:
    simulator = place.simulators["tokopedia"]
    simulator.switchboard.turn("refresh_token", position)
    first = shop_of(place, "tokopedia")
    second = Shop.objects.create(
        cooperative=first.cooperative, marketplace="tokopedia", external_id="999", name="Toko kedua"
    )
    simulator.open_shop(SeedShop("999", "Toko kedua", ()))
    simulator.tokens.grant(first.external_id, second.external_id)
    for shop in (first, second):
        connect_shop(
            shop.cooperative,
            "tokopedia",
            shop.external_id,
            shop.name,
            simulator.token_pair(shop.external_id),
            cipher_text=simulator.access(shop.external_id).cipher,
            consented=Consented(place.clock.now(), group="one login"),
        )
    place.clock.forward(6 * DAY)
    assert look(place, "tokopedia").called
    second.refresh_from_db()
    assert pair_of(second) == pair_of(shop_of(place, "tokopedia"))
    doubt(second.pk, place.clock.now())
    second.refresh_from_db()
    refreshes = simulator.tokens.refreshes
    remote = Remote(place.redis, place.clock.now, place.clock.forward, Timeouts(1, 1))
    assert consent.look(second, remote) == Looked(called=True)
    assert simulator.tokens.refreshes == refreshes == 1


def test_a_refresh_at_a_marketplace_of_separate_pairs_touches_no_other_shop(place: World) -> None:
    shop = connect_again(place, "shopee", group="one")
    other = Shop.objects.create(
        cooperative=shop.cooperative,
        marketplace="shopee",
        external_id="999",
        name="Toko lain",
        consent_group="one",
    )
    now = place.clock.now()
    store_tokens(other, TokenPair("an-access", "a-refresh", now + timedelta(hours=4)), now)
    place.clock.forward(3.5 * 3600)
    assert look(place, "shopee").called
    other.refresh_from_db()
    assert pair_of(other).access == "an-access"


class Puzzling(Tokens):
    """Gives out pairs, and refuses each access token."""

    def verdict(self, shop_id: str, access: str) -> Verdict:
        """Never good."""
        del shop_id, access
        return Verdict.EXPIRED


def test_a_marketplace_that_refuses_what_it_has_just_given_is_asked_again_within_minutes(
    place: World,
) -> None:
    shop = shop_of(place, "shopee")
    tokens = place.simulators["shopee"].tokens
    tokens.__class__ = Puzzling
    doubt(shop.pk, place.clock.now())
    assert look(place, "shopee").ended
    assert tokens.refreshes == 1, "consent stands, whatever else is wrong"
    tokens.__class__ = Tokens
    place.clock.forward(301)
    assert consent.due(place.clock.now()).filter(pk=shop.pk).exists()
    assert look(place, "shopee").back
    assert (shop_of(place, "shopee").state, problems(shop)) == (Shop.State.ACTIVE, [])
