"""A shop and its list of goods in one go, for the demo and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.goods.bring import bring
from storefront_sync.saleor.goods.outcome import RowOutcome, RowResult
from storefront_sync.saleor.goods.plan import Target
from storefront_sync.saleor.setup.run import Shop
from storefront_sync.saleor.setup.shop import ShopPlan, set_up_shop
from storefront_sync.saleor.sheet.rows import products

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What a load did, counted in rows. `existing` ones were there already; `problems` weren't taken."""

    shop: Shop
    created: int
    existing: int
    problems: tuple[RowResult, ...]


def load_catalogue(
    client: SaleorClient,
    rows: Sequence[Mapping[str, str]],
    plan: ShopPlan,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Set the shop up and bring the goods in; run again after an interruption, it goes on.

    `progress(done, total)` counts rows. Raises SheetError for an unusable row before anything is sent,
    and the client's errors.
    """
    variants = [row for group in products(rows) for row in group.variants]
    shop = set_up_shop(client, plan)
    target = Target(plan.channel, shop.channel_id, shop.warehouse_id)
    results: list[RowResult] = []
    progress(0, len(variants))

    def told(result: RowResult) -> None:
        results.append(result)
        progress(len(results), len(variants))

    bring(client, variants, target, told)
    count = [result.outcome for result in results]
    return Loaded(
        shop,
        created=count.count(RowOutcome.CREATED),
        existing=count.count(RowOutcome.SAME) + count.count(RowOutcome.CHANGED),
        problems=tuple(
            result
            for result in results
            if result.outcome in (RowOutcome.FAULTY, RowOutcome.REFUSED, RowOutcome.UNKNOWN)
        ),
    )
