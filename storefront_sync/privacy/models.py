"""The proof that buyers' data was erased, which holds none of it."""

from django.db import models
from django.db.models import Q

from storefront_sync.tenants.models import Cooperative


class Erasure(models.Model):
    """One order's buyer, erased. The row outlives the order, so it names that by its reference only."""

    class Why(models.TextChoices):
        """What it was for."""

        TIME = "time"
        """The order ended long enough ago."""
        PERSON = "person"
        """The buyer asked for it."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    reference = models.CharField(max_length=300)
    """marketplace:shop:order, as Saleor's externalReference has it."""
    why = models.CharField(max_length=6, choices=Why.choices)
    by = models.CharField(max_length=200)
    """Who: Saleor's id of a member of staff, "cli", "key:" and a key's name, or "timer"."""
    erased_at = models.DateTimeField()
    """When it was gone from our tables."""
    in_saleor_at = models.DateTimeField(null=True)
    """When it was gone from Saleor, or found never to have been there; None = still to be done."""
    was_in_saleor = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "reference"], name="erased_once"),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "not_before"], condition=Q(in_saleor_at=None), name="erasure_due"
            ),
            models.Index(fields=["erased_at"]),
        ]
