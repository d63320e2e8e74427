"""No token and no buyer's data gets into logs and answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.api.calls import deliver
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.cooperatives import APP_TOKEN, World
from tests.inbox.test_whole_or_not_at_all import REFUSE, failing_at

BUYER = ("Ibu Sri Rahayu", "081234567890", "Jalan Kenanga 12")


@pytest.fixture(autouse=True)
def _at_that_time(clock: HandSetClock) -> Iterator[None]:
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.mark.django_db(transaction=True)
def test_whatever_is_sent_neither_logs_nor_answers_repeat_it(
    world: World, clock: HandSetClock, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    shop_id = world.melati.tokopedia.external_id
    body: dict[str, object] = {
        "type": 1,
        "tts_notification_id": "1",
        "shop_id": shop_id,
        "timestamp": int(clock.now().timestamp()),
        "data": {"order_id": "1", "buyer": BUYER[0], "phone": BUYER[1], "address": BUYER[2]},
    }
    post = senders.tokopedia(body)
    unsigned = senders.Post({**post.headers, "Authorization": "0" * 64}, post.body)
    misshapen = senders.tokopedia({**body, "data": {"phone": BUYER[1], "buyer": BUYER[0]}})
    stranger = senders.tokopedia({**body, "shop_id": BUYER[1]})
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    answers: list[bytes] = []
    for each in (post, post, unsigned, misshapen, stranger):
        answers.append(deliver(client, "tokopedia", each).content)
    with failing_at("inbox_receipt", REFUSE):
        again = senders.tokopedia({**body, "tts_notification_id": "2"})
        answers.append(deliver(client, "tokopedia", again).content)
    answers.append(
        client.post(
            "/api/register",
            {"auth_token": APP_TOKEN, "buyer": BUYER[0]},
            content_type="application/json",
            headers={"Saleor-Api-Url": "https://elsewhere.example/graphql/"},
        ).content
    )
    answers.append(
        client.post(
            "/api/register", f'{{"auth_token": ["{APP_TOKEN}"]}}', content_type="application/json"
        ).content
    )
    # The record's text is the event before the redactor sees it: what isn't there can't slip through.
    own = [record for record in caplog.records if record.name.startswith("storefront_sync.api")]
    assert len(own) == 6
    told = caplog.text + repr([record.__dict__ for record in own]) + repr(answers)
    for secret in (*BUYER, APP_TOKEN, post.headers["Authorization"], senders.APP_SECRET):
        assert secret not in told
