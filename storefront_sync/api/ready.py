"""GET /ready: whether requests can be served now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import Error as DatabaseTrouble
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis import RedisError

from storefront_sync.api.valkey import quick_link


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 or 503, and a JSON object that says of each part whether it answers."""
    parts = {name: asks() for name, asks in _PARTS.items()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseTrouble:
        return False


def _valkey_answers() -> bool:
    try:
        with quick_link() as link:
            return bool(link.ping())
    except RedisError:
        return False


_PARTS: Mapping[str, Callable[[], bool]] = {"database": _database_answers, "valkey": _valkey_answers}
