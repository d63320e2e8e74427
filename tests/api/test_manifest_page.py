"""What Saleor reads before it installs our App."""

from __future__ import annotations

import struct

import pytest
from django.test import Client

from connectors.base.registry import marketplaces
from storefront_sync.settings.env import settings


def test_every_address_is_made_of_the_public_one_whatever_the_host_header_says(client: Client) -> None:
    manifest = client.get("/api/manifest", headers={"Host": "localhost:1"}).json()
    base = settings().public_url
    assert manifest["appUrl"] == base
    addresses = [manifest["tokenTargetUrl"], manifest["brand"]["logo"]["default"]]
    addresses += [webhook["targetUrl"] for webhook in manifest["webhooks"]]
    assert len(addresses) > 2
    for address in addresses:
        assert address.startswith(f"{base}/")


@pytest.mark.parametrize("name", ["tokenTargetUrl", "logo", "webhook"])
def test_every_address_in_the_manifest_answers(client: Client, name: str) -> None:
    manifest = client.get("/api/manifest").json()
    addresses = {
        "tokenTargetUrl": manifest["tokenTargetUrl"],
        "logo": manifest["brand"]["logo"]["default"],
        "webhook": manifest["webhooks"][0]["targetUrl"],
    }
    path = addresses[name].removeprefix(settings().public_url)
    # Those that take POST say so; the logo is there.
    assert client.get(path).status_code == (200 if name == "logo" else 405)


def test_the_logo_is_large_enough_for_saleor(client: Client) -> None:
    picture = client.get("/api/logo.png")
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture.content[16:24])
    assert min(width, height) >= 256
    assert len(picture.content) < 20_000


KNOWN_PLACES = {
    ("NAVIGATION_CATALOG", "APP_PAGE"),
    ("HOMEPAGE_WIDGETS", "WIDGET"),
    ("PRODUCT_DETAILS_WIDGETS", "WIDGET"),
    ("ORDER_DETAILS_WIDGETS", "WIDGET"),
}
"""Of those that Dashboard 3.23 asks for and can show; a page of it breaks at any other target."""


def test_our_pages_are_put_where_the_dashboard_can_show_them(client: Client) -> None:
    manifest = client.get("/api/manifest").json()
    places = [(row["mount"], row["target"], row["url"]) for row in manifest["extensions"]]
    assert {(mount, target) for mount, target, _ in places} == KNOWN_PLACES
    assert len(set(places)) == len(places)
    for extension in manifest["extensions"]:
        assert extension["url"].startswith("/")
        assert set(extension["permissions"]) <= set(manifest["permissions"])
        assert extension["identifier"]


def test_a_widget_takes_the_token_in_a_body_and_never_in_an_address(client: Client) -> None:
    for extension in client.get("/api/manifest").json()["extensions"]:
        if extension["target"] == "WIDGET":
            assert [option["method"] for option in extension["options"].values()] == ["POST"]


@pytest.mark.parametrize(("language", "label"), [("id", "Pemetaan marketplace"), ("en", "Marketplace links")])
def test_labels_are_in_the_language_of_the_service(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str, label: str
) -> None:
    monkeypatch.setenv("STOREFRONT_LANGUAGE", language)
    settings.cache_clear()
    try:
        assert client.get("/api/manifest").json()["extensions"][0]["label"] == label
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_staff_are_told_each_marketplace_that_there_is(client: Client) -> None:
    about = client.get("/api/manifest").json()["about"]
    assert [
        name for name in (place.manifest.name for place in marketplaces().values()) if name not in about
    ] == []


def test_every_subscription_asks_when_by_whom_and_for_whom(client: Client) -> None:
    for webhook in client.get("/api/manifest").json()["webhooks"]:
        for part in ("issuedAt", "issuingPrincipal", "recipient"):
            assert part in webhook["query"]
