"""`shop register`, `connect`, `activate`, `disconnect`: our app at a marketplace, and the shops there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.settings.env import settings

if TYPE_CHECKING:
    from storefront_sync.tenants.models import Cooperative, Shop

shop = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Marketplace = Annotated[str, typer.Argument(help=text("cli.shop.marketplace"))]
Owner = Annotated[str, typer.Option("--cooperative", help=text("cli.shop.cooperative"))]
Account = Annotated[str, typer.Option("--shop", help=text("cli.shop.account"))]


@shop.command("register", help=text("cli.shop.register"))
def register(
    marketplace: Marketplace,
    key: Annotated[str, typer.Option(help=text("cli.shop.key"))],
    option: Annotated[list[str] | None, typer.Option(help=text("cli.shop.option"))] = None,
) -> None:
    """Store our registered app; its secret is asked for, or comes in STOREFRONT_APP_SECRET."""
    place = _known(marketplace)
    options = dict(_named(each) for each in option or ())
    given = settings().app_secret.get_secret_value()
    secret = given or typer.prompt(text("cli.shop.secret"), hide_input=True)
    start_django()
    from connectors.base.types import AppCredentials  # noqa: PLC0415 – a command starts quickly
    from storefront_sync.tenants.onboarding import register_app  # noqa: PLC0415 – its models need Django

    register_app(place, AppCredentials(key, secret, options))
    typer.echo(text("cli.shop.registered", marketplace=place, page=return_page(place, options)))


@shop.command("connect", help=text("cli.shop.connect"))
def connect(marketplace: Marketplace, cooperative: Owner) -> None:
    """Print a link, good for a day and for one connection."""
    place = _known(marketplace)
    row = _cooperative(cooperative)
    from storefront_sync.core.clock import SystemClock  # noqa: PLC0415 – a command starts quickly
    from storefront_sync.tenants.consent_requests import invite  # noqa: PLC0415 – its models need Django
    from storefront_sync.tenants.models import AppRegistration  # noqa: PLC0415

    if not AppRegistration.objects.filter(marketplace=place).exists():
        _refuse("cli.shop.not_registered", marketplace=place)
    word = invite(row, place, SystemClock().now())
    typer.echo(text("cli.shop.link", cooperative=row.slug, marketplace=place))
    typer.echo(f"{settings().public_url.rstrip('/')}/connect/{word}")


@shop.command("activate", help=text("cli.shop.activate"))
def activate(marketplace: Marketplace, cooperative: Owner, account: Account = "") -> None:
    """Have the shop's stock and price written from now on."""
    row = _shop(_known(marketplace), _cooperative(cooperative), account)
    from storefront_sync.tenants.models import Shop  # noqa: PLC0415 – its models need Django
    from storefront_sync.tenants.onboarding import activate_shop  # noqa: PLC0415

    if row.state not in (Shop.State.PREPARING, Shop.State.ACTIVE):
        _refuse("cli.shop.not_ready", shop=row.name)
    from storefront_sync.catalog.planned import put_in_force  # noqa: PLC0415

    put_in_force(row.cooperative)
    activate_shop(row)
    typer.echo(text("cli.shop.activated", shop=row.name))


@shop.command("disconnect", help=text("cli.shop.disconnect"))
def disconnect(marketplace: Marketplace, cooperative: Owner, account: Account = "") -> None:
    """Forget the shop's tokens and make no more calls for it; listings, links and orders stay."""
    row = _shop(_known(marketplace), _cooperative(cooperative), account)
    from storefront_sync.core.clock import SystemClock  # noqa: PLC0415 – a command starts quickly
    from storefront_sync.tenants.consent_end import over  # noqa: PLC0415 – its models need Django
    from storefront_sync.tenants.onboarding import disconnect_shop  # noqa: PLC0415

    disconnect_shop(row)
    over(row, SystemClock().now())
    typer.echo(text("cli.shop.disconnected", shop=row.name))


def return_page(marketplace: str, options: dict[str, str]) -> str:
    """The address to be registered with the marketplace as the one to return to."""
    own = f"{settings().public_url.rstrip('/')}/connect/return/{marketplace}"
    return options.get("redirect") or own


def _known(marketplace: str) -> str:
    from connectors.base.registry import marketplaces  # noqa: PLC0415 – a command starts quickly

    place = marketplaces().get(marketplace)
    if place is None or place.consent is None:
        able = sorted(key for key, each in marketplaces().items() if each.consent is not None)
        _refuse("cli.shop.unknown_marketplace", marketplace=marketplace, known=", ".join(able))
    return marketplace


def _cooperative(slug: str) -> Cooperative:
    start_django()
    from storefront_sync.tenants.models import Cooperative  # noqa: PLC0415 – its models need Django

    row = Cooperative.objects.filter(slug=slug).first()
    if row is None:
        _refuse("cli.shop.unknown_cooperative", cooperative=slug)
    return row


def _shop(marketplace: str, cooperative: Cooperative, account: str) -> Shop:
    from storefront_sync.tenants.models import Shop  # noqa: PLC0415 – its models need Django

    rows = Shop.objects.select_related("cooperative").filter(cooperative=cooperative, marketplace=marketplace)
    found = list(rows.filter(external_id=account) if account else rows.order_by("pk"))
    if not found:
        _refuse("cli.shop.none", cooperative=cooperative.slug, marketplace=marketplace)
    if len(found) > 1:
        names = ", ".join(f"{row.external_id} ({row.name})" for row in found)
        _refuse("cli.shop.several", shops=names)
    return found[0]


def _named(option: str) -> tuple[str, str]:
    name, sign, value = option.partition("=")
    if not sign or not name:
        _refuse("cli.shop.option_wrong", option=option)
    return name, value


def _refuse(key: str, **values: str) -> NoReturn:
    typer.echo(text(key, **values), err=True)
    raise typer.Exit(1)
