"""Rules out of a blueprint: kept until there is a shop for them, and read back for the next cooperative."""

from __future__ import annotations

from django.db import transaction

from storefront_sync.catalog.models import ShopRules, StockPolicy
from storefront_sync.saleor.setup.blueprint import RulesPart, ShopRulePart, StockRulePart
from storefront_sync.tenants.models import Cooperative, Shop

STORE = "store"


def plan_rules(cooperative: Cooperative, rules: RulesPart) -> None:
    """Keep a blueprint's rules and put in force what can be."""
    cooperative.planned_rules = rules.model_dump(mode="json")
    cooperative.save(update_fields=["planned_rules"])
    put_in_force(cooperative)


@transaction.atomic
def put_in_force(cooperative: Cooperative) -> None:
    """Give each shop without rules those planned for its marketplace. Rules that stand are never changed.

    The stock policy comes into force once all shops that it names are connected.
    """
    if not cooperative.planned_rules:
        return
    rules = RulesPart.model_validate(cooperative.planned_rules)
    shops = {shop.marketplace: shop for shop in Shop.objects.filter(cooperative=cooperative).order_by("-id")}
    for part in rules.shops:
        shop = shops.get(part.marketplace)
        if shop is not None:
            fields = part.model_dump(exclude={"marketplace"})
            ShopRules.objects.get_or_create(shop=shop, defaults=fields)
    channels = {STORE: STORE, **{key: str(shop.pk) for key, shop in shops.items()}}
    stock = rules.stock
    named = set(stock.weights) | {stock.last_units_channel}
    if stock.policy != "shared" and named <= channels.keys():
        StockPolicy.objects.get_or_create(
            cooperative=cooperative,
            defaults={
                "kind": stock.policy,
                "weights": {channels[key]: weight for key, weight in stock.weights.items()},
                "last_units": stock.last_units,
                "last_units_channel": channels[stock.last_units_channel],
            },
        )


def rules_of(cooperative: Cooperative) -> RulesPart:
    """The rules in force, and those planned for marketplaces that aren't connected yet."""
    planned = RulesPart.model_validate(cooperative.planned_rules or {})
    shops = list(Shop.objects.filter(cooperative=cooperative).order_by("id"))
    marketplace = {STORE: STORE, **{str(shop.pk): shop.marketplace for shop in shops}}
    parts = {part.marketplace: part for part in planned.shops}
    for row in ShopRules.objects.filter(shop__in=shops).select_related("shop").order_by("-shop_id"):
        fields = {name: getattr(row, name) for name in ShopRulePart.model_fields if name != "marketplace"}
        parts[row.shop.marketplace] = ShopRulePart.model_validate(
            {"marketplace": row.shop.marketplace, **fields}
        )
    policy = StockPolicy.objects.filter(cooperative=cooperative).first()
    stock = planned.stock
    if policy is not None:
        stock = StockRulePart.model_validate(
            {
                "policy": policy.kind,
                "weights": {
                    marketplace[key]: weight for key, weight in policy.weights.items() if key in marketplace
                },
                "last_units": policy.last_units,
                "last_units_channel": marketplace.get(policy.last_units_channel, STORE),
            }
        )
    return RulesPart(stock=stock, shops=tuple(parts[key] for key in sorted(parts)))
