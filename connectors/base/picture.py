"""What kind of picture some bytes are, told by how they begin."""

from __future__ import annotations

from connectors.base.errors import Rejected

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"

NOT_A_PICTURE = "picture.not_a_picture"
TOO_BIG = "picture.too_big"


def picture_type(content: bytes, most_bytes: int, shop_id: str = "") -> str:
    """ "image/jpeg" or "image/png"; raises Rejected for anything else and for more than `most_bytes`."""
    if len(content) > most_bytes:
        raise Rejected(TOO_BIG, f"{len(content)} bytes", shop_id=shop_id)
    if content.startswith(JPEG):
        return "image/jpeg"
    if content.startswith(PNG):
        return "image/png"
    raise Rejected(NOT_A_PICTURE, shop_id=shop_id)
