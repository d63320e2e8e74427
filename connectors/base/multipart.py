"""A body of several parts, as files are handed over (RFC 7578)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """One field. `file_name` "" = a plain value; else it and `content_type` are told."""

    name: str
    content: bytes = field(repr=False)
    file_name: str = ""
    content_type: str = "application/octet-stream"


def multipart(parts: tuple[Part, ...]) -> tuple[str, bytes]:
    """(Content-Type, body). The same parts give the same bytes, so that they can be signed and sent."""
    boundary = hashlib.sha256(b"\0".join(part.content for part in parts)).hexdigest()
    chunks: list[bytes] = []
    for part in parts:
        told = f'form-data; name="{_quoted(part.name)}"'
        if part.file_name:
            told += f'; filename="{_quoted(part.file_name)}"'
        head = f"--{boundary}\r\nContent-Disposition: {told}\r\n"
        if part.file_name:
            head += f"Content-Type: {part.content_type}\r\n"
        chunks += [head.encode(), b"\r\n", part.content, b"\r\n"]
    chunks.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(chunks)


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
