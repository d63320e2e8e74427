"""The books. A row of `Mark`, `Look`, `Verification` that is still there is work not done."""

from django.db import models
from django.db.models import Q

from storefront_sync.catalog.models import Listing, Variant
from storefront_sync.tenants.models import Cooperative, Shop


class AspectChoice(models.TextChoices):
    """The number that a row is about."""

    STOCK = "stock"
    PRICE = "price"


class Mark(models.Model):
    """Look again at one number of a listing. Marking twice is one mark with a newer revision."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    listing = models.ForeignKey(Listing, models.CASCADE)
    aspect = models.CharField(max_length=5, choices=AspectChoice.choices)
    revision = models.BigIntegerField()
    marked_at = models.DateTimeField()
    """Of the oldest change that isn't pushed yet."""
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "aspect"], name="marked_once")]
        indexes = [models.Index(fields=["shop", "not_before"])]


class Belief(models.Model):
    """What we think buyers see of one number.

    `value` was true at some moment in [known_from, known_until]; `void` = don't rely on it. `in_flight`
    counts the intents stored but not answered; `disturbed` says that a sale or cancel was seen while one
    was in flight.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="beliefs")
    shop = models.ForeignKey(Shop, models.CASCADE)
    aspect = models.CharField(max_length=5, choices=AspectChoice.choices)
    value = models.BigIntegerField(null=True)
    void = models.BooleanField(default=True)
    void_reason = models.CharField(max_length=40, blank=True)
    known_from = models.DateTimeField(null=True)
    known_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    in_flight = models.PositiveSmallIntegerField(default=0)
    disturbed = models.BooleanField(default=False)
    acknowledged_revision = models.BigIntegerField(default=0)
    agreed_at = models.DateTimeField(null=True)
    """When desired and believed were last found equal."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "aspect"], name="believed_once"),
            models.CheckConstraint(
                condition=Q(void=True) | Q(value__isnull=False), name="belief_has_a_value"
            ),
        ]
        indexes = [models.Index(fields=["shop", "in_flight"])]


class PushedNumber(models.Model):
    """A number that was sent, or was about to be: stored with its inputs before the call."""

    class Outcome(models.TextChoices):
        """What became of it."""

        PENDING = "pending"
        APPLIED = "applied"
        REJECTED = "rejected"
        FAILED = "failed"
        UNKNOWN = "unknown"

    listing = models.ForeignKey(Listing, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    aspect = models.CharField(max_length=5, choices=AspectChoice.choices)
    value = models.BigIntegerField()
    revision = models.BigIntegerField()
    fence = models.BigIntegerField()
    inputs = models.JSONField()
    intended_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.PENDING)
    error_key = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["listing", "aspect", "-intended_at"]),
            models.Index(fields=["shop"], condition=Q(outcome="pending"), name="pushed_pending"),
        ]


class Verification(models.Model):
    """Read this listing back at `due_at`: what we sent may or may not have been applied."""

    listing = models.ForeignKey(Listing, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "due_at"], name="verified_once_a_time")]
        indexes = [models.Index(fields=["shop", "due_at"])]


class Hold(models.Model):
    """Units of a marketplace order that Saleor's numbers may not contain yet.

    Subtracted from sellable unless the mirror row's read started after `completion_returned_at`, or came
    with the very answer that completed this order (`Variant.stock_answer_of`).
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    order_id = models.BigIntegerField()
    """Row id of the order; no foreign key, since orders are a layer above."""
    line_key = models.CharField(max_length=120)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="holds")
    units = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    completion_sent_at = models.DateTimeField(null=True)
    completion_returned_at = models.DateTimeField(null=True)
    by_write = models.BooleanField(default=False)
    """Of goods that Saleor doesn't allocate and that we take out of its stock ourselves: it ends with our
    write, and the answer that completed the order doesn't contain it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "line_key", "variant"], name="held_once"),
            models.CheckConstraint(condition=Q(units__gte=1), name="hold_has_units"),
            models.CheckConstraint(
                condition=Q(completion_returned_at__isnull=True) | Q(completion_sent_at__isnull=False),
                name="completion_returns_after_it_was_sent",
            ),
        ]
        indexes = [models.Index(fields=["variant"])]


class Look(models.Model):
    """Read this Saleor variant, product or order again."""

    class Kind(models.TextChoices):
        """What `ref` names."""

        VARIANT = "variant"
        PRODUCT = "product"
        ORDER = "order"

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ref = models.CharField(max_length=200)
    revision = models.BigIntegerField()
    requested_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cooperative", "kind", "ref"], name="looked_at_once")]


class CatalogueFeed(models.Model):
    """How far a cooperative's changed variants, or products, have been read by their `updatedAt`.

    `read_until` is Saleor's own time, the newest that was seen; `reached_at` is ours, when it was seen first.
    `settled` says that a reading began so long after that no change from before can still come to light.
    """

    class Kind(models.TextChoices):
        """What is read; the same words as in `Look.Kind`."""

        VARIANT = "variant"
        PRODUCT = "product"

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    read_until = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    settled = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    """When it is read again; put forward before each reading."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "kind"], name="catalogue_read_once"),
            models.CheckConstraint(
                condition=Q(read_until__isnull=True) | Q(reached_at__isnull=False),
                name="catalogue_read_at_some_time",
            ),
        ]


class Lease(models.Model):
    """Who works on a named thing, until when. `fence` grows with every take-over or new take."""

    name = models.CharField(max_length=120, primary_key=True)
    holder = models.CharField(max_length=120)
    fence = models.BigIntegerField(default=1)
    expires_at = models.DateTimeField()
    released = models.BooleanField(default=False)


class OrderFeed(models.Model):
    """How far a shop's order changes have been read: every change up to `read_until` was seen (less the
    overlap)."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="order_feed")
    started_at = models.DateTimeField(null=True)
    """When the first reading began."""
    read_until = models.DateTimeField(null=True)
    reached_back_at = models.DateTimeField(null=True)
    """When it was last read with the wide overlap."""
    asked_at = models.DateTimeField(null=True)
    """A webhook asked for a read at this time."""
    largest_lag_seconds = models.FloatField(default=0.0)
    """How late, at the most, an order was that a reading after its creation didn't have yet; sizes the
    buffer."""
