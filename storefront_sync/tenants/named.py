"""Cooperatives and shops by what staff call them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from storefront_sync.core.errors import StorefrontError
from storefront_sync.tenants.models import Cooperative, Shop


class UnknownCooperative(StorefrontError):
    """No cooperative goes by that name, or it isn't clear which is meant."""


def cooperative_of(slug: str) -> Cooperative:
    """The cooperative by its slug; "" = the only one. Raises UnknownCooperative."""
    rows = Cooperative.objects.select_related("installation").order_by("pk")
    found = list((rows.filter(slug=slug) if slug else rows)[:2])
    if len(found) != 1:
        raise UnknownCooperative(
            "fulfilment.which_cooperative" if found else "fulfilment.unknown_cooperative"
        )
    return found[0]


class UnknownShop(StorefrontError):
    """The cooperative has no shop by that name."""


def at_shop(name: str, path: str = "shop__") -> Q:
    """The condition that a row is of the shop by this marketplace or by this number there; "" = any. `path`
    leads from the row to its shop."""
    if not name:
        return Q()
    return Q(**{f"{path}marketplace__iexact": name}) | Q(**{f"{path}external_id": name})


def at_shop_of(cooperative: Cooperative, name: str) -> Q:
    """The same for a cooperative's rows. Raises UnknownShop for a name that none of its shops has: an empty
    list would look like no work."""
    known = Shop.objects.filter(cooperative=cooperative)
    if name and not known.filter(at_shop(name, "")).exists():
        names = known.order_by("marketplace").values_list("marketplace", flat=True).distinct()
        raise UnknownShop("fulfilment.unknown_shop", f"{name} – {', '.join(names)}")
    return at_shop(name)


def shops_named(name: str = "", cooperative: str = "") -> QuerySet[Shop]:
    """Shops by their marketplace or number, of one cooperative by slug; "" = all."""
    found = Shop.objects.filter(at_shop(name, "")).select_related("cooperative__installation")
    return (found.filter(cooperative__slug=cooperative) if cooperative else found).order_by("pk")
