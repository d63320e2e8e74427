"""Marketplace orders as last seen, and how far each has come in Saleor."""

from django.db import models
from django.db.models import F, Q

from mappings.words import ParcelState
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
    buyer_erased_at = models.DateTimeField(null=True)
    """From then on no reading of the marketplace stores the buyer again."""
    phase = models.CharField(
        max_length=12, choices=[(p.value, p.value) for p in Phase], default=Phase.SEEN.value
    )
    saleor_id = models.CharField(max_length=200, blank=True)
    saleor_number = models.CharField(max_length=40, blank=True)
    short_since = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    """When goods of it were first seen to have left; never taken back."""
    early_at = models.DateTimeField(null=True)
    """When staff asked to import it though a line is linked to no goods; `early_by` is who, in the words of
    `returns.Inspection.by`."""
    early_by = models.CharField(max_length=200, blank=True)
    lines_moved = models.BooleanField(default=False)
    """The marketplace showed other lines since Saleor has the order, and they aren't compared yet."""
    ship_by = models.DateTimeField(null=True)
    """When the first of its parcels that are still here must be handed over; None = nothing is to go."""
    parcels_due_at = models.DateTimeField(null=True)
    """When the marketplace is to be asked for the order's parcels; None = there is no news of them."""
    parcels_attempts = models.PositiveIntegerField(default=0)
    wanted = models.BigIntegerField(default=1)
    settled = models.BigIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="order_known_once"),
            models.UniqueConstraint(fields=["id", "shop"], name="order_with_shop"),
            models.UniqueConstraint(fields=["id", "cooperative"], name="order_with_cooperative"),
            models.CheckConstraint(condition=Q(settled__lte=F("wanted")), name="settled_is_not_ahead"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "phase"]),
            models.Index(
                fields=["cooperative", "not_before"], condition=~Q(settled=F("wanted")), name="order_work"
            ),
            models.Index(fields=["saleor_id"], condition=~Q(saleor_id=""), name="order_by_saleor_id"),
            models.Index(
                fields=["cooperative", "ship_by"], condition=Q(ship_by__isnull=False), name="order_to_go"
            ),
            models.Index(
                fields=["shop", "parcels_due_at"],
                condition=Q(parcels_due_at__isnull=False),
                name="order_parcels_due",
            ),
        ]


class SaleorOrderFeed(models.Model):
    """How far a cooperative's changed orders in Saleor have been read by their `updatedAt`."""

    cooperative = models.OneToOneField(Cooperative, models.CASCADE, related_name="saleor_order_feed")
    read_until = models.DateTimeField(null=True)
    """Saleor's own time, the newest that was seen."""
    cursor = models.TextField(blank=True)
    """Where a reading goes on that had more pages than one reading takes; "" = at its beginning."""
    named_until = models.BigIntegerField(default=0)
    """Row id of the order that was asked for by name last."""
    next_at = models.DateTimeField(null=True)
    """When it is read again; put forward before each reading."""


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


class StandIn(models.Model):
    """A line that was imported, or is about to be, with a stand-in, since nobody knew its goods.

    Written before the order is made in Saleor, and true for as long as Saleor has the order, whatever the
    line is linked to later and whatever of it the marketplace still shows. What the goods are is told by the
    link of `item_id` and `model_id`.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="stand_ins")
    line_key = models.CharField(max_length=120)
    item_id = models.CharField(max_length=64)
    model_id = models.CharField(max_length=64)
    variant_id = models.CharField(max_length=200)
    """Saleor's id of the variant that stands in Saleor's order."""
    left = models.PositiveIntegerField(default=0)
    """Pieces that were seen to have left when the marketplace showed other lines; never fewer."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "line_key"], name="line_stood_in_for_once")]


class Parcel(models.Model):
    """A parcel as the marketplace showed it last, and what Saleor has of it.

    `line_keys` are those of the order's lines in it (empty = all); `ship_by` is when it must be handed over.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="parcels")
    parcel_id = models.CharField(max_length=64, blank=True)
    """"" where the order has exactly one, or none yet."""
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in ParcelState])
    courier = models.CharField(max_length=120, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    line_keys = models.JSONField(default=list)
    ship_by = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    """When it was first seen to have left; never taken back."""
    saleor_fulfilment_id = models.CharField(max_length=200, blank=True)
    """"" until it was sent in Saleor too; the first, where several of Saleor's stand for it."""
    saleor_tracking = models.CharField(max_length=255, blank=True)
    """What we wrote last as the tracking number there."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "parcel_id"], name="parcel_once")]


class SaleorFulfilment(models.Model):
    """A parcel of an imported order in Saleor, as read last.

    `pieces` are by Saleor's order line id, `variants` the same by its variant id ({} = not known); `parcels`
    are the marketplace's that it stands for (its `parcel_id`s; [""] = the whole order). Staff made it, and no
    parcel of the marketplace has left for it, while `parcels` is empty and `by_us` False.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="saleor_fulfilments")
    fulfilment_id = models.CharField(max_length=200)
    status = models.CharField(max_length=30)
    tracking_number = models.CharField(max_length=255, blank=True)
    pieces = models.JSONField(default=dict)
    variants = models.JSONField(default=dict)
    parcels = models.JSONField(default=list)
    by_us = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "fulfilment_id"], name="fulfilment_once")]
        indexes = [models.Index(fields=["order"], condition=Q(by_us=False), name="fulfilment_of_staff")]
