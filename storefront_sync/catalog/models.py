"""Variants as Saleor has them, listings as marketplaces show them, components between the two, and the
rules."""

from django.db import models
from django.db.models import F, Q

from storefront_sync.tenants.models import Cooperative, Shop


class Variant(models.Model):
    """One Saleor variant in a cooperative's channel, as last read.

    The three `stock_*` columns say what the rows of `VariantStock` are worth: when their read started and
    ended on our clock, and whether they came with the answer that completed or cancelled an order (its
    id), in which case they contain that order though the read started before the answer returned.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    saleor_id = models.CharField(max_length=200)
    product_id = models.CharField(max_length=200)
    product_name = models.CharField(max_length=300)
    options = models.CharField(max_length=300, blank=True)
    category = models.CharField(max_length=200, blank=True)
    sku = models.CharField(max_length=255, blank=True)
    barcode = models.CharField(max_length=64, blank=True)
    price = models.BigIntegerField(null=True)
    track_inventory = models.BooleanField(default=True)
    details_read_started = models.DateTimeField()
    stock_read_started = models.DateTimeField(null=True)
    stock_read_ended = models.DateTimeField(null=True)
    stock_answer_of = models.BigIntegerField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "saleor_id"], name="variant_mirrored_once"),
            models.UniqueConstraint(fields=["id", "cooperative"], name="variant_with_cooperative"),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0), name="variant_price_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "product_id"]),
            models.Index(fields=["cooperative", "sku"]),
        ]


class VariantStock(models.Model):
    """One variant in one warehouse. Saleor lets `quantity` be negative."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="stocks")
    warehouse_id = models.CharField(max_length=200)
    quantity = models.BigIntegerField()
    allocated = models.BigIntegerField()
    reserved = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "warehouse_id"], name="stock_mirrored_once"),
        ]


class Listing(models.Model):
    """One sellable row of a marketplace listing (Shopee model, TikTok Shop SKU), as last read there."""

    class Link(models.TextChoices):
        """Whether the listing is linked to variants, and if not, what hinders it."""

        UNMAPPED = "unmapped"
        SUGGESTED = "suggested"
        LINKED = "linked"
        IGNORED = "ignored"

    shop = models.ForeignKey(Shop, models.CASCADE)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    item_id = models.CharField(max_length=64)
    model_id = models.CharField(max_length=64)
    title = models.CharField(max_length=500)
    options = models.JSONField(default=list)
    sku = models.CharField(max_length=255, blank=True)
    barcode = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=12)
    price = models.BigIntegerField(null=True)
    stock = models.BigIntegerField(null=True)
    faults = models.JSONField(default=list)
    campaign_floor = models.PositiveIntegerField(default=0)
    """Pieces that a campaign holds: the marketplace takes no lower number."""
    campaign_until = models.DateTimeField(null=True)
    """A refusal told the floor: it holds until then, whatever is read. None: it is as it was last read."""
    read_started = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    link = models.CharField(max_length=10, choices=Link.choices, default=Link.UNMAPPED)
    link_source = models.CharField(max_length=20, blank=True)
    link_reason = models.CharField(max_length=60, blank=True)
    """Text key: why it is not linked."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "item_id", "model_id"], name="listing_known_once"),
            models.UniqueConstraint(fields=["id", "cooperative"], name="listing_with_cooperative"),
            models.UniqueConstraint(fields=["id", "shop"], name="listing_with_shop"),
            models.CheckConstraint(
                condition=~Q(link="linked") | ~Q(link_source=""), name="link_has_a_source"
            ),
        ]


class Component(models.Model):
    """`units` pieces of a variant in one piece of a listing: one row for a single or a pack, several for a
    bundle.

    Composite foreign keys (migration 0002) make it impossible to join rows of two cooperatives.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="components")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="components")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "variant"], name="component_once"),
            models.CheckConstraint(condition=Q(units__gte=1), name="component_has_units"),
        ]


class ShopRules(models.Model):
    """How one shop's stock and price are made from the store's. Absent = the defaults below."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="rules")
    buffer_units = models.PositiveIntegerField(default=0)
    buffer_percent = models.PositiveSmallIntegerField(default=0)
    cap = models.PositiveIntegerField(null=True)
    markup_basis_points = models.IntegerField(default=0)
    rounding = models.CharField(max_length=20, default="none")
    price_floor = models.PositiveBigIntegerField(null=True)
    hide_with_store = models.BooleanField(default=False)
    """Whether a listing that we published is hidden while the store hides its product."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(buffer_percent__lte=100), name="buffer_is_a_share"),
        ]


class StockPolicy(models.Model):
    """How a cooperative's stock is shared between its channels. A channel is "store" or a shop's id."""

    class Kind(models.TextChoices):
        """The three policies of the design."""

        SHARED = "shared"
        SPLIT = "split"
        LAST_UNITS = "last_units"

    cooperative = models.OneToOneField(Cooperative, models.CASCADE, related_name="stock_policy")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SHARED)
    weights = models.JSONField(default=dict)
    last_units = models.PositiveIntegerField(default=0)
    last_units_channel = models.CharField(max_length=40, default="store")


class ScanProgress(models.Model):
    """Where the running scan of a shop's listings stands; survives a crash."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="scan")
    cursor = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    """No page is read before this time: the day's quota is spent."""
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(started_at__isnull=True)
                | Q(finished_at__gte=F("started_at")),
                name="scan_ends_after_its_start",
            )
        ]
