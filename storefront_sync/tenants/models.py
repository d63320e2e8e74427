"""Installation, cooperative, shop: every other row hangs on one of these."""

from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """One Saleor server, keyed by its `Saleor-Api-Url`: a re-install gives a new App id and token, not a
    new row."""

    api_url = models.URLField(max_length=500, unique=True)
    app_id = models.CharField(max_length=200, blank=True)
    token_encrypted = models.TextField(blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    """When the last check-up began; null: wanted now."""
    dead_since = models.DateTimeField(null=True)
    """Since when Saleor takes our token for a stranger's: the App is switched off or was deleted."""
    schema_version = models.CharField(max_length=20, blank=True)
    """Saleor's version as it was last told, e.g. "3.23"."""
    troubles = models.JSONField(default=list)
    """What the last check-up found: [{"key": …, "detail": {…}}], ids and addresses only. Each is a problem of
    every cooperative here; an installation without one has them here alone."""
    tell_after = models.DateTimeField(null=True)
    """Before this its Dashboard isn't told of problems again."""


class Cooperative(models.Model):
    """One Saleor channel and its warehouses."""

    installation = models.ForeignKey(Installation, models.CASCADE)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    channel_slug = models.CharField(max_length=255)
    channel_id = models.CharField(max_length=200)
    shipping_method_id = models.CharField(max_length=200, blank=True)
    postcode_mark_encrypted = models.TextField(blank=True, default="")
    """What the postcodes of imported orders begin with in Saleor, encrypted; empty where the cooperative was
    set up before marks were made (ADR 15)."""
    sku_prefix = models.CharField(max_length=20, blank=True, default="")
    """What the cooperative's SKUs begin with on a server that serves several."""
    planned_rules = models.JSONField(default=dict)
    """Rules of a blueprint as JSON, put in force for each shop when it is first read."""
    swept_at = models.DateTimeField(null=True)
    """When the last whole reading of the channel began."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "channel_slug"], name="channel_has_one_cooperative"
            ),
            models.UniqueConstraint(fields=["id", "installation"], name="cooperative_with_installation"),
        ]


class CooperativeWarehouse(models.Model):
    """A Saleor warehouse, owned by exactly one cooperative."""

    installation = models.ForeignKey(Installation, models.CASCADE)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="warehouses")
    warehouse_id = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "warehouse_id"], name="warehouse_has_one_cooperative"
            ),
        ]


class Role(models.Model):
    """A member of a Saleor's staff may see this cooperative. Asked for only where several cooperatives share
    a Saleor, whose own permissions aren't cut by channel."""

    installation = models.ForeignKey(Installation, models.CASCADE)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="roles")
    user_id = models.CharField(max_length=200)
    """The user's id in that Saleor: unlike an e-mail address, it never passes to somebody else."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "user_id", "cooperative"], name="role_given_once"
            ),
        ]


class AppRegistration(models.Model):
    """Our registered app at one marketplace; all shops there share it."""

    marketplace = models.CharField(max_length=40, unique=True)
    app_key = models.CharField(max_length=200)
    secrets_encrypted = models.TextField()
    """JSON {"secret": …, "options": {…}}, encrypted."""
    host = models.CharField(max_length=500, blank=True)
    auth_host = models.CharField(max_length=500, blank=True)


class Shop(models.Model):
    """One marketplace account of one cooperative."""

    class State(models.TextChoices):
        """Whether calls are made for the shop."""

        PREPARING = "preparing"
        ACTIVE = "active"
        NEEDS_CONSENT = "needs_consent"
        BLOCKED = "blocked"
        DISCONNECTED = "disconnected"

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    marketplace = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PREPARING)
    activated = models.BooleanField(default=False)
    """Whether somebody switched it on: it then goes on by itself when consent is given again."""
    cipher_encrypted = models.TextField(blank=True)
    tokens_encrypted = models.TextField(blank=True)
    """JSON {"access": …, "refresh": …}, encrypted."""
    access_expires_at = models.DateTimeField(null=True)
    refresh_expires_at = models.DateTimeField(null=True)
    tokens_stored_at = models.DateTimeField(null=True)
    """Since when this pair is here."""
    refresh_renews = models.BooleanField(null=True)
    """Whether the last refresh moved `refresh_expires_at` on; null until there was one. Where it doesn't,
    consent ends with it."""
    consented_at = models.DateTimeField(null=True)
    """When the seller last let us in."""
    consent_ends_at = models.DateTimeField(null=True)
    """When that ends by itself, where the marketplace said so then."""
    consent_group = models.CharField(max_length=40, blank=True)
    """The same for all shops of one consent; at some marketplaces they share one pair."""
    consent_doubted_at = models.DateTimeField(null=True)
    """Since when somebody says that consent may have ended; null: nobody does."""
    consent_look_at = models.DateTimeField(null=True)
    """When consent and tokens are to be looked at next; null: now."""
    not_before = models.DateTimeField(null=True)
    """No call before this time: a daily quota, an outage."""
    no_writes_before = models.DateTimeField(null=True)
    """No number is written before this time: the day's quota of writes is spent. Orders are read on."""
    failures = models.PositiveIntegerField(default=0)
    """Failed drains in a row; sets the length of the next pause."""
    last_success_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "external_id"], name="account_has_one_shop"),
            models.UniqueConstraint(fields=["id", "cooperative"], name="shop_with_cooperative"),
        ]


class ConsentRequest(models.Model):
    """A seller was asked to let us into shops for one cooperative: the link, and the trip begun with it.

    Words are kept as SHA-256 only. A row lives for a week, see `consent_requests`.
    """

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    marketplace = models.CharField(max_length=40)
    link_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    language = models.CharField(max_length=2, blank=True)
    state_hash = models.CharField(max_length=64, null=True, unique=True)
    """Of the word that went to the marketplace with the latest trip."""
    browser_hash = models.CharField(max_length=64, blank=True)
    """Of the word in the cookie of the browser that began it."""
    begun_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    """When that browser came back: from then on the state is spent."""
    outcome = models.CharField(max_length=40, blank=True)
    """How it ended, empty while that isn't known."""
    detail = models.JSONField(default=dict)
    """Names and ids of shops, or the text key of a refusal."""

    class Meta:
        indexes = [models.Index(fields=["created_at"])]


class ApiKey(models.Model):
    """A key of the JSON API, good for one cooperative."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="key_of_one_name"),
        ]


class Problem(models.Model):
    """Something a person should know: open until `closed_at`; one open row per subject and key."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE, null=True)
    key = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, blank=True)
    """What it is about, e.g. "listing:12" or "order:34"."""
    detail = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "shop", "key", "subject"],
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="problem_is_open_once",
            ),
        ]
        indexes = [models.Index(fields=["closed_at"])]


class ToldProblem(models.Model):
    """A problem that we show, or perhaps show, in a Saleor's Dashboard. The row is written before Saleor is
    called and goes after it was called, so that a crash leaves a call too many, never a problem for ever."""

    installation = models.ForeignKey(Installation, models.CASCADE)
    cooperative = models.ForeignKey(Cooperative, models.CASCADE, null=True)
    """Whose it is; null where it is the installation's own."""
    app_id = models.CharField(max_length=200)
    """Beside which App it stands: a deleted App took its problems with it."""
    key = models.CharField(max_length=128)
    message = models.TextField(blank=True)
    """The text that Saleor surely has; empty until it answered."""
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["installation", "key"], name="told_once_by_key"),
        ]
