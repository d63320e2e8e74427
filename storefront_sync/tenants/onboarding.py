"""Writes down who is served. Every call may be repeated: the same account is the same row."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from connectors.base.types import AppCredentials, TokenPair
from storefront_sync.core.errors import StorefrontError
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.models import (
    AppRegistration,
    Cooperative,
    CooperativeWarehouse,
    Installation,
    Shop,
)
from storefront_sync.tenants.tokens import store_tokens
from storefront_sync.tenants.vault import seal


class OwnedByAnother(StorefrontError):
    """The channel, warehouse or account belongs to another cooperative already."""


def register_installation(api_url: str, app_id: str, token: str, now: datetime) -> Installation:
    """A Saleor server gave our App a token. A re-install replaces App id and token in the same row, and is
    looked at soon: see `checkup`."""
    fresh = {
        "app_id": app_id,
        "token_encrypted": cipher().encrypt(token),
        "revoked_at": None,
        "checked_at": None,
        "tell_after": None,
    }
    installation, _ = Installation.objects.update_or_create(
        api_url=api_url, defaults=fresh, create_defaults={**fresh, "created_at": now}
    )
    return installation


@transaction.atomic
def register_cooperative(
    installation: Installation,
    slug: str,
    name: str,
    *,
    channel_slug: str,
    channel_id: str,
    warehouse_ids: Collection[str],
    shipping_method_id: str = "",
    postcode_mark: str = "",
    sku_prefix: str = "",
) -> Cooperative:
    """A cooperative over one channel and its warehouses; raises OwnedByAnother."""
    taken = Cooperative.objects.filter(installation=installation, channel_slug=channel_slug).exclude(
        slug=slug
    )
    if taken.exists():
        raise OwnedByAnother("channel.owned_by_another", channel_slug)
    elsewhere = Cooperative.objects.filter(slug=slug).exclude(installation=installation)
    if elsewhere.exists():
        raise OwnedByAnother("cooperative.slug_taken", slug)
    cooperative, _ = Cooperative.objects.update_or_create(
        slug=slug,
        defaults={
            "installation": installation,
            "name": name,
            "channel_slug": channel_slug,
            "channel_id": channel_id,
            "shipping_method_id": shipping_method_id,
            "postcode_mark_encrypted": cipher().encrypt(postcode_mark),
            "sku_prefix": sku_prefix,
        },
    )
    for warehouse_id in warehouse_ids:
        row, _ = CooperativeWarehouse.objects.get_or_create(
            installation=installation, warehouse_id=warehouse_id, defaults={"cooperative": cooperative}
        )
        if row.cooperative_id != cooperative.pk:
            raise OwnedByAnother("warehouse.owned_by_another", warehouse_id)
    return cooperative


def register_app(
    marketplace: str, credentials: AppCredentials, *, host: str = "", auth_host: str = ""
) -> None:
    """Our registered app at a marketplace; hosts only where it isn't the marketplace's own (a simulator)."""
    secrets = {"secret": credentials.secret, "options": json.dumps(dict(credentials.options))}
    AppRegistration.objects.update_or_create(
        marketplace=marketplace,
        defaults={
            "app_key": credentials.key,
            "secrets_encrypted": seal(secrets),
            "host": host,
            "auth_host": auth_host,
        },
    )


@dataclass(frozen=True)
class Consented:
    """What is known of a consent besides its tokens: when it was given, when it ends by itself (None: not
    said), and the word that all shops of it share."""

    at: datetime
    ends_at: datetime | None = None
    group: str = ""


@transaction.atomic
def connect_shop(
    cooperative: Cooperative,
    marketplace: str,
    external_id: str,
    name: str,
    tokens: TokenPair,
    *,
    cipher_text: str = "",
    consented: Consented | None = None,
) -> Shop:
    """A marketplace account gave consent. Nothing is pushed before `activate_shop`, unless somebody had
    activated the shop before: then it goes on. Raises OwnedByAnother.

    The row is locked, so that a refresh that is under way ends first and the new pair stays.
    """
    made, _ = Shop.objects.get_or_create(
        marketplace=marketplace, external_id=external_id, defaults={"cooperative": cooperative, "name": name}
    )
    shop = Shop.objects.select_for_update(no_key=True).get(pk=made.pk)
    if shop.cooperative_id != cooperative.pk:
        raise OwnedByAnother("shop.owned_by_another", external_id)
    shop.name = name
    shop.cipher_encrypted = cipher().encrypt(cipher_text)
    if shop.state in (Shop.State.NEEDS_CONSENT, Shop.State.DISCONNECTED):
        shop.state = Shop.State.ACTIVE if shop.activated else Shop.State.PREPARING
        shop.not_before = None
    shop.consented_at = consented.at if consented else None
    shop.consent_ends_at = consented.ends_at if consented else None
    shop.consent_group = consented.group if consented else ""
    shop.refresh_renews = None
    shop.consent_doubted_at = shop.consent_look_at = None
    shop.save(
        update_fields=[
            "name",
            "cipher_encrypted",
            "state",
            "not_before",
            "consented_at",
            "consent_ends_at",
            "consent_group",
            "refresh_renews",
            "consent_doubted_at",
            "consent_look_at",
        ]
    )
    store_tokens(shop, tokens, shop.consented_at)
    return shop


def activate_shop(shop: Shop) -> None:
    """From now on the shop's price and stock are written."""
    Shop.objects.filter(pk=shop.pk).update(state=Shop.State.ACTIVE, activated=True)


@transaction.atomic
def disconnect_shop(shop: Shop) -> None:
    """Forget the shop's tokens and make no more calls for it; its listings, links and orders stay. Connected
    again, it is prepared and activated again."""
    row = Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    row.state, row.activated, row.tokens_encrypted = Shop.State.DISCONNECTED, False, ""
    row.access_expires_at = row.refresh_expires_at = row.tokens_stored_at = None
    row.consent_ends_at = row.consent_doubted_at = row.refresh_renews = None
    row.consent_group = row.cipher_encrypted = ""
    row.save()


def app_credentials(registration: AppRegistration, secrets: Mapping[str, str]) -> AppCredentials:
    """The registered app as the connectors take it; `secrets` is the unsealed row."""
    return AppCredentials(registration.app_key, secrets["secret"], json.loads(secrets.get("options", "{}")))
