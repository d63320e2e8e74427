"""Reads a body of several parts (RFC 7578)."""

from __future__ import annotations

import re

from connectors.base.simulator.server import Incoming

BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
NAME = re.compile(rb'[; ]name="([^"]*)"')


def parts_of(request: Incoming) -> dict[str, bytes]:
    """Each part's content by its name; {} where the body isn't multipart."""
    kind = request.headers.get("content-type", "")
    found = BOUNDARY.search(kind)
    if not kind.startswith("multipart/form-data") or found is None:
        return {}
    mark = b"--" + found[1].encode()
    parts: dict[str, bytes] = {}
    for chunk in request.body.split(mark)[1:-1]:
        head, _, content = chunk.partition(b"\r\n\r\n")
        name = NAME.search(head)
        if name:
            parts[name[1].decode("utf-8", "replace")] = content.removesuffix(b"\r\n")
    return parts
