"""Calls the service as others do."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from tests.inbox.senders import Post


def deliver(client: Client, source: str, post: Post) -> HttpResponse:
    """POST a webhook."""
    return client.generic(  # type: ignore[return-value]
        "POST",
        f"/webhooks/{source}",
        post.body,
        content_type=post.headers.get("Content-Type", "application/json"),
        CONTENT_LENGTH=str(len(post.body)),
        headers={name: value for name, value in post.headers.items() if name != "Content-Type"},
    )
