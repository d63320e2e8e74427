"""`publish check`, `send`, `withdraw`, `keep`."""

from __future__ import annotations

from typing import Annotated

import typer

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.publish.telling import AsJson, ProductName, ProductNames, ShopName, Whose, tell
from storefront_sync.cli.texts import text


def check(shop: ShopName, products: ProductNames, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """Tell whether products could be published as they are; nothing is sent. Exit code 1 where not."""
    start_django()
    from storefront_sync.jobs import publishing_desk as desk  # noqa: PLC0415 – its models need Django started

    place = desk.shop_of(shop, cooperative)
    tell([desk.look(place, name) for name in products], "cli.publish.ready", as_json=as_json)


def send(shop: ShopName, products: ProductNames, cooperative: Whose = "", as_json: AsJson = False) -> None:
    """Have those that are ready published; exit code 1 where one isn't."""
    start_django()
    from storefront_sync.jobs import publishing_desk as desk  # noqa: PLC0415 – its models need Django started

    place = desk.shop_of(shop, cooperative)
    tell(desk.send(place, products), "cli.publish.sent", as_json=as_json)


def withdraw(shop: ShopName, product: ProductName, cooperative: Whose = "") -> None:
    """Give up a publication that waits for staff."""
    start_django()
    from storefront_sync.jobs import publishing_desk as desk  # noqa: PLC0415 – its models need Django started

    row = desk.withdraw(desk.shop_of(shop, cooperative), product)
    typer.echo(text("cli.publish.withdrawn", product=row.product_name))


def keep(
    shop: ShopName,
    item: Annotated[str, typer.Argument(help=text("cli.publish.item"))],
    product: ProductName,
    cooperative: Whose = "",
) -> None:
    """Have a listing that was made by hand follow a product."""
    start_django()
    from storefront_sync.jobs import publishing_desk as desk  # noqa: PLC0415 – its models need Django started

    desk.keep(desk.shop_of(shop, cooperative), item, product)
    typer.echo(text("cli.publish.kept", item=item))
