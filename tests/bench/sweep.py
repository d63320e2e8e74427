"""The whole catalogue read back: a sweep against the same pages fetched and thrown away, page by page."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import requests
from django.core.management import call_command

from storefront_sync.catalog.models import Variant, VariantStock
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.types import StockWrite
from storefront_sync.sync.absorb import Absorbed
from storefront_sync.sync.sweep import sweep
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.onboarding import register_cooperative, register_installation
from tests.bench.fetch import BareFetch, Twice
from tests.bench.goods import CHANNEL
from tests.bench.saleors import Saleor, live, simulated
from tests.bench.swept import Swept, figures, show

FULL, QUICK = 10_000, 1_000
ROUNDS = 3
CHANGED = 0.05
KINDS = ("first", "unchanged", "changed")


class Waiting:
    """A session that counts the seconds between a request and the beginning of its answer."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.hooks["response"].append(self._count)

    def _count(self, answer: requests.Response, **_: object) -> None:
        self.seconds += answer.elapsed.total_seconds()


def run(quick: bool, seed: int, saleor_urls: Sequence[str] = (), rounds: int = ROUNDS) -> dict[str, object]:
    """Measure against the simulator, or against the live servers that are named, one after the other."""
    variants = QUICK if quick else FULL
    call_command("migrate", verbosity=0)
    found: list[dict[str, object]] = []
    for opened in [live(url, variants) for url in saleor_urls] or [simulated(variants)]:
        with opened as saleor:
            of = _measure(saleor, variants, random.Random(seed), f"bench-{len(found)}", rounds)
        show(f"{saleor.name}: {variants:,} variants (medians of {rounds} rounds)", of)
        found.append({"saleor": saleor.name, "variants": variants, **figures(of)})
    result: dict[str, object] = {"bench": "sweep", "quick": quick, "seed": seed, "rounds": rounds}
    return {**result, **found[0]} if len(found) == 1 else {**result, "saleors": found}


def _measure(
    saleor: Saleor, variants: int, rng: random.Random, slug: str, rounds: int
) -> dict[str, list[Swept]]:
    waiting, bare = Waiting(), BareFetch(saleor.api_url, saleor.token)
    client = Twice(saleor.api_url, saleor.token, bare, waiting.session)
    cooperative = _cooperative(client, saleor, slug)
    found: dict[str, list[Swept]] = {kind: [] for kind in KINDS}
    for _ in range(rounds):
        Variant.objects.filter(cooperative=cooperative).delete()
        for kind in KINDS:
            if kind == "changed":
                _change(client, cooperative, rng, int(variants * CHANGED))
            found[kind].append(_sweep(client, waiting, bare, cooperative, kind, variants))
    return found


def _sweep(
    client: Twice, waiting: Waiting, bare: BareFetch, cooperative: Cooperative, kind: str, variants: int
) -> Swept:
    waited, fetched, fetching_cpu, pages = waiting.seconds, bare.seconds, bare.cpu, bare.pages
    cpu, began = time.process_time(), time.perf_counter()
    done = sweep(cooperative, client, _now)
    took, cpu_took = time.perf_counter() - began, time.process_time() - cpu
    _check(done, kind, variants)
    assert bare.pages - pages == -(-variants // 100)
    fetch = bare.seconds - fetched
    return Swept(
        seconds=took - fetch,
        waited=waiting.seconds - waited,
        cpu=cpu_took - (bare.cpu - fetching_cpu),
        fetch=fetch,
    )


def _check(done: Absorbed, kind: str, variants: int) -> None:
    expected = {"first": variants, "unchanged": 0, "changed": int(variants * CHANGED)}
    assert done.read == variants, done.read
    assert done.changed == expected[kind], (kind, done.changed)


def _cooperative(client: SaleorClient, saleor: Saleor, slug: str) -> Cooperative:
    channel = next(row for row in client.channels() if row.slug == CHANNEL)
    installation = register_installation(saleor.api_url, client.app_id(), saleor.token, _now())
    return register_cooperative(
        installation,
        slug,
        slug,
        channel_slug=CHANNEL,
        channel_id=channel.id,
        warehouse_ids=channel.warehouse_ids,
    )


def _change(client: SaleorClient, cooperative: Cooperative, rng: random.Random, count: int) -> None:
    """Give so many variants another number on hand, as staff would."""
    rows = VariantStock.objects.filter(variant__cooperative=cooperative).order_by("variant_id", "id")
    one_each = list(rows.distinct("variant_id").values_list("variant__saleor_id", "warehouse_id", "quantity"))
    writes = [
        StockWrite(variant, place, quantity + 1) for variant, place, quantity in rng.sample(one_each, count)
    ]
    assert all(outcome.applied for outcome in client.stocks_write(writes))


def _now() -> datetime:
    return datetime.now(UTC)
