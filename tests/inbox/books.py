"""Reads what the inbox has written."""

from __future__ import annotations

from django.apps import apps

from storefront_sync.inbox.models import ArrivalCount, Receipt
from storefront_sync.inbox.outcome import Outcome
from storefront_sync.ledger.models import Look, OrderFeed, Verification
from storefront_sync.tenants.models import Cooperative


def counted(source: str) -> dict[str, int]:
    """Outcome → how many arrivals of a source ended so."""
    return dict(ArrivalCount.objects.filter(source=source).values_list("outcome", "count"))


def looks() -> set[tuple[str, str, str]]:
    """What is to be read again in Saleor: (cooperative, kind, Saleor id)."""
    return set(Look.objects.values_list("cooperative__slug", "kind", "ref"))


def work() -> dict[str, int]:
    """How many rows of work there are, by table."""
    return {
        "receipts": Receipt.objects.count(),
        "looks": Look.objects.count(),
        "feeds": OrderFeed.objects.filter(asked_at__isnull=False).count(),
        "verifications": Verification.objects.count(),
    }


NOTHING = {"receipts": 0, "looks": 0, "feeds": 0, "verifications": 0}


def rows_of(cooperative: Cooperative) -> list[tuple[str, object]]:
    """Every row of every table that belongs to a cooperative, by value."""
    found: list[tuple[str, object]] = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        for path in ("cooperative", "shop__cooperative", "variant__cooperative", "order__cooperative"):
            if path.split("__")[0] in names:
                rows = model._default_manager.filter(**{path: cooperative}).order_by("pk").values_list()
                found.extend((model._meta.label, row) for row in rows)
                break
    return found


def only(outcome: Outcome, number: int = 1) -> dict[str, int]:
    """The counts when all arrivals ended the same way."""
    return {outcome.value: number}
