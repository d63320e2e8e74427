"""Reads a request's body within a limit."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from storefront_sync.settings.env import settings


class BodyRefused(Exception):
    """The body isn't taken; `status` is what the sender is answered."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def read_body(request: HttpRequest) -> bytes:
    """The raw bytes. Raises BodyRefused: 411 without a length, 413 beyond the setting `webhook_max_bytes`
    (nothing is read then), 400 when the connection ended early."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or -1)
    except ValueError:
        announced = -1
    if announced < 0:
        raise BodyRefused(411)
    if announced > settings().webhook_max_bytes:
        raise BodyRefused(413)
    try:
        body = request.body
    except UnreadablePostError:
        raise BodyRefused(400) from None
    if len(body) != announced:
        raise BodyRefused(400)
    return body
