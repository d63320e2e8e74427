"""Installs an app from its manifest: fetch it, make app, webhooks and token, hand the token over unsigned."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from storefront_sync.saleor.simulator.events import VERSION
from storefront_sync.saleor.simulator.state.apps import App, Installation, Webhook
from storefront_sync.saleor.simulator.state.store import Store
from storefront_sync.saleor.simulator.webhooks import TIMEOUT_SECONDS, USER_AGENT, Post, token_body

SCHEMA_VERSION = VERSION.rpartition(".")[0]
NO_CONNECTION = "Failed to connect to app. Try later or contact with app support."
APP_ERROR = "App internal error ({code}). Try later or contact with app support."


class ManifestPart(BaseModel):
    """A part of a manifest; keys that we don't know are ignored, as Saleor does."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class ManifestWebhook(ManifestPart):
    """A webhook that the app wants."""

    name: str
    target_url: str
    query: str
    async_events: list[str] = []
    is_active: bool = True


class AppManifest(ManifestPart):
    """What an app says of itself."""

    id: str
    name: str
    version: str
    permissions: list[str] = []
    app_url: str = ""
    token_target_url: str = ""
    author: str = "-"
    webhooks: list[ManifestWebhook] = []


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
            return
        with self._store.lock:
            app.is_active = installation.activate
            self._store.installations.remove(installation)

    def _fetch(self, url: str) -> AppManifest:
        headers = {"Saleor-Schema-Version": SCHEMA_VERSION, "User-Agent": USER_AGENT}
        try:
            answer = requests.get(url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
            answer.raise_for_status()
            return AppManifest.model_validate(answer.json())
        except requests.ConnectionError as error:
            raise InstallFailed("manifestUrl: ['Can't fetch manifest data.']") from error
        except requests.RequestException as error:
            raise InstallFailed("manifestUrl: ['Unable to fetch manifest data.']") from error
        except ValidationError as error:
            fields = ", ".join(str(problem["loc"][0]) for problem in error.errors())
            raise InstallFailed(f"{fields}: ['Field required']") from error

    def _make(self, installation: Installation, manifest: AppManifest) -> App:
        if not manifest.author.strip():
            raise InstallFailed("author: ['Incorrect value for field: author']")
        unknown = set(manifest.permissions) - self._permissions
        if unknown:
            raise InstallFailed("permissions: ['Given permissions don't exist.']")
        with self._store.lock:
            if any(row.identifier == manifest.id and not row.deleted for row in self._store.apps):
                raise InstallFailed(
                    f"identifier: ['App with the same identifier is already installed: {manifest.name}']"
                )
            wanted = installation.permissions or frozenset(manifest.permissions)
            app = App(
                *self._store.stamp("App"),
                name=installation.app_name or manifest.name,
                identifier=manifest.id,
                permissions=wanted,
                version=manifest.version,
                app_url=manifest.app_url,
                token=self._store.new_token(),
            )
            app.webhooks = [self._webhook(app, row) for row in manifest.webhooks]
            self._store.add(app)
            self._store.apps.append(app)
            return app

    def _webhook(self, app: App, given: ManifestWebhook) -> Webhook:
        problem = self._check_query(given.query)
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
            # Saleor's calls lose the port here.
            "Host": urlsplit(manifest.token_target_url).hostname or "",
        }
        code = self._send(manifest.token_target_url, headers, token_body(app.token))
        if code == 0:
            raise InstallFailed(NO_CONNECTION)
        # A redirect counts as success there, and the token is lost.
        if code >= 400:
            raise InstallFailed(APP_ERROR.format(code=code))


def events_of(query: str) -> frozenset[str]:
    """The events that a subscription names in its fragments, in upper case."""
    names = re.findall(r"\.\.\.\s*on\s+(\w+)", query)
    words = (re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper() for name in names)
    return frozenset(word for word in words if word not in ("APP", "USER"))
