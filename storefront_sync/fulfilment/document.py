"""Label files joined into one PDF, so that a hundred labels are one print."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from connectors.base.shipment import LabelFile

# It quotes bytes of the files that it reads, and these hold addresses.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
_UNREADABLE = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)
"""What the library raises for files that aren't as PDF wants them."""


@dataclass(frozen=True)
class Documents:
    """`together` is one PDF of all that could be joined (b"" for none); `apart` are files that can't be read
    here and are handed on as the marketplace made them."""

    together: bytes = field(repr=False)
    apart: tuple[bytes, ...] = field(repr=False)


def join(files: Sequence[LabelFile]) -> Documents:
    """Join PDFs in their order. A single file stays as it is, byte by byte."""
    if len(files) == 1:
        return Documents(files[0].pdf, ())
    readable: list[bytes] = []
    apart: list[bytes] = []
    for file in files:
        (readable if _pages(file.pdf) else apart).append(file.pdf)
    if not readable:
        return Documents(b"", tuple(apart))
    writer = PdfWriter()
    for pdf in readable:
        writer.append(BytesIO(pdf), import_outline=False)
    joined = BytesIO()
    writer.write(joined)
    return Documents(joined.getvalue(), tuple(apart))


def _pages(pdf: bytes) -> int:
    """How many pages can be read and copied; 0 where the file is broken."""
    try:
        writer = PdfWriter()
        writer.append(PdfReader(BytesIO(pdf)), import_outline=False)
        writer.write(BytesIO())
        return len(writer.pages)
    except _UNREADABLE:
        return 0
