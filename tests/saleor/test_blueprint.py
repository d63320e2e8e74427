"""A blueprint is read whole or refused with the line of every fault, and fits the next cooperative."""

from __future__ import annotations

import pytest

from storefront_sync.saleor.setup.blueprint_file import (
    BlueprintUnusable,
    default_blueprint,
    read_blueprint,
    write_blueprint,
)
from storefront_sync.saleor.setup.renaming import renamed

SMALL = """blueprint: 1
cooperative: {slug: melati, name: Koperasi Melati}
channel: {slug: melati, name: Koperasi Melati}
warehouses:
  - slug: gudang-melati
    name: Gudang Koperasi Melati
    address: {street: Jl. Melati 1, province: Jawa Timur}
shipping:
  - name: Indonesia
    warehouses: [gudang-melati]
    methods:
      - {name: Marketplace, for_marketplaces: true}
"""


def test_the_shipped_blueprint_is_read_and_written_without_loss() -> None:
    shipped = default_blueprint()
    assert read_blueprint(write_blueprint(shipped)) == shipped


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("slug: gudang-melati", "slog: gudang-melati", "line 5, warehouses.0.slog"),
        ("province: Jawa Timur", "province: ''", "line 7, warehouses.0.address.province"),
        ("[gudang-melati]", "[gudang-lain]", "nothing is called gudang-lain"),
        ("for_marketplaces: true", "price: 5000", "exactly one method must be for_marketplaces"),
        ("for_marketplaces: true", "for_marketplaces: true, price: 1", "line 12, shipping.0.methods.0"),
        (
            "{slug: melati, name: Koperasi Melati}\nch",
            "{slug: Me lati, name: X}\nch",
            "line 2, cooperative.slug",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(before: str, after: str, place: str) -> None:
    with pytest.raises(BlueprintUnusable) as refusal:
        read_blueprint(SMALL.replace(before, after))
    assert refusal.value.key == "blueprint.faulty"
    assert any(place in line for line in refusal.value.lines)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a: [", "blueprint.not_yaml"),
        ("x: &a [1]\ny: *a\nblueprint: 1", "blueprint.not_yaml"),
        ("name: Koperasi", "blueprint.not_one"),
        ("blueprint: 2", "blueprint.other_version"),
        ("# " + "x" * 1_000_001, "blueprint.too_large"),
        ("!!python/object/apply:os.system ['true']", "blueprint.not_yaml"),
    ],
)
def test_what_is_no_blueprint_of_ours_is_refused_by_name(text: str, key: str) -> None:
    with pytest.raises(BlueprintUnusable) as refusal:
        read_blueprint(text)
    assert refusal.value.key == key


def test_what_belongs_to_one_cooperative_is_renamed_and_what_all_share_is_not() -> None:
    given = default_blueprint()
    made = renamed(given, name="Koperasi Melati", slug="koperasi-melati", sku_prefix="MLT-")
    assert made.cooperative.sku_prefix == "MLT-"
    assert made.channel.slug == "koperasi-melati"
    assert [place.slug for place in made.warehouses] == ["gudang-koperasi-melati"]
    assert made.shipping[0].warehouses == ("gudang-koperasi-melati",)
    assert made.shipping[0].name == "Indonesia – Koperasi Melati"
    assert (made.attributes, made.product_types, made.categories) == (
        given.attributes,
        given.product_types,
        given.categories,
    )
    again = renamed(made, name="Koperasi Mawar", slug="koperasi-mawar")
    assert again.warehouses[0].slug == "gudang-koperasi-mawar"


def test_without_overrides_nothing_is_renamed() -> None:
    assert renamed(default_blueprint()) == default_blueprint()


def test_ours_lets_no_cart_keep_pieces_since_saleor_would_sell_them_twice() -> None:
    assert default_blueprint().server.reserve_minutes is None
