"""What staff asked of a marketplace with an order, what somebody waits to be told of it, and how a shop
usually hands parcels over."""

from django.db import models
from django.db.models import Q

from storefront_sync.orders.models import Order
from storefront_sync.tenants.models import Cooperative, Shop


class Request(models.Model):
    """One thing that staff want done with a parcel or an order. The row is there before anything is sent; it
    is open until `closed_at`. It goes with its order."""

    class Kind(models.TextChoices):
        """Arrange the shipment of a parcel; cancel as the seller; accept or refuse a buyer's wish to
        cancel."""

        ARRANGE = "arrange"
        CANCEL = "cancel"
        ACCEPT = "accept"
        REFUSE = "refuse"

    class State(models.TextChoices):
        """pending: to be sent. sent: it was, or was about to be, and the answer isn't known. done: the
        marketplace has it so. refused: it won't be, and staff were told why."""

        PENDING = "pending"
        SENT = "sent"
        DONE = "done"
        REFUSED = "refused"

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    located = models.BooleanField(default=False)
    """Whether the marketplace said which parcel is meant; before, all that wait in the order are."""
    parcel_id = models.CharField(max_length=64, blank=True)
    """"" too where the marketplace makes parcels only when they are arranged."""
    line_keys = models.JSONField(default=list)
    """Those of the parcel; for a cancel, those to cancel (none = all)."""
    courier = models.CharField(max_length=120, blank=True)
    alone = models.BooleanField(default=False)
    """Not to be sent together with others: it was refused in their company."""
    choice = models.JSONField(default=dict)
    """`wishes.ArrangeWish` or `wishes.CancelWish`; nothing for an answer."""
    sent_choice = models.JSONField(null=True)
    """The way that it was last sent with: a wish with its place and time."""
    by = models.CharField(max_length=200)
    """Who asked: Saleor's id of a member of staff, "cli", "key:" and a key's name, or "saleor:" and
    the id of a parcel that was packed there."""
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.PENDING)
    sent_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=80, blank=True)
    """Text key: why it was refused or waits, or how it came to be done without us."""
    said = models.CharField(max_length=300, blank=True)
    """The marketplace's code and its id of the call."""
    told = models.BooleanField(default=False)
    """Whether a problem of it is open."""
    attempts = models.PositiveIntegerField(default=0)
    """Failures in a row; sets the length of the next pause."""
    not_before = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "parcel_id"],
                condition=Q(closed_at__isnull=True),
                name="asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, state__in=("pending", "sent"))
                | Q(closed_at__isnull=False, state__in=("done", "refused")),
                name="request_is_open_until_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "not_before"], condition=Q(closed_at__isnull=True), name="request_due"
            ),
            models.Index(fields=["shop"], condition=Q(told=True), name="request_told"),
        ]


class UsualHandover(models.Model):
    """How a shop hands its parcels over unless staff say otherwise, so that a hundred parcels need no hundred
    questions. A pick-up is at the next time that is offered."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="usual_handover")
    handover = models.CharField(max_length=7)
    """`connectors.base.shipment.Handover`; a courier of one's own needs a number each time."""
    place_id = models.CharField(max_length=64, blank=True)
    """The marketplace's id of our address or of a branch; "": the only one there is."""
    by = models.CharField(max_length=200)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handover__in=("pickup", "dropoff")), name="usual_handover_needs_no_number"
            )
        ]


class Enquiry(models.Model):
    """What somebody waits to be told of marketplaces, who are not to be called while the one who asks holds a
    thread: the row is the question and, once it is closed, the answer. It is deleted at `expires_at`."""

    class Kind(models.TextChoices):
        """Labels as PDF; how parcels may be handed over; reasons that the seller may cancel with; what can be
        done for an order that stock doesn't cover; and a cancel, whose reason is to be looked up first."""

        LABELS = "labels"
        HANDOVER = "handover"
        REASONS = "reasons"
        SHORT = "short"
        CANCEL = "cancel"

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    wish = models.JSONField(default=dict)
    """Of a cancel: `enquiries.CancelAsked`."""
    by = models.CharField(max_length=200)
    """Who asked, as in `Request`."""
    asked_at = models.DateTimeField()
    turn = models.PositiveBigIntegerField(default=0)
    """How often a worker took it up. Only who took it last may write: a lease in the row, which goes with
    it."""
    attempts = models.PositiveIntegerField(default=0)
    """How often since something was written last."""
    not_before = models.DateTimeField(null=True)
    """Not to be taken up before: somebody has it until then, or it waits."""
    closed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "cooperative"], name="enquiry_with_cooperative"),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "not_before"],
                condition=Q(closed_at__isnull=True),
                name="enquiry_due",
            ),
            models.Index(fields=["expires_at"], name="enquiry_expires"),
        ]


class EnquiredOrder(models.Model):
    """One order of an enquiry, and what is told of it. Answered where `answered_at` is set."""

    cooperative = models.ForeignKey(Cooperative, models.CASCADE)
    shop = models.ForeignKey(Shop, models.CASCADE)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="orders")
    order = models.ForeignKey(Order, models.CASCADE, related_name="enquiries")
    place = models.PositiveIntegerField()
    """In the order of asking."""
    tries = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=80, blank=True)
    """Text key of why there is no answer; "" where there is one."""
    answer_encrypted = models.TextField(blank=True)
    """JSON, as `answers` makes it: places may be the seller's own address."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "order"], name="enquired_once"),
        ]


class EnquiryDocument(models.Model):
    """A PDF with labels: buyers' names and addresses. While its enquiry is open it is a part of what will be
    handed out. Deleted with its enquiry, which is deleted with the buyer of any of its orders."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="documents")
    number = models.PositiveIntegerField()
    """From 1."""
    place = models.PositiveIntegerField(default=0)
    """`EnquiredOrder.place` of the first order on it."""
    bytes = models.PositiveIntegerField()
    pdf_encrypted = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "number"], name="enquiry_document_once"),
        ]
