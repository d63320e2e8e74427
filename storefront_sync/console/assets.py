"""GET /console/assets/NAME: the few files that pages load, all of them ours."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_FOLDER = Path(__file__).parent / "static"
_TYPES: Final = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "resize.js": "text/javascript; charset=utf-8",
}


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """200 with the file, kept by browsers for a year under the address that its content has; else 404."""
    if name not in _TYPES:
        raise Http404
    kept = request.GET.get("v") == _digest(name)
    return HttpResponse(
        _content(name),
        content_type=_TYPES[name],
        headers={"Cache-Control": "public, max-age=31536000, immutable" if kept else "no-cache"},
    )


def address(name: str) -> str:
    """Where pages load the file from: it changes with the content."""
    return f"/console/assets/{name}?v={_digest(name)}"


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:16]
