"""`publish choose`."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from connectors.base.draft import PackageSize
from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.publish.telling import AsJson, ProductName, ShopName, Whose, tell
from storefront_sync.cli.texts import text

_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})x(\d{1,4})")


def choose(
    shop: ShopName,
    product: ProductName,
    scope: Annotated[str, typer.Option("--for", help=text("cli.publish.for"))] = "",
    category: Annotated[str | None, typer.Option(help=text("cli.publish.category"))] = None,
    attribute: Annotated[list[str] | None, typer.Option(help=text("cli.publish.attribute"))] = None,
    courier: Annotated[list[str] | None, typer.Option(help=text("cli.publish.courier"))] = None,
    size: Annotated[str, typer.Option(help=text("cli.publish.size"))] = "",
    weight: Annotated[int | None, typer.Option(min=0, help=text("cli.publish.weight"))] = None,
    days: Annotated[int | None, typer.Option(min=0, max=365, help=text("cli.publish.days"))] = None,
    cooperative: Whose = "",
    as_json: AsJson = False,
) -> None:
    """Keep what is chosen for a product or its kind, and tell what is still lacking; exit code 1 then."""
    start_django()
    from storefront_sync.jobs import publishing_desk as desk  # noqa: PLC0415 – its models need Django started
    from storefront_sync.publishing.choices import Change  # noqa: PLC0415

    change = Change(
        category_id=category,
        couriers=None if courier is None else tuple(code for code in courier if code),
        size=package_size(size),
        weight_grams=weight,
        pre_order_days=days,
    )
    wish = desk.Wish(change, tuple(attribute or ()))
    place = desk.shop_of(shop, cooperative)
    tell([desk.decide(place, product, scope, wish)], "cli.publish.ready", as_json=as_json)


def package_size(given: str) -> PackageSize | None:
    """ "30x20x5" as centimetres; None for nothing. Raises BadParameter."""
    if not given:
        return None
    found = _SIZE.fullmatch(given.replace(" ", ""))
    if found is None or "0" in found.groups():
        raise typer.BadParameter(text("cli.publish.size"))
    length, width, height = map(int, found.groups())
    return PackageSize(length, width, height)
