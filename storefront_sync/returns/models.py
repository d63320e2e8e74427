"""What buyers give back, what staff found, and what of it goes back into stock."""

from django.db import models
from django.db.models import Q

from storefront_sync.catalog.models import Variant
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
    inspected_at = models.DateTimeField(null=True)
    """When staff had looked at the last piece; null while some are left."""

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
            models.Index(
                fields=["shop", "updated_at"],
                condition=Q(goods_back=True, inspected_at__isnull=True),
                name="return_to_inspect",
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


class Inspection(models.Model):
    """What staff found, at one moment. Rows are only ever added: a mistake is put right by another row with
    numbers below zero."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    returned = models.ForeignKey(Return, models.CASCADE, related_name="inspections")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    """Who: Saleor's id of a member of staff, "cli", or "key:" and a key's name."""
    warehouse_id = models.CharField(max_length=200, blank=True)
    """Where staff put the good pieces; "": where they were sent from."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "cooperative"], name="inspection_with_cooperative"),
        ]


class InspectionLine(models.Model):
    """Pieces of one order line, by how they were found; below zero in a correction."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="lines")
    line_key = models.CharField(max_length=120)
    good = models.IntegerField(default=0)
    damaged = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)
    parts = models.JSONField(default=list)
    """What one piece is made of, where some are good: [[row id of the variant, units], …]. A correction takes
    back what was given, whatever the listing is linked to since."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "line_key"], name="line_found_once"),
        ]


class Restock(models.Model):
    """Pieces on their way into Saleor's stock, or out of it: `owed` is what is still to be added, below zero
    what is to be taken off. The row is there before anything is written; it is open until `done_at`.

    They come of an inspection (good pieces, written to one stock row), or of an order's lines that were
    imported with a stand-in (the goods that were linked since, taken from where they lie). Of an order there
    is one row for each kind of goods, which is owed more or less when a link changes.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    inspection = models.ForeignKey(Inspection, models.CASCADE, null=True, related_name="restocks")
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="restocks")
    """Exactly one of the two."""
    variant = models.ForeignKey(Variant, models.CASCADE)
    warehouse_id = models.CharField(max_length=200, blank=True)
    """"" until it is known; of an order that of the last write."""
    pieces = models.IntegerField()
    """What the inspection gave, or what the order is to change on hand: 0 or below."""
    owed = models.IntegerField()
    written = models.JSONField(default=dict)
    """By warehouse: pieces that were added there, below zero those taken. Of an order only; with what is
    owed it makes up `pieces`."""
    token = models.CharField(max_length=32, blank=True)
    """Of a write whose answer isn't known; "" = none is under way."""
    quantity_before = models.IntegerField(null=True)
    """On hand when it was read for that write, and `allocated_before` with it."""
    allocated_before = models.IntegerField(null=True)
    quantity_written = models.IntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    """Failures in a row; sets the length of the next pause."""
    doubted_at = models.DateTimeField(null=True)
    """Since when staff are asked to count: an answer was lost and the stock moved meanwhile."""
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "variant"], name="restocked_once"),
            models.UniqueConstraint(fields=["order", "variant"], name="taken_out_once"),
            models.CheckConstraint(
                condition=Q(inspection__isnull=True, order__isnull=False, pieces__lte=0)
                | Q(~Q(pieces=0), inspection__isnull=False, order__isnull=True),
                name="restock_has_pieces",
            ),
            models.CheckConstraint(
                condition=Q(token="") | Q(sent_at__isnull=False, quantity_written__isnull=False),
                name="write_under_way_is_known",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(owed=0, token=""), name="restock_done_owes_nothing"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "not_before"], condition=Q(done_at__isnull=True), name="restock_due"
            ),
        ]
