"""Asking Saleor what changed: goods whose event was lost are found before the next sweep, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from connectors.base.simulator.faults import Faults
from storefront_sync.catalog.models import Variant
from storefront_sync.ledger.models import CatalogueFeed, Look
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import SaleorError, TokenDead
from storefront_sync.saleor.simulator.state.catalogue import Variant as SaleorVariant
from storefront_sync.sync.changed import MOST_PAGES, OVERLAP, ask_what_changed, due
from storefront_sync.tenants.models import Cooperative, Installation
from tests.orders.whole_world import WholeWorld

PERIOD = timedelta(seconds=60)
RENAME = """mutation($id: ID!, $to: String!) {
  productVariantUpdate(id: $id, input: {name: $to}) { errors { code } } }"""
RENAME_PRODUCT = """mutation($id: ID!, $to: String!) {
  productUpdate(id: $id, input: {name: $to}) { errors { code } } }"""
CREATE = """mutation($product: ID!, $channel: ID!) { productVariantBulkCreate(product: $product, variants: [
  {attributes: [], sku: "new", name: "XL", channelListings: [{channelId: $channel, price: 9000}]}
]) { errors { code } results { errors { code } } } }"""


@pytest.fixture
def asked(whole: WholeWorld) -> WholeWorld:
    """A world whose Saleor was asked so often that nothing old is looked for any more."""
    for _ in range(3):
        ask(whole)
        whole.absorb("sumber")
        whole.clock.forward(OVERLAP.total_seconds())
    return whole


def ask(whole: WholeWorld, slug: str = "sumber", most_pages: int = MOST_PAGES) -> None:
    """A minute passes, and Saleor is asked."""
    whole.clock.forward(PERIOD.total_seconds())
    ask_what_changed(whole.cooperatives[slug], whole.client(), whole.clock.now, PERIOD, most_pages)


def staff_do(whole: WholeWorld, query: str, **variables: object) -> None:
    """Staff change something in Saleor; nobody is told."""
    answer = requests.post(
        whole.client().api_url,
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {whole.saleor.world.credentials()['app_token']}"},
        timeout=5,
    ).json()
    assert "errors" not in answer, answer
    ((_, result),) = answer["data"].items()
    assert result["errors"] == []


def in_saleor(whole: WholeWorld, name: str) -> SaleorVariant:
    """A variant in the simulator's own books."""
    return whole.saleor.store.variant_by_sku[whole.sku("sumber", name)]


def looks(whole: WholeWorld, slug: str = "sumber") -> set[tuple[str, str]]:
    """What is to be read again."""
    rows = Look.objects.filter(cooperative=whole.cooperatives[slug])
    return set(rows.values_list("kind", "ref"))


def test_a_renamed_variant_whose_event_was_lost_is_read_again(asked: WholeWorld) -> None:
    variant = asked.variant("sumber", "M")
    staff_do(asked, RENAME, id=variant.saleor_id, to="Sedang")
    ask(asked)
    asked.absorb("sumber")
    assert asked.variant("sumber", "M").options == "Sedang"


def test_a_new_variant_whose_event_was_lost_is_mirrored(asked: WholeWorld) -> None:
    product = asked.variant("sumber", "M").product_id
    staff_do(asked, CREATE, product=product, channel=asked.cooperatives["sumber"].channel_id)
    ask(asked)
    asked.absorb("sumber")
    assert Variant.objects.get(sku="new").price == 9000


def test_a_renamed_product_has_its_variants_read_again(asked: WholeWorld) -> None:
    staff_do(asked, RENAME_PRODUCT, id=asked.variant("sumber", "M").product_id, to="Kemeja Tulis")
    ask(asked)
    asked.absorb("sumber")
    mine = Variant.objects.filter(cooperative=asked.cooperatives["sumber"])
    assert set(mine.values_list("product_name", flat=True)) == {"Kemeja Tulis"}


def test_what_was_seen_long_ago_is_not_read_again(asked: WholeWorld) -> None:
    ask(asked)
    assert looks(asked) == set()


def test_a_change_that_comes_to_light_after_a_later_one_is_found(asked: WholeWorld) -> None:
    """Its transaction began earlier and ended later."""
    earlier = asked.clock.now()
    asked.clock.forward(20)
    staff_do(asked, RENAME, id=asked.variant("sumber", "M").saleor_id, to="Sedang")
    ask(asked)
    asked.absorb("sumber")
    late = in_saleor(asked, "S")
    late.name, late.updated_at = "Kecil", earlier
    ask(asked)
    asked.absorb("sumber")
    assert asked.variant("sumber", "S").options == "Kecil"


def test_a_reading_that_failed_loses_no_change(asked: WholeWorld) -> None:
    staff_do(asked, RENAME, id=asked.variant("sumber", "M").saleor_id, to="Sedang")
    asked.saleor.world.set_faults(Faults(server_error_rate=1.0))
    with pytest.raises(SaleorError):
        ask(asked)
    asked.saleor.world.set_faults(Faults())
    assert looks(asked) == set()
    ask(asked)
    asked.absorb("sumber")
    assert asked.variant("sumber", "M").options == "Sedang"


def test_a_dead_token_is_told_and_loses_no_change(asked: WholeWorld) -> None:
    staff_do(asked, RENAME, id=asked.variant("sumber", "M").saleor_id, to="Sedang")
    asked.clock.forward(PERIOD.total_seconds())
    stranger = SaleorClient(asked.client().api_url, "revoked")
    with pytest.raises(TokenDead):
        ask_what_changed(asked.cooperatives["sumber"], stranger, asked.clock.now, PERIOD)
    ask(asked)
    assert ("variant", asked.variant("sumber", "M").saleor_id) in looks(asked)


def test_more_changes_than_are_worth_asking_for_are_left_to_a_sweep(asked: WholeWorld) -> None:
    Cooperative.objects.update(swept_at=asked.clock.now())
    staff_do(asked, RENAME, id=asked.variant("sumber", "M").saleor_id, to="Sedang")
    ask(asked, most_pages=0)
    assert looks(asked) == set()
    assert Cooperative.objects.get(slug="sumber").swept_at is None
    feed = CatalogueFeed.objects.get(cooperative__slug="sumber", kind="variant")
    assert feed.read_until == in_saleor(asked, "M").updated_at


def test_only_the_cooperatives_own_goods_are_asked_for(asked: WholeWorld) -> None:
    staff_do(asked, RENAME, id=asked.variant("melati", "M").saleor_id, to="Sedang")
    ask(asked)
    assert looks(asked) == looks(asked, "melati") == set()


def test_an_empty_shop_is_asked_from_its_first_product_on(whole: WholeWorld) -> None:
    store = whole.saleor.store
    kept, store.variants[:] = list(store.variants), []
    ask(whole)
    store.variants[:] = kept
    ask(whole)
    assert len([kind for kind, _ in looks(whole) if kind == "variant"]) == 3


def test_a_saleor_that_was_given_up_is_not_asked(whole: WholeWorld) -> None:
    Installation.objects.update(revoked_at=whole.clock.now())
    assert list(due(whole.clock.now())) == []


def test_it_is_asked_once_in_a_period(whole: WholeWorld) -> None:
    slugs = {row.slug for row in due(whole.clock.now())}
    assert slugs == {"sumber", "melati"}
    ask(whole)
    assert {row.slug for row in due(whole.clock.now())} == {"melati"}
    calls = len(whole.saleor.store.journal.after())
    ask_what_changed(whole.cooperatives["sumber"], whole.client(), whole.clock.now, PERIOD)
    assert len(whole.saleor.store.journal.after()) == calls
