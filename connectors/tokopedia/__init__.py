"""Tokopedia and TikTok Shop through the TikTok Shop Partner API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base.consent import Consent
from connectors.base.protocol import Connector, Manifest
from connectors.base.services import Services
from connectors.base.statement import StatementFormat
from connectors.base.types import AppCredentials, Hint, ShopAccess
from connectors.tokopedia.adapter import TokopediaConnector
from connectors.tokopedia.consent import TikTokShopConsent
from connectors.tokopedia.manifest import MANIFEST
from connectors.tokopedia.statement import STATEMENT
from connectors.tokopedia.webhooks import verify_webhook


@dataclass(frozen=True)
class Tokopedia:
    """The marketplace as the registry finds it."""

    manifest: Manifest = MANIFEST

    consent: Consent = field(default_factory=TikTokShopConsent)
    statement: StatementFormat = STATEMENT

    def connect(self, app: AppCredentials, shop: ShopAccess, services: Services) -> Connector:
        """A connector for one shop; makes no call."""
        return TokopediaConnector(app, shop, services)

    def verify_webhook(
        self, app: AppCredentials, headers: Mapping[str, str], body: bytes
    ) -> tuple[Hint, ...]:
        """The hints of a webhook; raises ForgedWebhook or MalformedWebhook."""
        return verify_webhook(app, headers, body)


MARKETPLACE = Tokopedia()
