"""Money: what each order costs whom, and the lines of settlement files. Amounts are whole rupiah."""

from django.db import models
from django.db.models import Q

from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative, Shop


class MoneyFeed(models.Model):
    """When a shop's orders are next looked over for money to be asked for; put forward before each time."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="money_feed")
    next_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"])]


class OrderMoney(models.Model):
    """What an order costs whom, as last said: see `connectors.base.settlement.OrderMoney`. Null: never said.
    What isn't said any more stays as it was."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="money")
    goods = models.BigIntegerField(null=True)
    seller_discount = models.BigIntegerField(null=True)
    platform_discount = models.BigIntegerField(null=True)
    shipping_paid = models.BigIntegerField(null=True)
    shipping_subsidy = models.BigIntegerField(null=True)
    fees = models.BigIntegerField(null=True)
    payout = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20)
    """The order's state when it was asked for."""
    seen_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """When to ask again though the order's state is the same: its payout wasn't said yet."""
    attempts = models.PositiveIntegerField(default=0)


class SettlementFile(models.Model):
    """A settlement file that was imported; the file itself isn't kept."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    digest = models.CharField(max_length=64)
    """SHA-256 of its bytes."""
    name = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    """Who: Saleor's id of a member of staff, or "cli"."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "digest"], name="settlement_file_once"),
            models.UniqueConstraint(fields=["id", "shop"], name="settlement_file_with_shop"),
        ]
        indexes = [models.Index(fields=["imported_at"])]


class SettlementLine(models.Model):
    """One line of a settlement, counted once however many files tell it; `file` is the first that did."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    file = models.ForeignKey(SettlementFile, models.CASCADE, related_name="lines")
    digest = models.CharField(max_length=64)
    external_order_id = models.CharField(max_length=64, blank=True)
    """"" for what concerns no order."""
    kind = models.CharField(max_length=100, blank=True)
    part = models.CharField(max_length=64, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    amount = models.BigIntegerField()
    fees = models.BigIntegerField(null=True)
    tax = models.BigIntegerField(null=True)
    """Withheld for the tax office, as the file says; never worked out by us."""
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "digest"], name="settlement_line_once"),
            models.CheckConstraint(
                condition=Q(tax__isnull=True) | Q(tax__gte=0), name="withheld_tax_is_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["shop", "external_order_id"])]
