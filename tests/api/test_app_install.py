"""Saleor installs our App and gives it a token."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.test import Client

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.settings.env import settings
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.onboarding import register_cooperative
from storefront_sync.tenants.vault import cipher
from tests.api.installing import OwnServer, Shop, register
from tests.inbox.books import counted, looks
from tests.inbox.cooperatives import APP_TOKEN
from tests.inbox.wakeups import Alarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A Saleor that may install us."""
    shop = Shop(client, time.time)
    monkeypatch.setenv("STOREFRONT_SALEOR_API_URLS", shop.api_url)
    settings.cache_clear()
    yield shop
    shop.stop()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def manifest_url() -> Iterator[str]:
    """Where Saleor reads our manifest."""
    server = OwnServer()
    yield f"{server.start()}/api/manifest"
    server.stop()


def token_of(installation: Installation) -> str:
    return cipher().decrypt(installation.token_encrypted)


def test_an_install_by_manifest_ends_with_a_token_that_works(shop: Shop, manifest_url: str) -> None:
    status, answer = shop.install(manifest_url)
    assert (status, shop.calls.made[-1][3]) == (200, 200)
    installation = Installation.objects.get()
    assert (installation.api_url, installation.app_id) == (shop.api_url, answer["app_id"])
    assert SaleorClient(shop.api_url, token_of(installation)).app_id() == installation.app_id


def test_after_the_install_its_webhooks_are_taken(shop: Shop, manifest_url: str, client: Client) -> None:
    shop.install(manifest_url)
    register_cooperative(
        Installation.objects.get(),
        "melati",
        "Koperasi Melati",
        channel_slug="koperasi",
        channel_id=shop.simulator.store.channels[0].id,
        warehouse_ids=[],
    )
    shop.calls.made.clear()
    shop.simulator.control("POST", "/_sim/edit", {}, {"x-sim-key": "sim"}, b'{"sku": "KOPI", "quantity": 3}')
    shop.simulator.pump()
    told = [(path, status) for path, _, _, status in shop.calls.made]
    assert told
    assert set(told) == {("/webhooks/saleor", 200)}
    assert ("melati", "variant", shop.simulator.store.variant_by_sku["KOPI"].id) in looks()
    assert counted("saleor") == {"stored": len(told)}


def test_a_reinstall_puts_the_new_token_into_the_same_row(shop: Shop, manifest_url: str) -> None:
    shop.install(manifest_url)
    first = Installation.objects.get()
    shop.delete_app(first.app_id)
    shop.install(manifest_url)
    second = Installation.objects.get()
    assert second.pk == first.pk
    assert second.app_id != first.app_id
    assert token_of(second) != token_of(first)


def test_after_a_reinstall_everything_is_read_again_and_the_app_is_looked_at(
    shop: Shop, manifest_url: str
) -> None:
    shop.install(manifest_url)
    first = Installation.objects.get()
    register_cooperative(
        first, "melati", "Koperasi Melati", channel_slug="koperasi", channel_id="1", warehouse_ids=[]
    )
    Cooperative.objects.update(swept_at=first.created_at)
    Installation.objects.update(checked_at=first.created_at)
    shop.delete_app(first.app_id)
    shop.install(manifest_url)
    assert Cooperative.objects.get().swept_at is None
    assert Installation.objects.get().checked_at is None


def test_a_repeated_call_changes_nothing(shop: Shop, manifest_url: str, client: Client) -> None:
    shop.install(manifest_url)
    before = Installation.objects.get()
    assert register(client, shop.api_url, shop.register_body()) == (200, "")
    after = Installation.objects.get()
    assert (after.pk, after.app_id, token_of(after)) == (before.pk, before.app_id, token_of(before))


def test_a_replay_of_an_older_install_does_not_bring_its_token_back(
    shop: Shop, manifest_url: str, client: Client
) -> None:
    shop.install(manifest_url)
    old = shop.register_body()
    shop.delete_app(Installation.objects.get().app_id)
    shop.install(manifest_url)
    token = token_of(Installation.objects.get())
    status, message = register(client, shop.api_url, old)
    assert (status, message) == (
        403,
        "Saleor tidak mengenali token yang dikirim. Hapus pemasangan yang gagal, lalu pasang lagi.",
    )
    assert token_of(Installation.objects.get()) == token


def test_another_app_of_the_same_saleor_cannot_pass_its_token_off_as_ours(
    shop: Shop, manifest_url: str, client: Client
) -> None:
    shop.install(manifest_url)
    token = token_of(Installation.objects.get())
    status, message = register(client, shop.api_url, {"auth_token": shop.other_apps_token})
    assert (status, message) == (403, "Token yang dikirim milik aplikasi lain.")
    assert token_of(Installation.objects.get()) == token


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1:9/graphql/", "https://evil.example/graphql/", "x\0"]
)
def test_a_sender_that_was_not_allowed_is_refused_without_being_called(
    shop: Shop, client: Client, address: str
) -> None:
    status, message = register(client, address, {"auth_token": APP_TOKEN})
    assert status == 403
    assert "STOREFRONT_SALEOR_API_URLS" in message
    assert not Installation.objects.exists()
    assert shop.calls_received() == 0


def test_the_allowed_address_is_meant_to_the_letter(shop: Shop, client: Client) -> None:
    for address in (shop.api_url.rstrip("/"), shop.api_url + "?x", shop.api_url.upper()):
        assert register(client, address, {"auth_token": APP_TOKEN})[0] == 403
    assert shop.calls_received() == 0


def test_a_made_up_token_is_refused(shop: Shop, client: Client) -> None:
    assert register(client, shop.api_url, {"auth_token": APP_TOKEN})[0] == 403
    assert not Installation.objects.exists()


def test_a_saleor_that_does_not_answer_is_said_to_be_silent(shop: Shop, client: Client) -> None:
    shop.simulator.stop()
    status, message = register(client, shop.api_url, {"auth_token": APP_TOKEN})
    assert status == 403
    assert message.startswith("Saleor tidak menjawab")
    assert not Installation.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"auth_token": ""}',
        b'{"auth_token": 7}',
        b'{"auth_token": null}',
        b'{"auth_token": "a b"}',
        b'{"auth_token": "a\\r\\nX-Other: 1"}',
        b'{"auth_token": "\\u00e9\\u4e2d"}',
        b'{"auth_token": "' + b"x" * 501 + b'"}',
        b"\xff",
        b"[" * 50_000,
    ],
)
def test_a_call_without_a_token_is_400(shop: Shop, client: Client, body: bytes) -> None:
    status, message = register(client, shop.api_url, body)
    assert (status, message) == (400, "Panggilan pemasangan tidak berisi token.")
    assert shop.calls_received() == 0


def test_an_install_wakes_the_reading_of_that_saleor(
    shop: Shop, manifest_url: str, client: Client, alarm: Alarm, django_capture_on_commit_callbacks: object
) -> None:
    shop.install(manifest_url)
    cooperative = register_cooperative(
        Installation.objects.get(),
        "melati",
        "Koperasi Melati",
        channel_slug="koperasi",
        channel_id="Q2hhbm5lbDox",
        warehouse_ids=[],
    )
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        register(client, shop.api_url, shop.register_body())
    assert alarm.woken == [("saleor", cooperative.pk)]
