"""Somebody who asks marketplaces and waits, and the worker who answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import cast

from pypdf import PdfReader

from connectors.base.protocol import Connector
from connectors.base.shipment import LabelFile, Labels, ParcelRef
from storefront_sync.fulfilment import enquiries
from storefront_sync.fulfilment.answering import Answered, Reach, carry_on
from storefront_sync.fulfilment.answers import Answer, opened
from storefront_sync.fulfilment.enquiries import CancelAsked
from storefront_sync.fulfilment.models import Enquiry
from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Shop
from storefront_sync.tenants.vault import unseal_bytes
from tests.fulfilment.packing_table import PackingTable

KEEP = timedelta(hours=1)
TURN = timedelta(minutes=2)
Now = Callable[[], datetime]


def asks(
    table: PackingTable,
    kind: Enquiry.Kind,
    *orders: Order,
    wish: CancelAsked | None = None,
    by: str = "cli",
) -> Enquiry:
    """It is stored, and nothing is sent."""
    ids = [order.pk for order in orders]
    return enquiries.enquire(table.cooperative, kind, ids, by, table.world.clock.now(), keep=KEEP, wish=wish)


def works(
    table: PackingTable, now: Now | None = None, connector: Callable[[Shop], Connector] | None = None
) -> Answered:
    """One job."""
    looked = now or table.world.clock.now
    reach = Reach(connector or (lambda _: table.connector()), looked, TURN, KEEP, timedelta(minutes=1))
    return carry_on(table.cooperative.pk, reach)


def answered(
    table: PackingTable, row: Enquiry, connector: Callable[[Shop], Connector] | None = None
) -> Enquiry:
    """Jobs, until it is closed."""
    for _ in range(200):
        works(table, connector=connector)
        row.refresh_from_db()
        if row.closed_at is not None:
            return row
        table.world.clock.forward(5)
    raise AssertionError(list(row.orders.values("tries", "outcome")))


def told(row: Enquiry) -> list[tuple[str, Answer]]:
    """(outcome, answer) of each order, in the order of asking."""
    return [(one.outcome, opened(one.answer_encrypted)) for one in row.orders.order_by("place")]


def pdfs(row: Enquiry) -> list[bytes]:
    """The documents, opened."""
    return [unseal_bytes(one.pdf_encrypted) for one in row.documents.order_by("number")]


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@dataclass
class Press:
    """A marketplace that prints whatever a test says; every parcel has a label at once. `before` is called
    ahead of each answer."""

    pdf: bytes = field(repr=False)
    at_once: int = 1
    before: Callable[[], None] = lambda: None
    calls: list[int] = field(default_factory=list)

    def labels(self, parcels: Sequence[ParcelRef]) -> Labels:
        """One file a parcel."""
        self.calls.append(len(parcels))
        self.before()
        return Labels(tuple(LabelFile((ref,), self.pdf) for ref in parcels))

    def connector(self, _: Shop) -> Connector:
        """As a shop's connector; nothing but its labels is asked for."""
        capabilities = SimpleNamespace(label_parcels=self.at_once, partial_cancel=False)
        made = SimpleNamespace(fulfilment=self, manifest=SimpleNamespace(capabilities=capabilities))
        return cast(Connector, made)
