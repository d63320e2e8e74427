"""Reading Saleor back: what can't be believed is not written."""

import pytest
import requests

from connectors.base.errors import ConnectorError
from storefront_sync.catalog.models import Variant
from storefront_sync.ledger import looks
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.sync.sweep import SweepRefused, WipeGuard, sweep
from storefront_sync.tenants.models import Problem
from tests.orders.whole_world import WholeWorld

DELETE = "mutation($id: ID!) { productDelete(id: $id) { errors { code } } }"


def test_stock_that_moved_without_any_event_is_found(whole: WholeWorld) -> None:
    assert whole.store_sells("sumber", "M", 2) == 200
    whole.sweep("sumber")
    whole.everything("sumber", rounds=1)
    assert whole.shown("sumber", "shopee")["M"][0] == 3
    assert whole.shown("sumber", "tokopedia")["M"][0] == 3
    assert whole.shown("melati", "shopee")["M"][0] == 5


def test_a_dead_token_writes_nothing(whole: WholeWorld) -> None:
    stranger = SaleorClient(whole.client().api_url, "revoked")
    with pytest.raises(ConnectorError):
        sweep(whole.cooperatives["sumber"], stranger, whole.clock.now)
    whole.everything("sumber", rounds=1)
    assert whole.shown("sumber", "shopee")["M"][0] == 5


def test_a_sweep_that_would_take_nearly_all_to_nothing_stops_and_asks(whole: WholeWorld) -> None:
    for name in ("S", "M"):
        whole.staff_sets("sumber", name, 0)
    with pytest.raises(SweepRefused):
        sweep(whole.cooperatives["sumber"], whole.client(), whole.clock.now, guard=WipeGuard(at_least=2))
    assert Problem.objects.filter(key="sweep.would_zero", closed_at=None).count() == 1
    whole.everything("sumber", rounds=1)
    assert whole.shown("sumber", "shopee")["M"][0] == 5
    sweep(whole.cooperatives["sumber"], whole.client(), whole.clock.now, guard=None)
    whole.everything("sumber", rounds=1)
    assert whole.shown("sumber", "shopee")["M"][0] == 0
    assert not Problem.objects.filter(key="sweep.would_zero", closed_at=None).exists()


def test_a_deleted_product_shows_nothing_on_any_channel(whole: WholeWorld) -> None:
    variant = whole.variant("sumber", "M")
    answer = requests.post(
        whole.client().api_url,
        json={"query": DELETE, "variables": {"id": variant.product_id}},
        headers={"Authorization": f"Bearer {whole.saleor.world.credentials()['app_token']}"},
        timeout=5,
    )
    assert answer.json()["data"]["productDelete"]["errors"] == []
    sweep(whole.cooperatives["sumber"], whole.client(), whole.clock.now, guard=None)
    whole.everything("sumber", rounds=2)
    assert {stock for stock, _ in whole.shown("sumber", "shopee").values()} == {0}
    assert whole.shown("melati", "shopee")["M"][0] == 5


def test_a_sweep_tells_how_far_it_is_and_asks_for_the_end_once(whole: WholeWorld) -> None:
    told: list[tuple[int, int]] = []
    before = whole.saleor.store.journal.last
    sweep(
        whole.cooperatives["sumber"],
        whole.client(),
        whole.clock.now,
        progress=lambda rows, total: told.append((rows, total)),
    )
    asked = [event["name"] for event in whole.saleor.store.journal.after(before) if event["kind"] == "call"]
    assert told == [(3, 3)]
    assert asked.count("VariantsTotal") == 1
    before = whole.saleor.store.journal.last
    whole.sweep("sumber")
    asked = [event["name"] for event in whole.saleor.store.journal.after(before) if event["kind"] == "call"]
    assert "VariantsTotal" not in asked


def test_a_sweep_mirrors_its_own_channel_only(whole: WholeWorld) -> None:
    for slug in ("sumber", "melati"):
        mine = Variant.objects.filter(cooperative=whole.cooperatives[slug])
        assert {row.sku.split("-")[0] for row in mine} == {slug}


def test_a_word_about_anothers_variant_mirrors_nothing(whole: WholeWorld) -> None:
    theirs = whole.variant("melati", "M").saleor_id
    looks.request(whole.cooperatives["sumber"].pk, "variant", [theirs], whole.clock.now())
    whole.absorb("sumber")
    assert not Variant.objects.filter(cooperative=whole.cooperatives["sumber"], saleor_id=theirs).exists()
