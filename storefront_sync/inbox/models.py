"""What arrived. Bodies are never kept: a webhook only says what to look at again."""

from django.db import models


class Receipt(models.Model):
    """A verified webhook, stored once."""

    source = models.CharField(max_length=40)
    account = models.CharField(max_length=500)
    dedupe_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "account", "dedupe_key"], name="received_once")
        ]
        indexes = [models.Index(fields=["received_at"])]


class ArrivalCount(models.Model):
    """How many webhooks ended how, per source and day: forged, malformed, duplicate, stale, stored …"""

    source = models.CharField(max_length=40)
    outcome = models.CharField(max_length=30)
    day = models.DateField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "outcome", "day"], name="arrivals_counted_once")
        ]
