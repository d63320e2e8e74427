"""Installs an app from its manifest: fetch it, make app, webhooks and token, hand the token over unsigned."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from pydantic import ValidationError

from storefront_sync.saleor.simulator.app_manifest import (
    AppManifest,
    ManifestExtension,
    ManifestWebhook,
    satisfied,
)
from storefront_sync.saleor.simulator.events import VERSION
from storefront_sync.saleor.simulator.state.apps import App, Extension, Installation, Webhook
from storefront_sync.saleor.simulator.state.store import Store
from storefront_sync.saleor.simulator.webhooks import TIMEOUT_SECONDS, USER_AGENT, Answered, Post, token_body

SCHEMA_VERSION = VERSION.rpartition(".")[0]
NO_CONNECTION = "Failed to connect to app. Try later or contact with app support."
APP_ERROR = "App internal error ({code}). Try later or contact with app support."
UNKNOWN_ERROR = "Unknown error. Contact with app support."
OUT_OF_SCOPE = "Extension permission must be listed in App's permissions."
LEAST_LOGO = 256
"""Pixels, both ways. A smaller logo is left out without a word."""


class InstallFailed(Exception):
    """Why an installation failed, in Saleor's words."""


class Installer:
    """Runs one installation after another."""

    def __init__(
        self,
        store: Store,
        send: Post,
        base_url: Callable[[], str],
        check_query: Callable[[str], str],
        events: frozenset[str],
        permissions: frozenset[str],
    ) -> None:
        self._store = store
        self._send = send
        self._base_url = base_url
        self._check_query = check_query
        self._events = events
        self._permissions = permissions

    def run(self, installation: Installation) -> None:
        """Install, or leave the installation FAILED with its reason and no app."""
        app: App | None = None
        try:
            manifest = self._fetch(installation.manifest_url)
            app = self._make(installation, manifest)
            self._hand_over(app, manifest)
        except InstallFailed as failed:
            with self._store.lock:
                installation.status, installation.message = "FAILED", str(failed)
                if app is not None:
                    self._store.apps.remove(app)
                    self._store.drop(app)
                    for webhook in app.webhooks:
                        self._store.drop(webhook)
            return
        logo = self._logo(manifest)
        with self._store.lock:
            app.logo = logo
            app.is_active = installation.activate
            self._store.installations.remove(installation)

    def _fetch(self, url: str) -> AppManifest:
        headers = {
            "Saleor-Schema-Version": SCHEMA_VERSION,
            "User-Agent": USER_AGENT,
            # Saleor's calls lose the port here.
            "Host": urlsplit(url).hostname or "",
        }
        try:
            answer = requests.get(url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
            answer.raise_for_status()
            document = answer.json()
            if not isinstance(document, dict):
                raise InstallFailed(UNKNOWN_ERROR)
            return AppManifest.model_validate(document)
        except requests.HTTPError as error:
            raise InstallFailed(APP_ERROR.format(code=error.response.status_code)) from error
        except requests.RequestException as error:
            raise InstallFailed(NO_CONNECTION) from error
        except ValidationError as error:
            raise InstallFailed(_told(error)) from error

    def _make(self, installation: Installation, manifest: AppManifest) -> App:
        wanted = manifest.required_saleor_version
        if wanted and not satisfied(wanted):
            told = f"Saleor version {VERSION} is not supported by the app."
            raise InstallFailed(f"requiredSaleorVersion: {[told]}")
        granted = installation.permissions
        if granted is None:
            granted = frozenset(manifest.permissions)
            if granted - self._permissions:
                raise InstallFailed("permissions: ['Given permissions don't exist.']")
        with self._store.lock:
            for row in self._store.apps:
                if row.identifier == manifest.id and not row.deleted:
                    raise InstallFailed(
                        f"identifier: ['App with the same identifier is already installed: {row.name}']"
                    )
            app = App(
                *self._store.stamp("App"),
                name=installation.app_name or manifest.name,
                identifier=manifest.id,
                permissions=granted,
                version=manifest.version,
                app_url=manifest.app_url,
                manifest_url=installation.manifest_url,
                about=manifest.about or "",
                author=manifest.author or "",
                token=self._store.new_token(),
            )
            app.extensions = [self._extension(app, row) for row in manifest.extensions]
            app.webhooks = [self._webhook(app, row) for row in manifest.webhooks]
            self._store.add(app)
            self._store.apps.append(app)
            for webhook in app.webhooks:
                self._store.add(webhook)
            return app

    def _extension(self, app: App, given: ManifestExtension) -> Extension:
        if not set(given.permissions) <= app.permissions:
            raise InstallFailed(f"extensions: {[OUT_OF_SCOPE]}")
        return Extension(
            *self._store.stamp("AppExtension"),
            identifier=given.identifier,
            label=given.label,
            mount=given.mount,
            target=given.target,
            url=given.url,
            permissions=tuple(given.permissions),
            settings=given.options,
        )

    def _webhook(self, app: App, given: ManifestWebhook) -> Webhook:
        if not is_target(given.target_url):
            raise InstallFailed("webhooks: ['Invalid target url.']")
        problem = self._check_query(given.query).replace("'", '"')  # as its older GraphQL library quotes
        if problem:
            raise InstallFailed(f"webhooks: ['Subscription query is not valid: {problem}']")
        names = frozenset(given.async_events) or events_of(given.query)
        if not names <= self._events:
            raise InstallFailed("webhooks: ['Invalid asynchronous event.']")
        return Webhook(
            *self._store.stamp("Webhook"),
            app=app,
            name=given.name,
            target_url=given.target_url,
            query=given.query,
            events=names,
            is_active=given.is_active,
        )

    def _hand_over(self, app: App, manifest: AppManifest) -> None:
        if not manifest.token_target_url:
            return
        api = self._base_url()
        domain = urlsplit(api).netloc
        headers = {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "Saleor-Domain": domain,
            "X-Saleor-Domain": domain,
            "Saleor-Api-Url": f"{api}/graphql/",
            "Saleor-Schema-Version": SCHEMA_VERSION,
            "Host": urlsplit(manifest.token_target_url).hostname or "",
        }
        code = self._send(manifest.token_target_url, headers, token_body(app.token))
        if code == 0:
            raise InstallFailed(NO_CONNECTION)
        # A redirect counts as success there, and the token is lost.
        if code >= 400:
            raise InstallFailed(_reason(code) or APP_ERROR.format(code=code))

    def _logo(self, manifest: AppManifest) -> str:
        """The logo's address if it is a picture that is large enough, as workers look it up afterwards."""
        if manifest.brand is None:
            return ""
        url = manifest.brand.logo.default
        try:
            picture = requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False).content
        except requests.RequestException:
            return ""
        if not picture.startswith(b"\x89PNG\r\n\x1a\n"):
            return ""
        return url if min(struct.unpack(">II", picture[16:24])) >= LEAST_LOGO else ""


def is_target(url: str) -> bool:
    """Whether events may be sent there: Saleor takes no port of one digit (3.23.28)."""
    return re.fullmatch(r"https?://[^\s/:]+(?::\d{2,5})?(?:[/?]\S*)?", url) is not None


def events_of(query: str) -> frozenset[str]:
    """The events that a subscription names in its fragments, in upper case."""
    names = re.findall(r"\.\.\.\s*on\s+(\w+)", query)
    words = (re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper() for name in names)
    return frozenset(word for word in words if word not in ("APP", "USER"))


def _told(error: ValidationError) -> str:
    """What is wrong with a manifest, field by field."""
    by_field: dict[str, list[str]] = {}
    for problem in error.errors():
        by_field.setdefault(str(problem["loc"][0]), []).append(str(problem["msg"]))
    return ", ".join(f"{field}: {messages}" for field, messages in by_field.items())


def _reason(code: int) -> str:
    """The sentence of an app that refused, where it gave one as Saleor wants it."""
    if not isinstance(code, Answered):
        return ""
    try:
        return str(json.loads(code.body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""
