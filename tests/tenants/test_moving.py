"""An installation follows its Saleor to another address only once that proved to be the same Saleor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import SaleorUnreachable
from storefront_sync.saleor.simulator import SaleorSimulator
from storefront_sync.tenants.models import Cooperative, Installation
from storefront_sync.tenants.moving import MoveRefused, move_installation
from storefront_sync.tenants.onboarding import register_installation
from tests.saleor.shop import row
from tests.tenants.installed import Installed


@pytest.fixture
def old(app: Installed) -> str:
    """The address of before: the row has it, the server calls itself otherwise now."""
    Installation.objects.update(api_url="https://lama.koperasi.example/graphql/")
    return "https://lama.koperasi.example/graphql/"


@pytest.fixture
def another() -> Iterator[SaleorSimulator]:
    """Somebody else's Saleor."""
    server = SaleorSimulator.from_products([row("TEH", 3)], channel="lain", background=False)
    server.start()
    yield server
    server.stop()


def refusal(old: str, new: str) -> str:
    with pytest.raises(MoveRefused) as refused:
        move_installation(old, new, SaleorClient)
    assert Installation.objects.filter(api_url=old).exists()
    return refused.value.key


def test_the_row_follows_where_our_token_works_as_the_same_app(app: Installed, old: str) -> None:
    before = app.row
    moved = move_installation(old, app.shop.api_url, SaleorClient)
    assert (moved.pk, moved.api_url, moved.app_id) == (before.pk, app.shop.api_url, before.app_id)
    assert Cooperative.objects.get().installation_id == before.pk
    assert (app.swept_at, moved.checked_at) == (None, None)
    app.check()
    assert app.troubles() == []


def test_another_saleor_is_refused(app: Installed, old: str, another: SaleorSimulator) -> None:
    assert refusal(old, f"{another.base_url()}/graphql/") == "move.token_unknown"


def test_an_address_where_nobody_answers_is_refused(app: Installed, old: str) -> None:
    with pytest.raises(SaleorUnreachable):
        move_installation(old, "http://127.0.0.1:9/graphql/", SaleorClient)


def test_an_app_installed_again_at_the_new_address_is_taken_over_where_the_channels_are_there(
    app: Installed, old: str
) -> None:
    Cooperative.objects.update(channel_slug="koperasi", channel_id=app.shop.simulator.store.channels[0].id)
    app.delete()
    app.shop.install(app.manifest_url)  # as a fresh installation, since its address is another
    fresh = Installation.objects.get(api_url=app.shop.api_url)
    moved = move_installation(old, app.shop.api_url, SaleorClient)
    assert (moved.app_id, moved.token_encrypted) == (fresh.app_id, fresh.token_encrypted)
    assert Installation.objects.count() == 1
    assert Cooperative.objects.get().installation_id == moved.pk


def test_an_app_of_a_saleor_without_our_channels_is_not_taken_over(app: Installed, old: str) -> None:
    app.delete()
    app.shop.install(app.manifest_url)
    assert refusal(old, app.shop.api_url) == "move.another_saleor"
    assert Installation.objects.count() == 2


def test_an_address_that_others_use_is_refused(app: Installed, old: str) -> None:
    taken = register_installation("https://lain.example/graphql/", "x", "token", app.clock.now())
    Cooperative.objects.create(
        installation=taken, slug="lain", name="Lain", channel_slug="lain", channel_id="lain"
    )
    assert refusal(old, taken.api_url) == "move.address_in_use"


def test_a_token_of_another_app_is_no_proof(app: Installed, old: str) -> None:
    Installation.objects.update(app_id="QXBwOjk5")
    assert refusal(old, app.shop.api_url) == "move.another_app"


def test_an_address_that_is_not_here_and_one_that_is_the_same_are_refused(app: Installed, old: str) -> None:
    assert refusal(old, old) == "move.same_address"
    with pytest.raises(MoveRefused) as refused:
        move_installation("https://nobody.example/graphql/", old, SaleorClient)
    assert refused.value.key == "move.unknown_address"
