"""Saleor's descriptions (EditorJS blocks as JSON) as plain text with line breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from pydantic import JsonValue

DEEPEST = 8
"""Lists in lists that are still read."""
LONGEST = 50_000
"""Characters of a text; no marketplace takes as many."""
_SPACES = re.compile(r"[^\S\n]+")


def plain_text(description: str | None) -> str:
    """The text of a description, blocks apart by a blank line; "" where there is none or it isn't readable.

    Pictures, videos and what blocks of unknown kinds hold beside a text are left out.
    """
    try:
        given: JsonValue = json.loads(description or "null")
    except (ValueError, RecursionError):
        return ""
    blocks = given.get("blocks") if isinstance(given, dict) else None
    texts = (_block(block) for block in blocks) if isinstance(blocks, list) else ()
    return "\n\n".join(text for text in texts if text)[:LONGEST].strip()


def _block(block: JsonValue) -> str:
    data = block.get("data") if isinstance(block, dict) else None
    if not isinstance(block, dict) or not isinstance(data, dict):
        return ""
    match block.get("type"):
        case "list" | "checklist":
            return "\n".join(_items(data.get("items"), data.get("style") == "ordered", 0))
        case "table":
            rows = data.get("content")
            cells = (row for row in rows if isinstance(row, list)) if isinstance(rows, list) else ()
            return "\n".join(" | ".join(_inline(cell) for cell in row) for row in cells)
        case "raw":
            return _inline(data.get("html"))
        case "code":
            code = data.get("code")
            return code.strip() if isinstance(code, str) else ""
        case "quote":
            return "\n".join(
                text for text in (_inline(data.get("text")), _inline(data.get("caption"))) if text
            )
        case _:
            return _inline(data.get("text"))


def _items(items: JsonValue, ordered: bool, depth: int) -> Iterator[str]:
    """One line an item; the older form is a text, the newer one has `content` and `items`."""
    if not isinstance(items, list) or depth > DEEPEST:
        return
    for number, item in enumerate(items, 1):
        mark = f"{number}." if ordered else "-"
        inner = item if isinstance(item, dict) else {}
        text = _inline(inner.get("content", inner.get("text")) if inner else item)
        if text:
            yield f"{'  ' * depth}{mark} {text}"
        yield from _items(inner.get("items"), ordered, depth + 1)


def _inline(value: JsonValue) -> str:
    """A piece of HTML as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    reader = _Text()
    reader.feed(value)
    reader.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(lines).strip()


class _Text(HTMLParser):
    """What a reader sees: tags gone, `<br>` and ends of paragraphs as line breaks, scripts and styles left
    out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("p", "div", "li", "tr"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._silent:
            self.parts.append(data)
