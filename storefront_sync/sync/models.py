"""Differences found by reading marketplaces back, and items hidden since 0 isn't taken there."""

from django.db import models
from django.db.models import Q

from storefront_sync.catalog.models import Listing
from storefront_sync.tenants.models import Shop


class Drift(models.Model):
    """A marketplace showed another number than believed. Open until explained (a sale, a cancel) or
    mended."""

    class State(models.TextChoices):
        """Seen once; confirmed by reading the order feed and, below belief, by a second look; or how it
        ended."""

        SEEN = "seen"
        CONFIRMED = "confirmed"
        EXPLAINED = "explained"
        MENDED = "mended"

    shop = models.ForeignKey(Shop, models.CASCADE)
    listing = models.ForeignKey(Listing, models.CASCADE)
    aspect = models.CharField(max_length=5)
    believed = models.BigIntegerField()
    observed = models.BigIntegerField()
    read_started = models.DateTimeField()
    read_ended = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SEEN)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "aspect"], condition=Q(closed_at__isnull=True), name="drift_is_open_once"
            )
        ]
        indexes = [models.Index(fields=["shop", "closed_at"])]


class SoldOutItem(models.Model):
    """An item of a marketplace that takes no 0: to be hidden while all its variants are sold out, and shown
    again. `hidden_at` None = shown as far as we know."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    item_id = models.CharField(max_length=64)
    refused_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "item_id"], name="item_sold_out_once")]
