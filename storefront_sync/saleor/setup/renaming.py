"""A blueprint of one cooperative, made to fit the next."""

from __future__ import annotations

from storefront_sync.saleor.setup.blueprint import Blueprint


def renamed(
    blueprint: Blueprint, *, name: str = "", slug: str = "", channel: str = "", sku_prefix: str = ""
) -> Blueprint:
    """The blueprint under another name, slug, channel or prefix; "" keeps what it says.

    Channel, warehouses and zones belong to one cooperative and are renamed with it; product types,
    attributes and categories are the whole server's and stay. Raises pydantic's ValidationError.
    """
    old = blueprint.cooperative
    new_name, new_slug = name or old.name, slug or old.slug
    data = blueprint.model_dump(mode="json")
    data["cooperative"] = {
        "slug": new_slug,
        "name": new_name,
        "sku_prefix": sku_prefix or old.sku_prefix,
    }
    moved = new_slug != old.slug
    data["channel"]["slug"] = channel or (new_slug if moved else blueprint.channel.slug)
    data["channel"]["name"] = blueprint.channel.name.replace(old.name, new_name)
    for place in data["warehouses"]:
        place["name"] = place["name"].replace(old.name, new_name)
        if moved:
            place["slug"] = _own(place["slug"], old.slug, new_slug)
    for zone in data["shipping"]:
        zone["name"] = zone["name"].replace(old.name, new_name)
        if moved:
            zone["warehouses"] = [_own(place, old.slug, new_slug) for place in zone["warehouses"]]
    return Blueprint.model_validate(data)


def _own(slug: str, old: str, new: str) -> str:
    return f"{slug.removesuffix(f'-{old}').removeprefix(f'{old}-')}-{new}"
