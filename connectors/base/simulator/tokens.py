"""Access and refresh tokens of the simulated shops."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Verdict(StrEnum):
    """What a marketplace thinks of an access token."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class RefreshRefused(Exception):
    """Why a refresh token isn't taken: `word` is used, expired, revoked or unknown."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class TokenLife:
    """Seconds of life, and how long the old pair lives on after a refresh (none unless given).

    `rotates_refresh`: whether a refresh gives out another refresh token; `extends_refresh`: whether that one
    starts a life of its own, or ends when the first would have ended.
    """

    access: float
    refresh: float
    old_access: float = 0.0
    old_refresh: float = 0.0
    rotates_refresh: bool = True
    extends_refresh: bool = True


@dataclass(frozen=True)
class Grant:
    """A shop's current pair; times are epoch seconds."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_expires_at: float
    refresh_expires_at: float
    revoked: bool = False


class Tokens:
    """All shops' pairs. `refreshes` counts the pairs given out by a refresh."""

    def __init__(self, rng: random.Random, now: Callable[[], float], life: TokenLife) -> None:
        self.refreshes = 0
        self._rng = rng
        self._now = now
        self._life = life
        self._lock = threading.Lock()
        self._grants: dict[str, Grant] = {}
        self._logins: dict[str, int] = {}
        self._last_login = 0
        self._old_access: dict[tuple[str, str], float] = {}
        self._old_refresh: dict[tuple[str, str], float] = {}

    def grant(self, *shop_ids: str) -> Grant:
        """The seller consents (again): a new pair, whatever was before. Several shops share it, now and
        after each refresh."""
        with self._lock:
            new = self._new()
            self._last_login += 1
            for shop_id in shop_ids:
                self._grants[shop_id] = new
                self._logins[shop_id] = self._last_login
            return new

    def sharing(self, access: str) -> Sequence[str]:
        """The shops whose present access token this is."""
        with self._lock:
            return [shop_id for shop_id, grant in self._grants.items() if grant.access == access]

    def current(self, shop_id: str) -> Grant:
        """The shop's pair as it stands."""
        with self._lock:
            return self._grants[shop_id]

    def verdict(self, shop_id: str, access: str) -> Verdict:
        """What the marketplace thinks of this access token for this shop."""
        with self._lock:
            grant = self._grants.get(shop_id)
            if grant is None:
                return Verdict.UNKNOWN
            if grant.revoked:
                return Verdict.REVOKED
            if access == grant.access:
                return Verdict.GOOD if self._now() < grant.access_expires_at else Verdict.EXPIRED
            old_until = self._old_access.get((shop_id, access))
            if old_until is None:
                return Verdict.UNKNOWN
            return Verdict.GOOD if self._now() < old_until else Verdict.EXPIRED

    def redeem(
        self,
        shop_id: str,
        refresh: str,
        *,
        rotate: bool | None = None,
        old_seconds: tuple[float, float] | None = None,
    ) -> Grant:
        """A new pair for a refresh token; raises RefreshRefused. `rotate`: whether the refresh token changes,
        `old_seconds`: how long the old access and refresh token live on (both as `life` says unless
        given)."""
        with self._lock:
            grant = self._grants.get(shop_id)
            if grant is None:
                raise RefreshRefused("unknown")
            self._refuse(shop_id, refresh, grant)
            new = self._new()
            if not (self._life.rotates_refresh if rotate is None else rotate):
                new = replace(new, refresh=grant.refresh, refresh_expires_at=grant.refresh_expires_at)
            if not self._life.extends_refresh:
                new = replace(new, refresh_expires_at=grant.refresh_expires_at)
            login = self._logins[shop_id]
            for sharing in [shop for shop, of_login in self._logins.items() if of_login == login]:
                self._retire(sharing, grant, old_seconds)
                self._grants[sharing] = new
            self.refreshes += 1
            return new

    def expire(self, shop_id: str) -> None:
        """The access token ends now; the refresh token lives."""
        with self._lock:
            self._grants[shop_id] = replace(self._grants[shop_id], access_expires_at=self._now())

    def revoke(self, shop_id: str) -> None:
        """The seller takes the consent back: neither token is good any more."""
        with self._lock:
            self._grants[shop_id] = replace(self._grants[shop_id], revoked=True)

    def _retire(self, shop_id: str, grant: Grant, old_seconds: tuple[float, float] | None) -> None:
        access, refresh = old_seconds or (self._life.old_access, self._life.old_refresh)
        until = min(grant.access_expires_at, self._now() + access)
        self._old_access[(shop_id, grant.access)] = until
        self._old_refresh[(shop_id, grant.refresh)] = self._now() + refresh

    def _refuse(self, shop_id: str, refresh: str, grant: Grant) -> None:
        if grant.revoked:
            raise RefreshRefused("revoked")
        if refresh != grant.refresh:
            old_until = self._old_refresh.get((shop_id, refresh))
            if old_until is None:
                raise RefreshRefused("unknown")
            if self._now() >= old_until:
                raise RefreshRefused("used")
        elif self._now() >= grant.refresh_expires_at:
            raise RefreshRefused("expired")

    def _new(self) -> Grant:
        return Grant(
            access=self._rng.randbytes(16).hex(),
            refresh=self._rng.randbytes(16).hex(),
            access_expires_at=self._now() + self._life.access,
            refresh_expires_at=self._now() + self._life.refresh,
        )
