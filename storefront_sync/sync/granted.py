"""Turns a seller's answer into shops of the cooperative that asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from connectors.base.consent import Consent, Granted, Reach
from connectors.base.services import Timeouts
from connectors.base.types import AppCredentials
from storefront_sync.catalog.storable import storable
from storefront_sync.sync.comeback import come_back
from storefront_sync.tenants import consent_end
from storefront_sync.tenants.consent_end import doubt
from storefront_sync.tenants.models import AppRegistration, Cooperative, Shop
from storefront_sync.tenants.onboarding import Consented, OwnedByAnother, app_credentials, connect_shop
from storefront_sync.tenants.vault import unseal

QUICK: Final = Timeouts(connect=2.0, read=8.0)
"""A person waits for the answer, and the proxy in front gives a request up after 25 seconds."""


@dataclass(frozen=True)
class Connected:
    """One shop that a seller let us into. `new`: it waits to be activated; `back`: it had stopped, and has
    work now."""

    shop_id: int
    name: str
    new: bool
    back: bool


@dataclass(frozen=True)
class Taken:
    """What became of a consent; `elsewhere` names the shops that are another cooperative's."""

    shops: tuple[Connected, ...]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """A marketplace's consent with what its methods are given."""

    consent: Consent
    app: AppCredentials
    reach: Reach
    redirect: str

    def address(self, state: str) -> str:
        """Where the seller's browser goes; raises ConnectorError."""
        return self.consent.address(self.app, self.redirect, state, self.reach)

    def redeem(self, answer: Mapping[str, str]) -> tuple[Granted, ...]:
        """The shops of an answer; raises ConnectorError."""
        return self.consent.redeem(self.app, answer, self.reach)


def office(consent: Consent, marketplace: str, public_url: str, now: Callable[[], datetime]) -> Office | None:
    """None where our app isn't registered with the marketplace.

    The return page is at our public address, unless the app's option `redirect` names the one that is
    registered there.
    """
    registration = AppRegistration.objects.filter(marketplace=marketplace).first()
    if registration is None:
        return None
    app = app_credentials(registration, unseal(registration.secrets_encrypted))
    reach = Reach(now, QUICK, registration.host, registration.auth_host)
    own = f"{public_url.rstrip('/')}/connect/return/{marketplace}"
    return Office(consent, app, reach, app.options.get("redirect") or own)


@transaction.atomic
def take(
    cooperative: Cooperative, marketplace: str, grants: Sequence[Granted], group: str, now: datetime
) -> Taken:
    """Make each a shop of the cooperative, or give an existing one its new pair; all of them or none.

    A shop of another cooperative stays there, and is asked after: the pair that was just given is forgotten.
    """
    shops, elsewhere = [], []
    for grant in sorted(grants, key=lambda each: each.access.shop_id):
        try:
            with transaction.atomic():
                consented = Consented(now, grant.ends_at, group)
                shops.append(_connected(cooperative, marketplace, grant, consented))
        except OwnedByAnother:
            elsewhere.append(_name(grant))
            # A marketplace may have ended the pair that its own cooperative has.
            doubt(Shop.objects.get(marketplace=marketplace, external_id=grant.access.shop_id).pk, now)
    return Taken(tuple(shops), tuple(elsewhere))


def _connected(cooperative: Cooperative, marketplace: str, grant: Granted, consented: Consented) -> Connected:
    rows = Shop.objects.select_for_update(no_key=True)
    before = rows.filter(marketplace=marketplace, external_id=grant.access.shop_id).first()
    shop = connect_shop(
        cooperative,
        marketplace,
        grant.access.shop_id,
        _name(grant),
        grant.tokens,
        cipher_text=grant.access.cipher,
        consented=consented,
    )
    was = before.state if before else None
    back = was in (Shop.State.NEEDS_CONSENT, Shop.State.DISCONNECTED) and shop.state == Shop.State.ACTIVE
    consent_end.given(shop, consented.at)
    if back:
        come_back(shop, consented.at)
    return Connected(shop.pk, shop.name, new=shop.state == Shop.State.PREPARING, back=back)


def _name(grant: Granted) -> str:
    return storable(grant.name, 200).strip() or grant.access.shop_id
