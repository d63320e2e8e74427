"""Marketplace orders as last seen, and how far each has come in Saleor."""

from django.db import models
from django.db.models import F, Q

from storefront_sync.catalog.models import Listing
from storefront_sync.orders.phases import Phase
from storefront_sync.tenants.models import Cooperative, Shop


class Order(models.Model):
    """One marketplace order. `wanted` grows with each change seen; `settled` is the revision whose effects
    are done."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    external_id = models.CharField(max_length=64)
    shop_front = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    paid = models.BooleanField(default=False)
    remote_created_at = models.DateTimeField()
    remote_updated_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    shipping_fee = models.BigIntegerField()
    total = models.BigIntegerField()
    buyer_encrypted = models.TextField(blank=True)
    phase = models.CharField(
        max_length=12, choices=[(p.value, p.value) for p in Phase], default=Phase.SEEN.value
    )
    saleor_id = models.CharField(max_length=200, blank=True)
    saleor_number = models.CharField(max_length=40, blank=True)
    short_since = models.DateTimeField(null=True)
    wanted = models.BigIntegerField(default=1)
    settled = models.BigIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="order_known_once"),
            models.UniqueConstraint(fields=["id", "shop"], name="order_with_shop"),
            models.CheckConstraint(condition=Q(settled__lte=F("wanted")), name="settled_is_not_ahead"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "phase"]),
            models.Index(
                fields=["cooperative", "not_before"], condition=~Q(settled=F("wanted")), name="order_work"
            ),
            models.Index(fields=["saleor_id"], condition=~Q(saleor_id=""), name="order_by_saleor_id"),
        ]


class OrderLine(models.Model):
    """One line: `quantity` pieces of a listing at `unit_price` (whole rupiah), as the marketplace shows it
    now."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    shop = models.ForeignKey(Shop, models.CASCADE)
    """The order's; composite foreign keys (migration 0002) make it the listing's too."""
    line_key = models.CharField(max_length=120)
    item_id = models.CharField(max_length=64)
    model_id = models.CharField(max_length=64)
    listing = models.ForeignKey(Listing, models.SET_NULL, null=True)
    sku = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=500, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "line_key"], name="line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="line_has_pieces"),
        ]
        indexes = [models.Index(fields=["item_id", "model_id"])]
