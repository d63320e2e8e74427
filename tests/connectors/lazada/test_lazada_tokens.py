"""Token answers, and what they say about the end of the seller's consent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.base.errors import ConfigError, ConsentEnded
from connectors.base.types import TokenPair
from connectors.lazada.tokens import token_pair
from connectors.lazada.wire import TokenWire
from tests.conftest import HandSetClock
from tests.connectors.lazada.seller import Seller
from tests.contract.world import OTHER_SHOP, SHOP

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FLAT: dict[str, object] = {
    "access_token": "50000a",
    "refresh_token": "50001r",
    "expires_in": 2_592_000,
    "refresh_expires_in": "15552000",
    "code": "0",
}
STALE = TokenPair("old", "50001o", NOW, NOW + timedelta(days=20))


def token(**changes: object) -> TokenWire:
    """A token answer with these changes."""
    return TokenWire.model_validate({**FLAT, **changes})


def test_a_flat_answer_is_read() -> None:
    pair = token_pair(token(), NOW)
    assert pair is not None
    assert (pair.access, pair.refresh) == ("50000a", "50001r")
    assert pair.access_expires_at == NOW + timedelta(days=30)
    assert pair.refresh_expires_at == NOW + timedelta(days=180)


def test_a_refresh_does_not_move_the_end_of_the_consent() -> None:
    pair = token_pair(token(), NOW, STALE)
    assert pair is not None
    assert pair.refresh_expires_at == STALE.refresh_expires_at


def test_a_pair_that_cannot_be_refreshed_ends_now() -> None:
    pair = token_pair(token(refresh_expires_in=0), NOW, STALE)
    assert pair is not None
    assert pair.refresh_expires_at == NOW


def test_an_answer_that_does_not_count_leaves_the_end_as_it_was() -> None:
    pair = token_pair(token(refresh_expires_in=None), NOW, STALE)
    assert pair is not None
    assert pair.refresh_expires_at == STALE.refresh_expires_at


@pytest.mark.parametrize("changes", [{"access_token": ""}, {"expires_in": 0}, {"expires_in": "soon"}])
def test_half_an_answer_is_none(changes: dict[str, object]) -> None:
    assert token_pair(token(**changes), NOW) is None


@pytest.mark.parametrize("name", ["country_user_info", "country_user_info_list"])
def test_the_list_of_sellers_is_read_under_both_names(name: str) -> None:
    found = token(**{name: [{"country": "id", "seller_id": 400123456}]})
    assert [(row.country, row.seller_id) for row in found.sellers] == [("id", "400123456")]


def test_a_refresh_in_the_last_days_still_ends_with_the_consent(seller: Seller, clock: HandSetClock) -> None:
    for _ in range(6):
        clock.set(seller.world.tokens[SHOP].pair.access_expires_at + timedelta(seconds=1))
        if seller.world.tokens[SHOP].replaced < 5:
            assert seller.connector.check() == "Koperasi Satu"
    with pytest.raises(ConsentEnded):
        seller.connector.check()
    assert seller.world.tokens[SHOP].replaced == 5


def test_a_token_of_another_seller_names_itself(seller: Seller) -> None:
    seller.world.tokens[SHOP].pair = seller.world.tokens[OTHER_SHOP].pair
    with pytest.raises(ConfigError, match="token_of_another_shop"):
        seller.connector.check()
