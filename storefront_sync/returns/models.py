"""What buyers give back, as the marketplaces show it."""

from django.db import models
from django.db.models import Q

from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative, Shop


class ReturnFeed(models.Model):
    """How far a shop's returns were read, by the marketplace's times of their last changes."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="return_feed")
    read_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    """When it is read again; put forward before each reading."""

    class Meta:
        indexes = [models.Index(fields=["next_at"])]


class Return(models.Model):
    """One return as last seen. `order` is null while we don't know the order of that number."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    return_id = models.CharField(max_length=64)
    external_order_id = models.CharField(max_length=64)
    order = models.ForeignKey(Order, models.SET_NULL, null=True)
    state = models.CharField(max_length=20)
    """`mappings.words.ReturnState`."""
    goods_back = models.BooleanField()
    """Whether pieces come back at all, or only the buyer's money."""
    refund = models.BigIntegerField(null=True)
    """Rupiah; null: not said."""
    reason = models.CharField(max_length=100, blank=True)
    """The marketplace's code. The buyer's words stay there."""
    updated_at = models.DateTimeField()
    """Its last change, by the marketplace's clock."""
    seen_at = models.DateTimeField()
    """When the reading began that it was last seen in."""
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "return_id"], name="return_known_once"),
            models.UniqueConstraint(fields=["id", "cooperative"], name="return_with_cooperative"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "updated_at"]),
            models.Index(
                fields=["shop", "external_order_id"],
                condition=Q(order__isnull=True),
                name="return_without_order",
            ),
        ]


class ReturnLine(models.Model):
    """Pieces of one order line that come back, as far as the marketplace says it."""

    returned = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line_key = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["returned", "line_key"], name="line_comes_back_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="returned_line_has_pieces"),
        ]
