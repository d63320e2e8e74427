"""A Saleor that moved to another address: our rows follow it, once it has proved to be the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db import transaction

from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import TokenDead
from storefront_sync.saleor.manifest import APP_ID
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.checkup import read_all_again
from storefront_sync.tenants.models import Cooperative, Installation, ToldProblem

Connect = Callable[[str, str], SaleorClient]
"""Makes a client of an API address and a token."""


class MoveRefused(StorefrontError):
    """The rows stay where they are; the key says why."""


def move_installation(old: str, new: str, connect: Connect) -> Installation:
    """Carry the installation of the API address `old` over to `new`. Raises MoveRefused and SaleorError.

    Proof that it is the same Saleor: our token of `old` works at `new` as the same App. Or the App was
    installed again at `new` already: then its token there must find every cooperative's channel, by id and
    slug, and the installation takes that App over.
    """
    installation = Installation.objects.filter(api_url=old).first()
    if installation is None:
        raise MoveRefused("move.unknown_address", old)
    if old == new:
        raise MoveRefused("move.same_address", new)
    again = Installation.objects.filter(api_url=new).first()
    if again is not None and Cooperative.objects.filter(installation=again).exists():
        raise MoveRefused("move.address_in_use", new)
    token = (again or installation).token_encrypted
    client = connect(new, cipher().decrypt(token))
    try:
        found = client.identity()
    except TokenDead as error:
        raise MoveRefused("move.token_unknown", error.technical) from None
    if found.identifier != APP_ID or (again is None and found.app_id != installation.app_id):
        raise MoveRefused("move.another_app", found.app_id)
    if again is not None:
        _same_channels(installation, ((row.id, row.slug) for row in client.channels()))
    _write(installation, again, {"api_url": new, "app_id": found.app_id, "token_encrypted": token})
    return Installation.objects.get(pk=installation.pk)


def _same_channels(installation: Installation, found: Iterable[tuple[str, str]]) -> None:
    there = set(found)
    for cooperative in Cooperative.objects.filter(installation=installation).order_by("id"):
        if (cooperative.channel_id, cooperative.channel_slug) not in there:
            raise MoveRefused("move.another_saleor", cooperative.channel_slug)


@transaction.atomic
def _write(installation: Installation, again: Installation | None, moved: Mapping[str, object]) -> None:
    if again is not None:
        ToldProblem.objects.filter(installation=again).delete()
        again.delete()
    fresh = {"checked_at": None, "tell_after": None, "dead_since": None, "revoked_at": None}
    Installation.objects.filter(pk=installation.pk).update(**moved, **fresh)
    read_all_again(installation.pk)
