"""What becomes of a marketplace's webhooks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from storefront_sync.inbox.outcome import Outcome
from storefront_sync.inbox.receive import receive_marketplace
from storefront_sync.ledger.models import OrderFeed, Verification
from storefront_sync.sync.consent import due as consents_due
from storefront_sync.tenants.models import AppRegistration, Problem, Shop
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.books import NOTHING, counted, only, work
from tests.inbox.cooperatives import World
from tests.inbox.senders import Post
from tests.inbox.wakeups import Alarm

Commit = Callable[..., AbstractContextManager[object]]


def receive(source: str, post: Post, clock: HandSetClock) -> Outcome:
    return receive_marketplace(source, post.headers, post.body, clock.now()).outcome


def test_an_order_webhook_is_stored_once_and_asks_for_the_feed(
    world: World, clock: HandSetClock, alarm: Alarm, django_capture_on_commit_callbacks: Commit
) -> None:
    shop = world.melati.tokopedia
    post = senders.tokopedia_order(shop.external_id, "576653688135258178", clock.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert receive("tokopedia", post, clock) is Outcome.STORED
    assert OrderFeed.objects.get().shop == shop
    assert OrderFeed.objects.get().asked_at == clock.now()
    assert work()["receipts"] == 1
    assert alarm.woken == [("urgent drain", shop.pk)]
    assert counted("tokopedia") == only(Outcome.STORED)


def test_shopees_push_is_stored_as_well(world: World, clock: HandSetClock) -> None:
    post = senders.shopee_order(world.melati.shopee.external_id, "220810QSK8S7BX", clock.now())
    assert receive("shopee", post, clock) is Outcome.STORED
    assert OrderFeed.objects.get().shop == world.melati.shopee


def test_a_repeat_is_taken_but_neither_stored_nor_looked_at_again(
    world: World, clock: HandSetClock, alarm: Alarm, django_capture_on_commit_callbacks: Commit
) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    assert receive("tokopedia", post, clock) is Outcome.STORED
    OrderFeed.objects.update(asked_at=None)
    clock.forward(3600)
    with django_capture_on_commit_callbacks(execute=True):
        assert receive("tokopedia", post, clock) is Outcome.DUPLICATE
    assert work() == {**NOTHING, "receipts": 1}
    assert alarm.woken == []
    assert counted("tokopedia") == {"stored": 1, "duplicate": 1}


def test_a_replay_from_before_the_window_is_taken_but_not_stored(world: World, clock: HandSetClock) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    clock.forward(timedelta(hours=48, seconds=1).total_seconds())
    assert receive("tokopedia", post, clock) is Outcome.STALE
    assert work() == NOTHING
    assert counted("tokopedia") == only(Outcome.STALE)


def test_a_late_retry_within_the_window_is_stored(world: World, clock: HandSetClock) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    clock.forward(timedelta(hours=24).total_seconds())
    assert receive("tokopedia", post, clock) is Outcome.STORED


def test_a_changed_product_is_read_back(
    world: World, clock: HandSetClock, alarm: Alarm, django_capture_on_commit_callbacks: Commit
) -> None:
    member = world.melati
    post = senders.tokopedia_product(member.tokopedia.external_id, member.listing.item_id, clock.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert receive("tokopedia", post, clock) is Outcome.STORED
    assert Verification.objects.get().listing == member.listing
    assert alarm.woken == [("drain", member.tokopedia.pk)]


def test_a_withdrawn_consent_is_asked_after_and_stops_nothing_by_itself(
    world: World, clock: HandSetClock
) -> None:
    shop = world.melati.tokopedia
    post = senders.tokopedia_deauthorised(shop.external_id, clock.now())
    assert receive("tokopedia", post, clock) is Outcome.STORED
    shop.refresh_from_db()
    assert (shop.state, shop.consent_doubted_at) == (Shop.State.ACTIVE, clock.now())
    assert list(consents_due(clock.now()).filter(consent_doubted_at__isnull=False)) == [shop]
    assert not Problem.objects.exists()


def test_a_replayed_word_of_a_withdrawn_consent_asks_for_nothing_twice(
    world: World, clock: HandSetClock
) -> None:
    shop = world.melati.tokopedia
    post = senders.tokopedia_deauthorised(shop.external_id, clock.now())
    receive("tokopedia", post, clock)
    Shop.objects.filter(pk=shop.pk).update(consent_doubted_at=None)
    clock.forward(600)
    assert receive("tokopedia", post, clock) is Outcome.DUPLICATE
    shop.refresh_from_db()
    assert shop.consent_doubted_at is None


def test_a_consent_that_ends_soon_is_told_and_stops_nothing(world: World, clock: HandSetClock) -> None:
    shop = world.melati.tokopedia
    post = senders.tokopedia_consent_ending(shop.external_id, clock.now())
    assert receive("tokopedia", post, clock) is Outcome.STORED
    shop.refresh_from_db()
    assert (shop.state, shop.consent_doubted_at) == (Shop.State.ACTIVE, clock.now())
    assert Problem.objects.get(shop=shop).key == "shop.consent_ending"


def test_a_late_word_of_the_end_of_an_earlier_consent_is_not_told(world: World, clock: HandSetClock) -> None:
    shop = world.melati.tokopedia
    post = senders.tokopedia_consent_ending(shop.external_id, clock.now())
    clock.forward(600)
    Shop.objects.filter(pk=shop.pk).update(consented_at=clock.now())
    assert receive("tokopedia", post, clock) is Outcome.STORED
    assert not Problem.objects.exists()


def test_an_unknown_shop_is_refused_and_nothing_is_stored(world: World, clock: HandSetClock) -> None:
    post = senders.tokopedia_order("7495540735365779999", "1", clock.now())
    assert receive("tokopedia", post, clock) is Outcome.UNKNOWN_ACCOUNT
    assert work() == NOTHING
    assert counted("tokopedia") == only(Outcome.UNKNOWN_ACCOUNT)


@pytest.mark.parametrize("source", ["amazon", "base", "unknown", "x" * 400])
def test_a_marketplace_that_nobody_has_heard_of_fills_no_table(
    world: World, clock: HandSetClock, source: str
) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    assert receive(source, post, clock) is Outcome.UNKNOWN_ACCOUNT
    assert work() == NOTHING
    assert counted("unknown") == only(Outcome.UNKNOWN_ACCOUNT)


def test_a_marketplace_without_our_registered_app_is_refused(world: World, clock: HandSetClock) -> None:
    AppRegistration.objects.filter(marketplace="tokopedia").delete()
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    assert receive("tokopedia", post, clock) is Outcome.UNKNOWN_ACCOUNT
    assert work() == NOTHING


def test_another_marketplaces_signature_is_a_forgery(world: World, clock: HandSetClock) -> None:
    post = senders.tokopedia_order(world.melati.tokopedia.external_id, "1", clock.now())
    assert receive("shopee", post, clock) is Outcome.FORGED
    assert work() == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'{"type":1}',
        b'{"type":1,"shop_id":"7","timestamp":1718305585,"data":{}}',
        b'{"type":1,"shop_id":"7","timestamp":1e99,"data":{"order_id":"1"}}',
        b"\xff\xfe\x00",
        b"[" * 50_000,
    ],
)
def test_a_rightly_signed_body_of_no_known_shape_is_malformed(
    world: World, clock: HandSetClock, body: bytes
) -> None:
    assert receive("tokopedia", senders.tokopedia(body), clock) is Outcome.MALFORMED
    assert work() == NOTHING
    assert counted("tokopedia") == only(Outcome.MALFORMED)


@pytest.mark.parametrize("field", ["shop_id", "tts_notification_id", "order_id"])
@pytest.mark.parametrize("text", ["7\0", "7" * 2000])
def test_a_text_that_no_table_takes_is_malformed_not_a_failure(
    world: World, clock: HandSetClock, field: str, text: str
) -> None:
    data = {"order_id": "1", "order_status": "UNPAID"}
    body: dict[str, object] = {
        "type": 1,
        "tts_notification_id": "1",
        "shop_id": world.melati.tokopedia.external_id,
        "timestamp": int(clock.now().timestamp()),
        "data": data,
    }
    (data if field == "order_id" else body)[field] = text  # type: ignore[index]
    outcome = receive("tokopedia", senders.tokopedia(body), clock)
    # A long order id fits: it is never stored, the feed is read instead.
    expected = Outcome.STORED if field == "order_id" and "\0" not in text else Outcome.MALFORMED
    assert outcome is expected


def test_a_kind_that_we_do_not_follow_is_taken_and_dropped(world: World, clock: HandSetClock) -> None:
    post = senders.shopee({"code": 10, "shop_id": 1, "timestamp": 1, "data": {}})
    assert receive("shopee", post, clock) is Outcome.IGNORED
    assert work() == NOTHING
    assert counted("shopee") == only(Outcome.IGNORED)
