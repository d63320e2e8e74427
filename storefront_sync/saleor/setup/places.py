"""Warehouses and the channel that sells what lies in them, with its taxes."""

from __future__ import annotations

from storefront_sync.saleor.setup import present, wire
from storefront_sync.saleor.setup.blueprint import AddressPart, ChannelPart, WarehousePart
from storefront_sync.saleor.setup.outcome import Difference, Outcome, differences
from storefront_sync.saleor.setup.server import make
from storefront_sync.saleor.setup.work import FINISHED, PROGRESS_KEY, UNFINISHED, NotOurs, Work


def warehouses(work: Work, taken: frozenset[str]) -> dict[str, str]:
    """The ids of the blueprint's warehouses by slug; `taken` are those of other channels. Raises NotOurs."""
    found = present.warehouses(work.transport)
    for part in work.blueprint.warehouses:
        if part.slug in found and found[part.slug].id in taken:
            raise NotOurs("setup.warehouse_of_another", part.slug)
    return {part.slug: _warehouse(work, part, found.get(part.slug)) for part in work.blueprint.warehouses}


def _warehouse(work: Work, part: WarehousePart, found: wire.Warehouse | None) -> str:
    if found is None:
        made = make(
            work.transport,
            "CreateWarehouse",
            input={
                "name": part.name,
                "slug": part.slug,
                "externalReference": f"warehouse:{part.slug}",
                "address": _address(part.address),
            },
        )
        if part.pickup:
            make(work.transport, "ChangeWarehouse", id=made, input=_pickup(part))
        work.note("warehouse", part.name, Outcome.MADE)
        return made
    has_pickup = found.click_and_collect_option != "DISABLED"
    complete = work.fresh and part.pickup and not has_pickup
    if complete:
        make(work.transport, "ChangeWarehouse", id=found.id, input=_pickup(part))
    unequal = differences(
        ("name", part.name, found.name), ("pickup", part.pickup, has_pickup or complete)
    ) + _address_differences(part.address, present.address(found.address))
    if work.judge("warehouse", part.name, unequal, completed=complete):
        given = {"name": part.name, "address": _address(part.address), **_pickup(part)}
        make(work.transport, "ChangeWarehouse", id=found.id, input=given)
    return found.id


def _pickup(part: WarehousePart) -> dict[str, object]:
    if not part.pickup:
        return {"clickAndCollectOption": "DISABLED"}
    # Saleor takes LOCAL only for a warehouse that shoppers may see.
    return {"clickAndCollectOption": "LOCAL", "isPrivate": False}


def _address(part: AddressPart) -> dict[str, object]:
    # Saleor erases cityArea in Indonesia and knows 34 of 38 provinces (facts of November 2026): the
    # district goes into the second line, and the check of the format is skipped.
    return {
        "streetAddress1": part.street,
        "streetAddress2": part.district,
        "city": part.city,
        "countryArea": part.province,
        "country": "ID",
        "postalCode": part.postcode,
        "phone": part.phone,
        "skipValidation": True,
    }


def _address_differences(wanted: AddressPart, found: AddressPart) -> tuple[Difference, ...]:
    """Without those that Saleor itself makes: it writes the city in capitals and the phone with +62."""
    pairs = [
        (name, getattr(wanted, name), getattr(found, name)) for name in ("street", "district", "postcode")
    ]
    pairs += [
        (name, getattr(wanted, name), getattr(found, name))
        for name in ("city", "province")
        if getattr(wanted, name).casefold() != getattr(found, name).casefold()
    ]
    if _digits(wanted.phone) != _digits(found.phone):
        pairs.append(("phone", wanted.phone, found.phone))
    return differences(*pairs)


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal()).removeprefix("62").removeprefix("0")


def channel(work: Work, found: wire.Channel | None, places: dict[str, str]) -> str:
    """The id of the channel, made or looked over; its warehouses and taxes too."""
    part = work.blueprint.channel
    if found is None:
        return _make_channel(work, part, list(places.values()))
    missing = [key for slug, key in places.items() if slug not in {row.slug for row in found.warehouses}]
    if missing:
        make(work.transport, "ChangeChannel", id=found.id, input={"addWarehouses": missing})
    unequal = _channel_differences(part, found)
    if any(row.field in ("currency", "country") for row in unequal):
        raise NotOurs("setup.channel_not_in_rupiah", f"{part.slug}: {found.currency_code}")
    if work.judge("channel", part.name, unequal, completed=bool(missing)):
        make(work.transport, "ChangeChannel", id=found.id, input=_channel_input(part))
    _tax(work, part, found.tax_configuration)
    return found.id


def finish(work: Work, channel_id: str) -> None:
    """From now on what is otherwise on the server is somebody's decision."""
    metadata = [{"key": PROGRESS_KEY, "value": FINISHED}]
    make(work.transport, "ChangeChannel", id=channel_id, input={"privateMetadata": metadata})


def _make_channel(work: Work, part: ChannelPart, places: list[str]) -> str:
    made = make(
        work.transport,
        "CreateChannel",
        input={
            **_channel_input(part),
            "slug": part.slug,
            "currencyCode": part.currency,
            "isActive": True,
            "addWarehouses": places,
            "privateMetadata": [{"key": PROGRESS_KEY, "value": UNFINISHED}],
        },
    )
    work.note("channel", part.name, Outcome.MADE)
    again = present.channel(work.transport, part.slug)
    if again is not None:
        _tax(work, part, again.tax_configuration)
    return made


def _channel_input(part: ChannelPart) -> dict[str, object]:
    return {
        "name": part.name,
        "defaultCountry": part.country,
        "stockSettings": {"allocationStrategy": part.allocation},
        "orderSettings": {
            "allowUnpaidOrders": part.orders.allow_unpaid,
            "automaticallyConfirmAllNewOrders": part.orders.confirm_automatically,
            "markAsPaidStrategy": part.orders.mark_as_paid,
            "expireOrdersAfter": part.orders.expire_after_minutes,
        },
    }


def _channel_differences(part: ChannelPart, found: wire.Channel) -> tuple[Difference, ...]:
    orders = found.order_settings
    return differences(
        ("name", part.name, found.name),
        ("active", True, found.is_active),
        ("currency", part.currency, found.currency_code),
        ("country", part.country, found.default_country.code),
        ("allocation", part.allocation, found.stock_settings.allocation_strategy),
        ("orders_allow_unpaid", part.orders.allow_unpaid, orders.allow_unpaid_orders),
        (
            "orders_confirm_automatically",
            part.orders.confirm_automatically,
            orders.automatically_confirm_all_new_orders,
        ),
        ("orders_mark_as_paid", part.orders.mark_as_paid, orders.mark_as_paid_strategy),
        ("orders_expire_after_minutes", part.orders.expire_after_minutes, orders.expire_orders_after or None),
    )


def _tax(work: Work, part: ChannelPart, found: wire.Tax) -> None:
    wanted = part.tax
    unequal = differences(
        ("charge", wanted.charge, found.charge_taxes),
        ("prices_include_tax", wanted.prices_include_tax, found.prices_entered_with_tax),
        ("show_with_tax", wanted.show_with_tax, found.display_gross_prices),
    )
    untouched = found.charge_taxes and found.prices_entered_with_tax and found.display_gross_prices
    given = {
        "chargeTaxes": wanted.charge,
        "pricesEnteredWithTax": wanted.prices_include_tax,
        "displayGrossPrices": wanted.show_with_tax,
    }
    if unequal and work.fresh and untouched:
        make(work.transport, "ChangeTax", id=found.id, input=given)
        work.note("tax", part.name, Outcome.MADE)
    elif work.judge("tax", part.name, unequal):
        make(work.transport, "ChangeTax", id=found.id, input=given)
