"""What is written on an imported order in Saleor, for whoever packs it. No buyer's data."""

from __future__ import annotations

from storefront_sync.core.sentences import sentence
from storefront_sync.orders.models import Order, OrderLine
from storefront_sync.settings.env import settings

MOST_LINES = 30
LONGEST = 160
"""Of a title or code."""


def note_of(order: Order) -> str:
    """Where the order is from, and what goes by a stand-in: pieces, title and code of each."""
    language = settings().language
    said = [sentence("order_note.from", language, {"place": order.shop_front, "order": order.external_id})]
    stood_in = list(order.stand_ins.values_list("line_key", flat=True))
    lines = list(order.lines.filter(line_key__in=stood_in).order_by("line_key"))
    if lines:
        said.append(sentence("order_note.unknown", language))
        said += [_line(line, language) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        said.append(sentence("order_note.more", language, {"count": len(lines) - MOST_LINES}))
    return "\n".join(said)


def _line(line: OrderLine, language: str) -> str:
    title = _short(line.title) or f"{line.item_id}/{line.model_id}"
    values = {"pieces": line.quantity, "title": title, "code": _short(line.sku) or "–"}
    return sentence("order_note.line", language, values)


def _short(text: str) -> str:
    """On one line."""
    return " ".join(text.split())[:LONGEST]
