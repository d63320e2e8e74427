"""`shop` registers our app, prints links, and switches shops on and off."""

from __future__ import annotations

import pytest
from click.testing import Result
from typer.testing import CliRunner

from storefront_sync.cli.main import app
from storefront_sync.core.clock import SystemClock
from storefront_sync.inbox.receive import receive_marketplace
from storefront_sync.jobs.first_run import activate
from storefront_sync.jobs.reconcile import steps
from storefront_sync.tenants.consent_requests import by_link
from storefront_sync.tenants.models import AppRegistration, ConsentRequest, Problem, Shop
from storefront_sync.tenants.onboarding import app_credentials
from storefront_sync.tenants.problems import open_problem
from storefront_sync.tenants.vault import unseal
from tests.conftest import HandSetClock
from tests.inbox import senders
from tests.inbox.cooperatives import World
from tests.inbox.fixtures import world

__all__ = ["world"]


SECRET = "very-secret-words"


def run(*words: str) -> Result:
    """The command's result."""
    return CliRunner(env={"COLUMNS": "300"}).invoke(app, ["shop", *words], input=f"{SECRET}\n")


def test_an_app_is_stored_with_its_options_and_its_secret_is_shown_nowhere(world: World) -> None:
    answer = run("register", "tokopedia", "--key", "k1", "--option", "service_id=77")
    assert answer.exit_code == 0, answer.output
    row = AppRegistration.objects.get(marketplace="tokopedia")
    app_found = app_credentials(row, unseal(row.secrets_encrypted))
    assert (app_found.key, app_found.secret, app_found.options) == (
        "k1",
        SECRET,
        {"service_id": "77"},
    )
    assert "/connect/return/tokopedia" in answer.output
    assert SECRET not in answer.output
    assert SECRET not in row.secrets_encrypted


def test_the_link_is_of_that_cooperative_and_that_marketplace(world: World) -> None:
    answer = run("connect", "tokopedia", "--cooperative", "melati")
    assert answer.exit_code == 0, answer.output
    asked = by_link(answer.output.strip().rpartition("/connect/")[2], SystemClock().now())
    assert (asked.cooperative, asked.marketplace) == (world.melati.cooperative, "tokopedia")


@pytest.mark.parametrize(
    "words",
    [
        ("connect", "nowhere", "--cooperative", "melati"),
        ("connect", "tokopedia", "--cooperative", "nobody"),
        ("activate", "tokopedia", "--cooperative", "melati", "--shop", "999"),
        ("disconnect", "tokopedia", "--cooperative", "nobody"),
        ("register", "tokopedia", "--key", "k", "--option", "senseless"),
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(world: World, words: tuple[str, ...]) -> None:
    before = list(Shop.objects.order_by("pk").values())
    answer = run(*words)
    assert answer.exit_code == 1
    assert answer.output.strip()
    assert not ConsentRequest.objects.exists()
    assert list(Shop.objects.order_by("pk").values()) == before


def test_no_link_is_made_for_a_marketplace_without_our_app(world: World) -> None:
    AppRegistration.objects.all().delete()
    answer = run("connect", "tokopedia", "--cooperative", "melati")
    assert answer.exit_code == 1
    assert "shop register tokopedia" in answer.output


def test_a_shop_is_activated_by_its_own_cooperative_only(world: World) -> None:
    shop = world.melati.tokopedia
    Shop.objects.update(state=Shop.State.PREPARING, activated=False)
    assert run("activate", "tokopedia", "--cooperative", "anggrek", "--shop", shop.external_id).exit_code == 1
    assert run("activate", "tokopedia", "--cooperative", "melati").exit_code == 0
    assert list(Shop.objects.filter(state=Shop.State.ACTIVE, activated=True)) == [shop]


def test_a_disconnected_shop_keeps_its_rows_and_loses_its_tokens(world: World, clock: HandSetClock) -> None:
    shop = world.melati.tokopedia
    listing = world.melati.listing
    open_problem(
        shop.cooperative_id, "shop.consent_ended", f"shop:{shop.pk}", shop_id=shop.pk, now=clock.now()
    )
    others = list(Shop.objects.exclude(pk=shop.pk).order_by("pk").values())
    assert run("disconnect", "tokopedia", "--cooperative", "melati").exit_code == 0
    shop.refresh_from_db()
    assert (shop.state, shop.tokens_encrypted, shop.activated) == (Shop.State.DISCONNECTED, "", False)
    listing.refresh_from_db()
    assert not Problem.objects.filter(closed_at=None).exists()
    assert list(Shop.objects.exclude(pk=shop.pk).order_by("pk").values()) == others
    assert run("activate", "tokopedia", "--cooperative", "melati").exit_code == 1
    activate(shop.cooperative_id)
    shop.refresh_from_db()
    assert shop.state == Shop.State.DISCONNECTED
    subjects = [step.subject for step in steps("melati")]
    assert not [each for each in subjects if "tokopedia" in each]
    assert [each for each in subjects if "shopee" in each]
    hint = senders.tokopedia_consent_ending(shop.external_id, clock.now())
    receive_marketplace("tokopedia", hint.headers, hint.body, clock.now())
    assert not Problem.objects.filter(closed_at=None).exists()
