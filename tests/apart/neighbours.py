"""Three cooperatives with work waiting: two on one Saleor, one on a Saleor of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from redis import Redis

from connectors.base.aftersale import ReturnedLine, ReturnId, ReturnView
from connectors.base.services import Timeouts
from connectors.base.shipment import Handover
from connectors.base.simulator.protocol import Simulator
from connectors.base.types import ExternalOrderId
from connectors.shopee.simulator import ShopeeSimulator
from connectors.tokopedia.simulator import TokopediaSimulator
from mappings.words import Aspect, ReturnState
from storefront_sync.catalog.models import Listing, ShopRules, StockPolicy, Variant
from storefront_sync.fulfilment import ask
from storefront_sync.fulfilment.enquiries import enquire
from storefront_sync.fulfilment.models import Enquiry, EnquiryDocument
from storefront_sync.fulfilment.usual import choose_usual
from storefront_sync.jobs import work
from storefront_sync.ledger import feeds, looks, marks
from storefront_sync.ledger.models import Look, OrderFeed
from storefront_sync.orders.models import Order, StandIn
from storefront_sync.privacy.models import Erasure
from storefront_sync.publishing import rows as publishing
from storefront_sync.publishing.choices import Change, choose
from storefront_sync.publishing.models import KeptListing
from storefront_sync.returns import intake as returns
from storefront_sync.returns.inspect import inspect
from storefront_sync.returns.models import Restock, Return
from storefront_sync.returns.pieces import Looked
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.settlements.models import OrderMoney, SettlementFile, SettlementLine
from storefront_sync.tenants.models import Cooperative, Shop, ToldProblem
from storefront_sync.tenants.onboarding import register_installation
from storefront_sync.tenants.problems import open_problem
from storefront_sync.tenants.roles import give
from storefront_sync.tenants.vault import seal_bytes
from tests.contract.receiver import Receiver
from tests.orders.whole_world import WholeWorld

ACTOR = "melati"
OTHERS = ("sumber", "anggrek")
"""The first shares its Saleor with the one that acts."""
SLUGS = (OTHERS[0], ACTOR, OTHERS[1])


class RunningClock:
    """The machine's clock, as the job functions read it."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)

    def time(self) -> float:
        """Seconds since the epoch."""
        return self.now().timestamp()

    def forward(self, seconds: float) -> None:
        """It goes on by itself."""


@dataclass
class Sent:
    """What a Saleor posted: (URL, headers, body); each is answered with 200."""

    posts: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The HTTP status."""
        self.posts.append((url, headers, body))
        return 200


@dataclass
class Neighbours(WholeWorld):
    """The world; `saleor` is the server of whoever was last turned to."""

    servers: dict[str, SaleorSimulator] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    mail: dict[str, Receiver] = field(default_factory=dict)
    """By marketplace: where its webhooks arrive."""

    def turn_to(self, slug: str) -> SaleorSimulator:
        """The cooperative's Saleor, for what follows."""
        self.saleor = self.servers[slug]
        return self.saleor

    def register(self, slug: str) -> Cooperative:
        """A cooperative whose installation has a token that works."""
        given = self.turn_to(slug).world.credentials()
        made = super().register(slug)
        register_installation(
            str(given["api_url"]), str(given["app_id"]), str(given["app_token"]), self.clock.now()
        )
        return Cooperative.objects.get(pk=made.pk)

    def client(self) -> SaleorClient:
        """A client of the Saleor that was last turned to."""
        given = self.saleor.world.credentials()
        return SaleorClient(str(given["api_url"]), str(given["app_token"]), timeouts=Timeouts(1, 5))

    def settle_in(self, slug: str) -> None:
        """Connected, linked, in agreement; then something of every kind is left to do."""
        self.turn_to(slug)
        cooperative = self.cooperative(slug)
        self.sweep(slug)
        self.link_all(slug)
        shops = [self.shops[slug, key] for key in self.simulators]
        self.redis.flushall()
        for shop in shops:
            ShopRules.objects.create(shop=shop)
            # Its orders were read up to now: walking two weeks back costs the call budget.
            OrderFeed.objects.create(shop=shop, started_at=self.clock.now(), read_until=self.clock.now())
            work.drain_shop(shop.pk, "urgent")
            self.buy(slug, shop.marketplace, [("S", 1)])
            work.drain_shop(shop.pk, "urgent")
        StockPolicy.objects.create(cooperative=cooperative)
        work.settle_cooperative(cooperative.pk, "orders")
        self._leave_work(slug, cooperative)
        self.redis.flushall()

    def _leave_work(self, slug: str, cooperative: Cooperative) -> None:
        now = self.clock.now()
        for key in self.simulators:
            self.redis.flushall()  # call budgets begin full: nobody is to wait for one here
            shop = self.shops[slug, key]
            self.buy(slug, key, [("M", 1), ("S", 1)])
            row = self.listing(slug, key, "S")
            self.simulators[key].edit(shop.external_id, row.item_id, row.model_id, stock=40)
            work.scan_shop(shop.pk, "scan")
            listings = list(Listing.objects.filter(shop=shop).values_list("pk", flat=True))
            feeds.ask(shop.pk, now)
            feeds.verify_listings(shop.pk, listings[:1], now, "outcome unknown")
            marks.mark(listings, Aspect.STOCK, now)
            marks.mark(listings, Aspect.PRICE, now)
            variant = self.variant(slug, "S")
            publishing.ask(shop, variant.product_id, f"product of {slug}", now)
            KeptListing.objects.create(
                shop=shop,
                item_id=row.item_id,
                product_id=variant.product_id,
                product_name=f"kept of {slug}",
                next_at=now,
            )
            change = Change(category_id=f"category of {slug}")
            choose(cooperative, key, "product", variant.product_id, change, now)
            order = Order.objects.filter(shop=shop).earliest("pk")
            view = ReturnView(
                ReturnId(f"return of {slug} {key}"),
                ExternalOrderId(order.external_id),
                ReturnState.COMING_BACK,
                True,
                None,
                tuple(ReturnedLine(line.line_key, 1) for line in order.lines.all()),
                now,
            )
            returns.take_in(shop, [view], now, now)
            OrderMoney.objects.create(order=order, payout=9_000, state="of another time", seen_at=now)
            file = SettlementFile.objects.create(
                cooperative=cooperative,
                shop=shop,
                digest=f"digest of {slug}",
                name=f"settlement of {slug}.xlsx",
                imported_at=now,
                by="cli",
            )
            SettlementLine.objects.create(
                shop=shop, file=file, digest=f"line of {slug}", kind=f"payment of {slug}", amount=9_000
            )
            self._ask_of(shop)
            given_back = Return.objects.get(shop=shop)
            found = {line.line_key: Looked(good=1) for line in order.lines.all()}
            inspect(cooperative, given_back.pk, found, f"staff of {slug}", now)
            StandIn.objects.create(order=order, line_key=f"of {slug}", variant_id=f"of {slug}")
            variant = Variant.objects.filter(cooperative=cooperative).earliest("pk")
            Restock.objects.create(
                cooperative=cooperative, order=order, variant=variant, pieces=0, owed=0, done_at=now
            )
            open_problem(cooperative.pk, "listing.price_negative", f"of {slug}", shop_id=shop.pk, now=now)
        self._enquire(cooperative)
        open_problem(cooperative.pk, "saleor.unreachable", f"of {slug}", now=now)
        Erasure.objects.create(
            cooperative=cooperative, reference=f"shopee:{slug}:1", why="person", by=slug, erased_at=now
        )
        ToldProblem.objects.create(
            installation=cooperative.installation,
            cooperative=cooperative,
            app_id=cooperative.installation.app_id,
            key=f"saleor.unreachable:{cooperative.pk}",
            message=f"told of {slug}",
            told_at=now,
        )
        give(cooperative, f"User-of-{slug}")
        self.staff_sets(slug, "L", 7)
        looks.request(cooperative.pk, Look.Kind.VARIANT, [self.variant_of(slug, "L")], now)

    def _ask_of(self, shop: Shop) -> None:
        """Its staff want an order sent off, by the way that they always choose."""
        by = f"staff of {shop.cooperative.slug}"
        order = Order.objects.filter(shop=shop).earliest("pk")
        place = "1101" if shop.marketplace == "shopee" else ""
        choose_usual(shop, Handover.PICKUP, place, by, self.clock.now())
        assert ask.arrange(shop.cooperative, [order.pk], None, by, self.clock.now()).requests

    def _enquire(self, cooperative: Cooperative) -> None:
        """Its staff printed labels, and wait to be told how parcels may be handed over."""
        by, now = f"staff of {cooperative.slug}", self.clock.now()
        ids = list(Order.objects.filter(cooperative=cooperative).order_by("pk").values_list("pk", flat=True))
        printed = enquire(cooperative, Enquiry.Kind.LABELS, ids, by, now, keep=timedelta(hours=1))
        Enquiry.objects.filter(pk=printed.pk).update(closed_at=now)
        printed.orders.update(answered_at=now)
        pdf = f"%PDF- labels of {cooperative.slug}".encode()
        EnquiryDocument.objects.create(
            enquiry=printed, number=1, bytes=len(pdf), pdf_encrypted=seal_bytes(pdf)
        )
        enquire(cooperative, Enquiry.Kind.HANDOVER, ids, by, now, keep=timedelta(hours=1))

    def variant_of(self, slug: str, name: str) -> str:
        """The Saleor id of a variant."""
        variants = self.servers[slug].world.truth()["variants"]
        assert isinstance(variants, list)
        return str(next(row["variant_id"] for row in variants if row["sku"] == self.sku(slug, name)))


@contextmanager
def neighbours(redis: Redis) -> Iterator[Neighbours]:
    """All of them, settled in; webhooks are kept until they are asked for."""
    clock = RunningClock()
    kinds: dict[str, type[Simulator]] = {"shopee": ShopeeSimulator, "tokopedia": TokopediaSimulator}
    simulators = {
        key: kind.from_seed([], now=clock.time, rng=random.Random(number), webhook_thread=False)
        for number, (key, kind) in enumerate(kinds.items())
    }
    sent = {"shared": Sent(), "own": Sent()}
    servers = {
        name: SaleorSimulator(now=clock.time, rng=random.Random(number), background=False, send=outgoing)
        for number, (name, outgoing) in enumerate(sent.items())
    }
    mail = {key: Receiver() for key in simulators}
    for server in (*simulators.values(), *servers.values()):
        server.start()
    for key, simulator in simulators.items():
        simulator.register_webhooks(mail[key].url)
    belongs = {slug: "own" if slug == "anggrek" else "shared" for slug in SLUGS}
    try:
        made = Neighbours(
            clock,  # type: ignore[arg-type]
            redis,
            simulators,
            saleor=servers["shared"],
            servers={slug: servers[name] for slug, name in belongs.items()},
            sent={slug: sent[name] for slug, name in belongs.items()},
            mail=mail,
        )
        for slug in SLUGS:
            made.settle_in(slug)
        made.turn_to(ACTOR)
        yield made
    finally:
        for running in (*simulators.values(), *servers.values(), *mail.values()):
            running.stop()
