"""Installs our App as staff do in the Dashboard, and waits for the outcome."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import APP_ID, APP_NAME, PERMISSIONS
from storefront_sync.saleor.setup import wire
from storefront_sync.saleor.setup.server import listed, make, run

LONGEST_SECONDS = 90.0
PAUSE_SECONDS = 1.0


class InstallFailed(StorefrontError):
    """Saleor couldn't install the App; `technical` is Saleor's own message."""


class AppFound(Enum):
    """How the App stands on a server."""

    INSTALLED = "installed"
    THERE = "there"
    SWITCHED_OFF = "switched_off"
    LACKS_PERMISSION = "lacks_permission"


def install_app(
    client: SaleorClient,
    manifest_url: str,
    sleep: Callable[[float], None],
    progress: Callable[[int], None] = lambda seconds: None,
) -> AppFound:
    """Install the App, or say how the one stands that is there. Raises InstallFailed."""
    found = _app(client)
    if found is not None:
        held = {row.code for row in found.permissions or ()}
        if not found.is_active:
            return AppFound.SWITCHED_OFF
        return AppFound.THERE if held >= set(PERMISSIONS) else AppFound.LACKS_PERMISSION
    for old in _installations(client):
        if old.status == "FAILED" and old.manifest_url == manifest_url:
            run(client.transport, "ForgetInstallation", id=old.id)
    running = make(
        client.transport,
        "InstallApp",
        input={
            "appName": APP_NAME,
            "manifestUrl": manifest_url,
            "activateAfterInstallation": True,
            "permissions": list(PERMISSIONS),
        },
    )
    for turn in range(int(LONGEST_SECONDS / PAUSE_SECONDS)):
        progress(turn)
        row = next((one for one in _installations(client) if one.id == running), None)
        if row is None:
            if _app(client) is None:
                raise InstallFailed("setup.app.failed")
            return AppFound.INSTALLED
        if row.status == "FAILED":
            raise InstallFailed("setup.app.failed", (row.message or "")[:300])
        sleep(PAUSE_SECONDS)
    raise InstallFailed("setup.app.no_answer", f"{int(LONGEST_SECONDS)} s")


def _app(client: SaleorClient) -> wire.App | None:
    rows = listed(client.transport, "setup/InstalledApps", wire.AppsAnswer, lambda answer: answer.apps)
    return next((row for row in rows if row.identifier == APP_ID), None)


def _installations(client: SaleorClient) -> list[wire.Installation]:
    return client.transport.query("setup/Installations", wire.InstallationsAnswer).apps_installations
