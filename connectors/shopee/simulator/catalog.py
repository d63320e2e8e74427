"""Shopee's own JSON of a shop's items, as `get_item_base_info` and `get_model_list` together would give
it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from connectors.base.simulator.seed import MAIN_MODEL, SeedItem, SeedModel, SeedShop
from connectors.shopee.words import LISTING_STATUS


class _Row(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True, protected_namespaces=())


class _Price(_Row):
    original_price: int


class _Summary(_Row):
    total_available_stock: int


class _Stock(_Row):
    summary_info: _Summary


class _Model(_Row):
    model_id: str
    model_name: str = ""
    model_sku: str = ""
    gtin_code: str = ""
    price_info: list[_Price] = Field(min_length=1)
    stock_info_v2: _Stock


class _Item(_Row):
    item_id: str
    item_status: str
    item_name: str
    item_sku: str = ""
    has_model: bool
    models: list[_Model]


class _Catalog(_Row):
    items: list[_Item]


def seed_of(catalog: bytes, shop_id: str, shop_name: str) -> SeedShop:
    """The neutral seed; raises pydantic.ValidationError for JSON of another shape."""
    items = _Catalog.model_validate_json(catalog).items
    return SeedShop(shop_id, shop_name, tuple(_item(item) for item in items))


def _item(item: _Item) -> SeedItem:
    return SeedItem(
        item_id=item.item_id,
        title=item.item_name,
        models=tuple(_model(model, item) for model in item.models),
        has_model=item.has_model,
        sku=item.item_sku,
        status=LISTING_STATUS[item.item_status],
    )


def _model(model: _Model, item: _Item) -> SeedModel:
    return SeedModel(
        model_id=model.model_id if item.has_model else MAIN_MODEL,
        price=model.price_info[0].original_price,
        stock=model.stock_info_v2.summary_info.total_available_stock,
        name=model.model_name,
        sku=model.model_sku or ("" if item.has_model else item.item_sku),
        barcode=model.gtin_code,
    )
