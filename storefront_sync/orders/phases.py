"""Where an order stands in Saleor."""

from enum import StrEnum


class Phase(StrEnum):
    """seen: nothing made there yet. waiting_link: a line has no variant. short: a draft that Saleor can't
    allocate. draft: made, not completed. placed: completed and allocated, payment not recorded yet (on
    delivery, say). imported: done. cancelled: undone. never: cancelled or finished before we could have
    known it."""

    SEEN = "seen"
    WAITING_LINK = "waiting_link"
    SHORT = "short"
    DRAFT = "draft"
    PLACED = "placed"
    IMPORTED = "imported"
    CANCELLED = "cancelled"
    NEVER = "never"
