"""A key opens one cooperative, until it is taken back; its text is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from storefront_sync.tenants.api_keys import SEEN_AGAIN, KeyRefused, make, owner, revoke
from storefront_sync.tenants.models import ApiKey
from tests.api.v1.asking import Asking
from tests.orders.whole_world import WholeWorld


@pytest.mark.parametrize(
    "key", ["", "sfs_", "sfs_wrong", "nonsense", "sfs_" + "x" * 10_000, "sfs_é", "sfs_\x00"]
)
def test_nothing_but_a_key_opens_anything(whole: WholeWorld, client: Client, key: str) -> None:
    answer = Asking(client, key).send("GET", "orders")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "sfs_" not in answer.content.decode()


def test_a_key_that_was_taken_back_opens_nothing(whole: WholeWorld, ours: Asking) -> None:
    ours.get("orders")
    revoke(whole.cooperatives["sumber"], "of sumber")
    assert ours.send("GET", "orders").status_code == 401


def test_a_key_is_kept_as_a_hash(whole: WholeWorld, ours: Asking) -> None:
    assert ours.key not in repr(list(ApiKey.objects.values()))


def test_two_keys_of_one_name_are_refused_and_the_first_stays(whole: WholeWorld, ours: Asking) -> None:
    with pytest.raises(KeyRefused):
        make(whole.cooperatives["sumber"], "of sumber", whole.clock.now())
    ours.get("orders")


def test_its_last_use_is_kept_within_the_hour(whole: WholeWorld, ours: Asking) -> None:
    now = whole.clock.now()
    assert owner(ours.key, now) is not None
    owner(ours.key, now + timedelta(minutes=5))
    assert ApiKey.objects.get().used_at == now
    later = now + SEEN_AGAIN + timedelta(seconds=1)
    owner(ours.key, later)
    assert ApiKey.objects.get().used_at == later


def test_of_another_cooperative_nothing_is_seen_or_done(
    whole: WholeWorld, asking: Callable[[str], Asking]
) -> None:
    whole.buy("sumber", "shopee", [("S", 1)])
    whole.clock.forward(5)
    whole.drain("sumber", "shopee")
    ours, theirs = asking("sumber"), asking("melati")
    (order,) = ours.get("orders")["orders"]
    assert theirs.get("orders")["orders"] == []
    assert theirs.send("GET", f"orders/{order['id']}").status_code == 404
    done = theirs.post("orders/arrange", {"orders": [order["id"]], "handover": "dropoff"})
    assert [each["key"] for each in done["refused"]] == ["fulfilment.no_such_order"]
    assert theirs.send("POST", "erasures", f'{{"order": "{order["order"]}"}}').status_code == 409
