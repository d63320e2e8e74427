"""What Saleor reads before it installs our App."""

from __future__ import annotations

import struct

import pytest
from django.test import Client

from storefront_sync.settings.env import settings


def test_every_address_is_made_of_the_public_one_whatever_the_host_header_says(client: Client) -> None:
    manifest = client.get("/api/manifest", headers={"Host": "localhost:1"}).json()
    base = settings().public_url
    addresses = [manifest["appUrl"], manifest["tokenTargetUrl"], manifest["brand"]["logo"]["default"]]
    addresses += [webhook["targetUrl"] for webhook in manifest["webhooks"]]
    assert len(addresses) > 3
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
