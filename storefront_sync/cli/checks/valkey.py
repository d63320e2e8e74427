"""Is Valkey (or Redis) there, and will it refuse rather than forget?"""

from __future__ import annotations

from typing import cast

import redis

from storefront_sync.cli.checks.finding import Finding
from storefront_sync.core.redaction import redact

SUBJECT = "Valkey"


def check_valkey(url: str, *, embedded: bool) -> Finding:
    """Ping it and look at what it does when it is full."""
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=3, socket_timeout=3, decode_responses=True
        ) as link:
            link.ping()
            policy = _policy(link)
    except ValueError as error:
        return Finding(SUBJECT, well=False, key="doctor.valkey.bad_address", technical=redact(str(error)))
    except redis.AuthenticationError as error:
        return Finding(SUBJECT, well=False, key="doctor.valkey.refused", technical=redact(str(error)))
    except redis.RedisError as error:
        key = "doctor.valkey.embedded_not_running" if embedded else "doctor.valkey.unreachable"
        return Finding(SUBJECT, well=False, key=key, technical=redact(str(error)))
    if policy not in ("noeviction", ""):
        return Finding(SUBJECT, well=False, key="doctor.valkey.forgets", values={"policy": policy})
    return Finding(SUBJECT, well=True, key="doctor.valkey.well")


def _policy(link: redis.Redis) -> str:
    """The policy when full; "" where the server doesn't let us ask."""
    try:
        answer = cast(dict[str, str], link.config_get("maxmemory-policy"))
    except redis.ResponseError:
        return ""
    return answer.get("maxmemory-policy", "")
