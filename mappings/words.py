"""Words that every channel is translated into."""

from enum import StrEnum


class OrderState(StrEnum):
    """The canonical life of a marketplace order."""

    UNPAID = "unpaid"
    READY = "ready"
    ARRANGED = "arranged"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class ParcelState(StrEnum):
    """How far a parcel is."""

    WAITING = "waiting"
    """Not arranged yet."""
    ARRANGED = "arranged"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Pick-up or delivery failed; it may be tried again."""
    LOST = "lost"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    """Why a seller cancels."""

    OUT_OF_STOCK = "out_of_stock"
    BUYER_ASKED = "buyer_asked"
    WRONG_PRICE = "wrong_price"
    NO_DELIVERY_THERE = "no_delivery_there"
    NO_CASH_ON_DELIVERY = "no_cash_on_delivery"
    OTHER = "other"


class ReturnState(StrEnum):
    """How far a return is."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    COMING_BACK = "coming_back"
    REFUNDED = "refunded"
    CLOSED = "closed"
    """Ended without a refund: withdrawn or refused."""


class ListingStatus(StrEnum):
    """What a marketplace does with a listing: shows it, hides it by the seller's wish, or blocks it."""

    LIVE = "live"
    HIDDEN = "hidden"
    BLOCKED = "blocked"
    DELETED = "deleted"


class Aspect(StrEnum):
    """The two numbers that are kept in agreement."""

    STOCK = "stock"
    PRICE = "price"


class LinkState(StrEnum):
    """How far a listing's way to the cooperative's own goods is known."""

    LINKED = "linked"
    SUGGESTED = "suggested"
    UNMAPPED = "unmapped"


class LinkCode(StrEnum):
    """The code that a link or a suggestion rests on."""

    SKU = "sku"
    BARCODE = "barcode"


class LinkReason(StrEnum):
    """Why a listing isn't linked by its code; each is a text key."""

    NO_CODE = "link.no_code"
    UNKNOWN_CODE = "link.unknown_code"
    BARCODE_INVALID = "link.barcode_invalid"
    CODE_CLAIMED_TWICE = "link.code_claimed_twice"
    CODE_NAMES_TWO = "link.code_names_two"
    CODES_DISAGREE = "link.codes_disagree"
    TITLE_CONTRADICTS = "link.title_contradicts"
    SIZE_CONTRADICTS = "link.size_contradicts"
    OPTION_CONTRADICTS = "link.option_contradicts"
    OPTION_NOT_NAMED = "link.option_not_named"
    MEASURE_CONTRADICTS = "link.measure_contradicts"
    PACK_WORDS = "link.pack_words"
    PRICE_CONTRADICTS = "link.price_contradicts"
    PRICE_UNKNOWN = "link.price_unknown"
