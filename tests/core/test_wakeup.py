"""Wake-ups go where they are bound, and may be lost."""

from __future__ import annotations

from storefront_sync.core import wakeup
from storefront_sync.core.errors import StorefrontError
from storefront_sync.core.ids import CooperativeId, ShopId
from storefront_sync.core.redaction import HIDDEN


class _Heard:
    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def drain(self, shop_id: ShopId, *, urgent: bool = False) -> None:
        self.calls.append(("drain", shop_id, urgent))

    def orders(self, cooperative_id: CooperativeId) -> None:
        self.calls.append(("orders", cooperative_id))

    def saleor(self, cooperative_id: CooperativeId) -> None:
        self.calls.append(("saleor", cooperative_id))

    def scan(self, shop_id: ShopId) -> None:
        self.calls.append(("scan", shop_id))


def _wake_everything() -> None:
    wakeup.wake().drain(ShopId(1), urgent=True)
    wakeup.wake().orders(CooperativeId(2))
    wakeup.wake().saleor(CooperativeId(2))
    wakeup.wake().scan(ShopId(1))


def test_wake_ups_go_to_what_is_bound_and_back_again() -> None:
    heard = _Heard()
    before = wakeup.bind(heard)
    try:
        _wake_everything()
    finally:
        assert wakeup.bind(before) is heard
    assert heard.calls == [("drain", 1, True), ("orders", 2), ("saleor", 2), ("scan", 1)]


def test_a_wake_up_that_nobody_hears_is_lost_without_harm() -> None:
    before = wakeup.bind(wakeup.NobodyListens())
    try:
        _wake_everything()
    finally:
        wakeup.bind(before)


def test_an_error_never_carries_a_secret() -> None:
    error = StorefrontError("some.key", "refused: access_token=abcdef")
    assert str(error) == f"some.key: refused: access_token={HIDDEN}"
    assert "abcdef" not in repr(error)
