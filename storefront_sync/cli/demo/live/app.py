"""Our App in a live Saleor: installed by the real handshake, beside nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable

from storefront_sync.cli.demo.live import documents
from storefront_sync.cli.demo.live.api import Api
from storefront_sync.cli.demo.live.premises import TAG
from storefront_sync.cli.demo.live.wire import App, Done, Installations
from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.manifest import APP_ID, MANIFEST_PATH
from storefront_sync.saleor.setup.app_install import AppFound, install_app

LONGEST_SECONDS = 60
"""An installation that isn't over by then is left to itself."""
_DEMOS = re.compile(rf"http://127\.0\.0\.1:\d+{re.escape(MANIFEST_PATH)}\?demo=({TAG})")


class AppTaken(StorefrontError):
    """Our App is installed there for real, or for a demonstration that runs: neither is touched."""


def manifest_of(manifest_url: str, tag: str) -> str:
    """The address of the manifest with the tag, by which a demonstration's App is known for one."""
    return f"{manifest_url}?demo={tag}"


def make_room(api: Api, answers: Callable[[str], bool]) -> str:
    """Delete the App of an earlier demonstration that is gone; returns its tag, "" where there is none.

    `answers` says whether anybody is at an address. Raises AppTaken, ControlRefused.
    """
    app = _ours(api)
    if app is None:
        return ""
    address = app.manifest_url or ""
    tag = tag_of(address)
    if not tag:
        raise AppTaken("demo.live.app_taken", address)
    if answers(address):
        raise AppTaken("demo.live.demo_runs", address)
    api.do(documents.DELETE_APP, Done, id=app.id)
    return tag


def install(client: SaleorClient, manifest_url: str, tag: str, sleep: Callable[[float], None]) -> None:
    """Install the App and wait for it. Raises InstallFailed, AppTaken."""
    address = manifest_of(manifest_url, tag)
    if install_app(client, address, sleep) is not AppFound.INSTALLED:
        raise AppTaken("demo.live.app_taken", address)


def uninstall(api: Api, tag: str, sleep: Callable[[float], None]) -> None:
    """Delete this run's App, and its installation if that failed; one that still runs is waited for. Raises
    ControlRefused."""
    for _ in range(LONGEST_SECONDS):
        rows = api.ask(documents.INSTALLATIONS, Installations).rows
        running = [row for row in rows if tag_of(row.manifest_url) == tag]
        for row in running:
            if row.status == "FAILED":
                api.do(documents.FORGET_INSTALLATION, Done, id=row.id)
        if all(row.status == "FAILED" for row in running):
            break
        sleep(1.0)
    app = _ours(api)
    if app is not None and tag_of(app.manifest_url or "") == tag:
        api.do(documents.DELETE_APP, Done, id=app.id)


def tag_of(address: str) -> str:
    """The tag in a manifest's address, "" where it isn't a demonstration's."""
    found = _DEMOS.fullmatch(address)
    return found[1] if found else ""


def _ours(api: Api) -> App | None:
    return next((row for row in api.rows(documents.APPS, App) if row.identifier == APP_ID), None)
