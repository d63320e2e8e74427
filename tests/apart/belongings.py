"""Everything that belongs to a cooperative: its rows here, its books out there, its words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.apps import apps
from django.db.models import ForeignKey, Model

from storefront_sync.inbox.models import ArrivalCount, Receipt
from storefront_sync.ledger.models import Lease
from storefront_sync.orders.models import Order
from storefront_sync.publishing.models import CategoryRulesRead, CategoryTree
from storefront_sync.tenants.models import AppRegistration, Cooperative, Installation, Shop
from tests.apart.neighbours import ACTOR, Neighbours

NOBODYS = {ArrivalCount, AppRegistration, CategoryRulesRead, CategoryTree}
"""Shared by all: counts by sender, our own registration at a marketplace, and what that wants of listings."""
SHORTEST_WORD = 4


def path_to_cooperative(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> str | None:
    """The look-up from a model to its cooperative over as few foreign keys as there are; None without one."""
    if model is Cooperative:
        return "pk"
    found = []
    for field in foreign_keys(model):
        target = field.related_model
        if target is Cooperative:
            return field.name
        if target not in seen:
            rest = path_to_cooperative(target, seen | {model})
            found += [] if rest is None else [f"{field.name}__{rest}"]
    return min(found, key=len, default=None)


def foreign_keys(model: type[Model]) -> Iterator[ForeignKey[Model, Model]]:
    """The foreign keys of a model, one-to-one ones too."""
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey):
            yield field


def rows(cooperative: Cooperative) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is a cooperative's, by table. Fails for a model that belongs to nobody knows whom."""
    found = {}
    shops = Shop.objects.filter(cooperative=cooperative)
    names = [
        f"{what}:{pk}"
        for pk in shops.values_list("pk", flat=True)
        for what in ("shop", "publish", "fulfil", "money")
    ]
    names += [f"order:{pk}" for pk in Order.objects.filter(shop__in=shops).values_list("pk", flat=True)]
    names.append(f"restock:{cooperative.pk}")
    special = {
        Lease: {"name__in": names},
        Receipt: {"account__in": shops.values("external_id")},
        Installation: {"pk": None if shared(cooperative) else cooperative.installation_id},
    }
    for model in apps.get_models():
        if model in NOBODYS:
            continue
        path = path_to_cooperative(model)
        assert path or model in special, f"whose are the rows of {model._meta.label}?"
        chosen = special.get(model) or {str(path): cooperative.pk}
        found[model._meta.label] = list(model._default_manager.filter(**chosen).order_by("pk").values_list())
    return found


def shared(cooperative: Cooperative) -> bool:
    """Whether the one that acts is on the same Saleor."""
    return Cooperative.objects.filter(slug=ACTOR, installation=cooperative.installation_id).exists()


def outside(world: Neighbours, slug: str) -> dict[str, object]:
    """What the simulators have in their books on a cooperative, calls for its shops included."""
    found: dict[str, object] = {}
    for key, simulator in world.simulators.items():
        shop = world.shops[slug, key].external_id
        found[key] = [event for event in simulator.events() if event.get("shop_id") == shop]
    truth = world.servers[slug].world.truth()
    for part in ("variants", "orders"):
        listed = truth[part]
        assert isinstance(listed, list)
        found[part] = [row for row in listed if f"{slug}-" in json.dumps(row)]
    if not shared(world.cooperatives[slug]):
        found["calls"] = world.servers[slug].world.events(0, 100_000)
    return found


def words(world: Neighbours, slug: str) -> set[str]:
    """The texts in a cooperative's rows that aren't also in those of the one that acts."""
    return _texts(world.cooperatives[slug]) - _texts(world.cooperatives[ACTOR])


def _texts(cooperative: Cooperative) -> set[str]:
    found: set[str] = set()
    for table in rows(cooperative).values():
        for row in table:
            for value in row:
                found |= set(_strings(value))
    return {text for text in found if len(text) >= SHORTEST_WORD}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _strings(key)
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
