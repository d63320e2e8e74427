"""One call budget a shop, shared by all workers: a token bucket in Valkey, learned from 429s.

Losing Valkey loses only what was learned: the bucket starts full at the marketplace's usual rate.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from redis import Redis

from connectors.base.errors import RateLimited


class CallClass(StrEnum):
    """Who may still call when the budget runs low."""

    URGENT = "urgent"
    NORMAL = "normal"
    SCAN = "scan"


RESERVED = {CallClass.URGENT: 0.0, CallClass.NORMAL: 0.2, CallClass.SCAN: 0.5}
"""Share of the bucket that a class leaves to those above it."""

_TAKE = """
local rate = tonumber(redis.call('HGET', KEYS[1], 'rate') or ARGV[1])
local full = tonumber(ARGV[1])
local now = tonumber(ARGV[2])
local burst = math.max(1, rate)
local paused = tonumber(redis.call('HGET', KEYS[1], 'paused') or '0')
if paused > now then return tostring(paused - now) end
local tokens = tonumber(redis.call('HGET', KEYS[1], 'tokens') or burst)
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or now)
local passed = math.max(0, now - at)
rate = math.min(full, rate + passed * full * 0.01)
burst = math.max(1, rate)
tokens = math.min(burst, tokens + passed * rate)
local floor = tonumber(ARGV[3]) * burst
local wait = 0
-- Numbers are kept with 14 digits: a call short of a millionth of a token would wait for nothing.
local whole = 0.999999
if tokens - floor >= whole or (burst - floor < 1 and tokens >= burst * whole) then
  tokens = math.max(0, tokens - 1)
else
  wait = (math.min(1 + floor, burst) - tokens) / rate
end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now, 'rate', rate)
redis.call('EXPIRE', KEYS[1], 3600)
return tostring(wait)
"""

_THROTTLED = """
local rate = tonumber(redis.call('HGET', KEYS[1], 'rate') or ARGV[1])
redis.call('HSET', KEYS[1], 'rate', math.max(0.2, rate * 0.7), 'tokens', 0, 'at', ARGV[2], 'paused', ARGV[3])
redis.call('EXPIRE', KEYS[1], 3600)
return 1
"""


PATIENCE = {CallClass.URGENT: 1.0, CallClass.NORMAL: 5.0, CallClass.SCAN: 5.0}
"""Seconds that a call waits for its turn. A reading of many calls would never end if one short of budget
broke it off and it began anew each time."""


class ShopBudget:
    """The connector's Budget for one shop and one class of calls. Time and sleep are passed in.

    A rate is cut by 30 % at each 429 and grows back by 1 % of the usual rate a second.
    """

    def __init__(
        self,
        redis: Redis,
        shop_id: int,
        per_second: float,
        kind: CallClass,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._sleep = sleep
        self._key = f"budget:{shop_id}"
        self._shop = str(shop_id)
        self._per_second = per_second
        self._kind = kind
        self._now = now
        self._take = redis.register_script(_TAKE)
        self._throttled = redis.register_script(_THROTTLED)

    def take(self) -> None:
        """Spend one call, waiting a little for it; raises RateLimited with the time from which there is
        one."""
        patience = PATIENCE[self._kind]
        while True:
            now = self._now()
            arguments = [self._per_second, now.timestamp(), RESERVED[self._kind]]
            wait = float(self._take(keys=[self._key], args=arguments))
            if wait <= 0:
                return
            if wait > patience:
                until = now + timedelta(seconds=wait)
                raise RateLimited("budget.spent", until=until, shop_id=self._shop)
            patience -= wait
            self._sleep(wait)

    def throttled(self, retry_after_seconds: float | None) -> datetime:
        """The marketplace refused for rate: fewer calls from now on, none before the time returned."""
        now = self._now()
        until = now + timedelta(
            seconds=1.0 if retry_after_seconds is None else min(retry_after_seconds, 3600.0)
        )
        self._throttled(keys=[self._key], args=[self._per_second, now.timestamp(), until.timestamp()])
        return until
