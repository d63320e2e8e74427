"""How long the tokens of a simulated shop live."""

from __future__ import annotations

import random

import pytest

from connectors.base.simulator.tokens import RefreshRefused, TokenLife, Tokens
from tests.conftest import HandSetClock

DAY = 86_400.0


def tokens(clock: HandSetClock, life: TokenLife) -> Tokens:
    """One shop's, granted now."""
    found = Tokens(random.Random(1), clock.time, life)
    found.grant("1")
    return found


def test_a_refreshed_token_may_end_when_the_first_would_have_ended(clock: HandSetClock) -> None:
    held = tokens(clock, TokenLife(access=DAY, refresh=10 * DAY, extends_refresh=False))
    ends = held.current("1").refresh_expires_at
    clock.forward(9 * DAY)
    renewed = held.redeem("1", held.current("1").refresh)
    assert renewed.refresh_expires_at == ends
    clock.forward(DAY)
    with pytest.raises(RefreshRefused, match="expired"):
        held.redeem("1", renewed.refresh)


def test_a_refreshed_token_has_a_life_of_its_own_unless_said(clock: HandSetClock) -> None:
    held = tokens(clock, TokenLife(access=DAY, refresh=10 * DAY))
    clock.forward(9 * DAY)
    renewed = held.redeem("1", held.current("1").refresh)
    clock.forward(9 * DAY)
    assert held.redeem("1", renewed.refresh).access != renewed.access
