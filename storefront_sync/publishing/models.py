"""What marketplaces want of listings, what staff chose, and publications under way."""

from django.db import models
from django.db.models import Q

from storefront_sync.tenants.models import Cooperative, Shop


class CategoryTree(models.Model):
    """A marketplace's whole tree as last read, through whichever shop; the same for all shops there."""

    marketplace = models.CharField(max_length=40, unique=True)
    nodes = models.JSONField()
    """`connectors.base.category.Category`, one after the other."""
    read_at = models.DateTimeField()


class CategoryRulesRead(models.Model):
    """What a marketplace wants of a listing in one category, as last read."""

    marketplace = models.CharField(max_length=40)
    category_id = models.CharField(max_length=64)
    rules = models.JSONField(null=True)
    """`connectors.base.category.CategoryRules`; null: the marketplace has no such leaf (any more)."""
    read_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "category_id"], name="rules_kept_once"),
        ]


class CouriersRead(models.Model):
    """A shop's couriers as last read."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="couriers")
    couriers = models.JSONField()
    """`connectors.base.category.Courier`, one after the other."""
    read_at = models.DateTimeField()


class Choice(models.Model):
    """What staff chose once for a product, or for all products of a category, of a type or of the
    cooperative. What isn't set is left to a wider choice."""

    class Scope(models.TextChoices):
        """Whom it is for, the narrowest first."""

        PRODUCT = "product"
        CATEGORY = "category"
        TYPE = "type"
        COOPERATIVE = "cooperative"

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    marketplace = models.CharField(max_length=40)
    scope = models.CharField(max_length=11, choices=Scope.choices)
    ref = models.CharField(max_length=200, blank=True)
    """Saleor's id of the product, category or product type; "" for the cooperative."""
    category_id = models.CharField(max_length=64, blank=True)
    """The marketplace's category."""
    attributes = models.JSONField(default=dict)
    """Values by the marketplace's attribute id."""
    couriers = models.JSONField(null=True)
    """Courier ids; null: all that are switched on and carry the weight."""
    size = models.JSONField(null=True)
    """[length, width, height] of the parcel in whole centimetres."""
    weight_grams = models.PositiveIntegerField(null=True)
    pre_order_days = models.PositiveSmallIntegerField(null=True)
    """0: ready to go, whatever the product says."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "marketplace", "scope", "ref"], name="chosen_once"
            ),
            models.CheckConstraint(
                condition=Q(scope="cooperative", ref="") | (~Q(scope="cooperative") & ~Q(ref="")),
                name="choice_names_whom_it_is_for",
            ),
        ]


class Publication(models.Model):
    """A product on its way into a shop, or a published listing on its way to newer words. The row is there
    before anything is sent; it is open until `closed_at`."""

    class Kind(models.TextChoices):
        """Make a listing, set a listing's words anew, or show or hide it."""

        PUBLISH = "publish"
        UPDATE = "update"
        SHOW = "show"
        HIDE = "hide"

    class Step(models.TextChoices):
        """What is done next."""

        PREPARE = "prepare"
        SEND = "send"
        FINISH = "finish"
        LINK = "link"
        DONE = "done"

    shop = models.ForeignKey(Shop, models.CASCADE)
    product_id = models.CharField(max_length=200)
    product_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PUBLISH)
    step = models.CharField(max_length=7, choices=Step.choices, default=Step.PREPARE)
    key = models.CharField(max_length=64, unique=True)
    """What the marketplace knows this try by; a new one only after a refusal."""
    images = models.JSONField(default=dict)
    """The marketplace's ids of pictures handed over, by Saleor's ids."""
    draft = models.JSONField(null=True)
    """What is sent, from before it is first sent; `connectors.base.draft.Draft`."""
    variants = models.JSONField(default=list)
    """Row ids of the variants, in the order of the draft's models."""
    digest = models.CharField(max_length=64, blank=True)
    item_id = models.CharField(max_length=64, blank=True)
    model_ids = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    """A try to make the listing began, and whether it took effect isn't known."""
    finishes = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    """Failures in a row; sets the length of the next pause."""
    stopped_key = models.CharField(max_length=80, blank=True)
    """Text key: why it waits for staff."""
    stopped_detail = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "product_id"],
                condition=Q(closed_at__isnull=True),
                name="published_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=("finish", "link", "done")) | ~Q(item_id=""),
                name="publication_knows_its_item",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "not_before"],
                condition=Q(closed_at__isnull=True, stopped_key=""),
                name="publication_due",
            )
        ]


class KeptListing(models.Model):
    """A listing whose words and pictures follow the product's: we published it, or staff asked for it."""

    shop = models.ForeignKey(Shop, models.CASCADE)
    item_id = models.CharField(max_length=64)
    product_id = models.CharField(max_length=200)
    product_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, blank=True)
    """Of what the marketplace was last sent; "": nothing yet."""
    images = models.JSONField(default=dict)
    hidden_by_us = models.BooleanField(default=False)
    next_at = models.DateTimeField()
    """When the product is held against it again; put forward before each reading."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "item_id"], name="listing_kept_once"),
            models.UniqueConstraint(fields=["shop", "product_id"], name="product_kept_once"),
        ]
        indexes = [models.Index(fields=["next_at"])]
