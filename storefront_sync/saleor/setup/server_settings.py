"""Settings of the whole server; other cooperatives on it live with them too."""

from __future__ import annotations

from storefront_sync.saleor.setup import present
from storefront_sync.saleor.setup.blueprint import ServerPart
from storefront_sync.saleor.setup.outcome import Outcome, differences
from storefront_sync.saleor.setup.server import run
from storefront_sync.saleor.setup.work import Work

UNTOUCHED = ServerPart()
"""What a new server has (3.23.28, November 2026)."""


def server_settings(work: Work) -> None:
    """Set what nobody has touched yet; what somebody set otherwise is told."""
    wanted, found = work.blueprint.server, present.server(work.transport)
    unequal = differences(
        *((name, getattr(wanted, name), getattr(found, name)) for name in ServerPart.model_fields)
    )
    ours = {
        row.field
        for row in unequal
        if work.fresh and getattr(found, row.field) == getattr(UNTOUCHED, row.field)
    }
    if ours:
        run(work.transport, "ChangeServer", input=_input(wanted, ours))
    others = tuple(row for row in unequal if row.field not in ours)
    if ours and not others:
        work.note("server", "Saleor", Outcome.MADE)
    elif work.judge("server", "Saleor", others):
        run(work.transport, "ChangeServer", input=_input(wanted, {row.field for row in others}))


def _input(wanted: ServerPart, fields: set[str]) -> dict[str, object]:
    # Saleor switches reservations off with 0 and lifts the limit with null.
    given: dict[str, dict[str, object]] = {
        "reserve_minutes": {
            "reserveStockDurationAnonymousUser": wanted.reserve_minutes or 0,
            "reserveStockDurationAuthenticatedUser": wanted.reserve_minutes or 0,
        },
        "limit_per_checkout": {"limitQuantityPerCheckout": wanted.limit_per_checkout},
        "fulfil_unpaid": {"fulfillmentAllowUnpaid": wanted.fulfil_unpaid},
        "weight_unit": {"defaultWeightUnit": wanted.weight_unit},
    }
    return {key: value for name in sorted(fields) for key, value in given[name].items()}
