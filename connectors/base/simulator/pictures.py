"""Pictures that were handed to a simulated marketplace."""

from __future__ import annotations

import hashlib
import threading

BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class PictureRefused(Exception):
    """Why a picture isn't taken: `word` is too_big or not_a_picture."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Pictures:
    """Keeps which pictures each shop handed over; `most_bytes` is the marketplace's limit."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept: dict[str, set[str]] = {}

    def take(self, shop_id: str, content: bytes) -> str:
        """The picture's id; raises PictureRefused. The same picture of a shop has the same id."""
        if len(content) > self._most_bytes:
            raise PictureRefused("too_big")
        if not content.startswith(BEGINNINGS):
            raise PictureRefused("not_a_picture")
        picture_id = hashlib.sha256(shop_id.encode() + content).hexdigest()[:40]
        with self._lock:
            self._kept.setdefault(shop_id, set()).add(picture_id)
        return picture_id

    def known(self, shop_id: str, picture_id: str) -> bool:
        """Whether this shop handed it over."""
        with self._lock:
            return picture_id in self._kept.get(shop_id, set())
