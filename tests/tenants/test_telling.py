"""Saleor's Dashboard shows our open problems, and nothing that is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storefront_sync.saleor.calls.app import LONGEST_KEY
from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import SaleorOutcomeUnknown
from storefront_sync.saleor.simulator.state.apps import AppProblem
from storefront_sync.settings.keys import cipher
from storefront_sync.tenants.models import Cooperative, Problem, Shop, ToldProblem
from storefront_sync.tenants.problems import close_all, close_problem, open_problem
from storefront_sync.tenants.telling import MOST_CALLS, RETOLD_AFTER, tell
from storefront_sync.tenants.wanted_problems import MOST_SHOWN
from tests.tenants.installed import Installed


def short(app: Installed, number: int, shop: Shop | None = None) -> None:
    """Orders of a cooperative are short of stock."""
    for order in range(number):
        open_problem(
            Cooperative.objects.get(slug="melati").pk,
            "order.short",
            f"order:{order}",
            {"order": f"24112{order}"},
            shop_id=shop.pk if shop else None,
            now=app.clock.now(),
        )


def test_many_problems_of_a_kind_are_one_line_with_their_number_and_what_to_do(app: Installed) -> None:
    short(app, 12)
    assert app.tell().shown == 1
    ((key, text),) = app.shown().items()
    assert text.startswith("12 × Stok tidak cukup")
    assert key == f"order.short:{Cooperative.objects.get().pk}"


def test_a_shops_problems_name_the_shop_and_with_several_cooperatives_whose_it_is(app: Installed) -> None:
    other = app.cooperate("anggrek")
    shop = Shop.objects.create(cooperative=other, marketplace="shopee", external_id="1", name="Toko Anggrek")
    open_problem(other.pk, "shop.consent_ended", f"shop:{shop.pk}", shop_id=shop.pk, now=app.clock.now())
    app.tell()
    (text,) = app.shown().values()
    assert text.startswith("Koperasi Anggrek · shopee Toko Anggrek: Izin toko ini sudah berakhir")
    assert app.there.problems[0].is_critical


@pytest.mark.parametrize(("ahead", "critical"), [("month", False), ("week", True), ("day", True)])
def test_the_nearer_the_end_of_a_consent_the_graver_it_is_told(
    app: Installed, ahead: str, critical: bool
) -> None:
    cooperative = Cooperative.objects.get()
    shop = Shop.objects.create(
        cooperative=cooperative, marketplace="shopee", external_id="1", name="Toko Melati"
    )
    detail = {"date": "2026-12-01"}
    key = f"shop.consent_ends_{ahead}"
    open_problem(cooperative.pk, key, f"shop:{shop.pk}", detail, shop_id=shop.pk, now=app.clock.now())
    app.tell()
    (text,) = app.shown().values()
    assert "2026-12-01" in text
    assert app.there.problems[0].is_critical is critical


def test_what_is_told_already_is_not_told_again(app: Installed) -> None:
    short(app, 2)
    app.tell()
    app.clock.forward(3600)
    assert app.tell().shown == 0
    assert [row.count for row in app.there.problems] == [1]


def test_a_closed_problem_is_taken_away(app: Installed) -> None:
    short(app, 2)
    app.tell()
    Problem.objects.update(closed_at=app.clock.now())
    assert app.tell().dismissed == 1
    assert app.shown() == {}
    assert not ToldProblem.objects.exists()
    before = app.shop.calls_received()
    app.tell()
    assert app.shop.calls_received() == before  # nothing to show, nothing to ask


def test_a_number_that_grows_is_told_again_in_the_same_line_but_not_by_the_minute(app: Installed) -> None:
    short(app, 2)
    app.tell()
    short(app, 5)
    app.clock.forward(60)
    assert app.tell().shown == 0
    app.clock.forward(RETOLD_AFTER.total_seconds())
    assert app.tell().shown == 1
    assert [text[:5] for text in app.shown().values()] == ["5 × S"]
    assert len(app.there.problems) == 1


def test_one_that_staff_took_away_comes_back_only_when_it_says_something_else(app: Installed) -> None:
    short(app, 2)
    app.tell()
    app.there.problems[0].dismissed_by = "USER"
    app.clock.forward(3600)
    assert app.tell().shown == 0
    short(app, 3)
    assert app.tell().shown == 1
    assert len(app.shown()) == 1


def test_one_that_saleor_dropped_for_lack_of_room_is_told_again(app: Installed) -> None:
    short(app, 2)
    app.tell()
    app.there.problems.clear()
    assert app.tell().shown == 1
    assert len(app.shown()) == 1


def test_a_crash_before_saleor_was_called_is_made_good(app: Installed) -> None:
    short(app, 2)
    ToldProblem.objects.create(
        installation=app.row,
        key=f"order.short:{Cooperative.objects.get().pk}",
        app_id=app.row.app_id,
        told_at=app.clock.now(),
    )
    app.tell()
    assert len(app.shown()) == 1


def test_a_crash_after_saleor_was_called_leaves_one_line_and_that_goes_too(app: Installed) -> None:
    short(app, 2)
    app.tell()
    ToldProblem.objects.update(message="")
    app.tell()
    assert len(app.there.problems) == 1
    ToldProblem.objects.update(message="")
    close_all(Cooperative.objects.get().pk, "order:0", shop_id=None, now=app.clock.now())
    close_all(Cooperative.objects.get().pk, "order:1", shop_id=None, now=app.clock.now())
    app.tell()
    assert app.shown() == {}


class HardOfHearing(SaleorClient):
    """Each problem arrives there; the answer doesn't arrive here."""

    def problem_create(self, key: str, message: str, *, critical: bool = False) -> None:
        """Tell it and lose the answer."""
        super().problem_create(key, message, critical=critical)
        raise SaleorOutcomeUnknown("saleor.outcome_unknown", "lost")


def test_a_lost_answer_is_made_good_by_the_next_comparison(app: Installed) -> None:
    short(app, 2)
    token = cipher().decrypt(app.row.token_encrypted)
    with pytest.raises(SaleorOutcomeUnknown):
        tell(app.row, HardOfHearing(app.shop.api_url, token), "id", app.clock.now)
    assert not ToldProblem.objects.get().message
    app.tell()
    assert len(app.there.problems) == len(app.shown()) == 1
    assert ToldProblem.objects.get().message


def test_an_app_that_was_installed_again_is_told_everything_anew(app: Installed) -> None:
    short(app, 2)
    app.tell()
    app.delete()
    app.install()
    assert app.shown() == {}
    app.tell()
    assert len(app.shown()) == 1
    assert ToldProblem.objects.get().app_id == app.there.id


def test_one_run_makes_few_calls_and_all_runs_show_less_than_saleor_keeps(app: Installed) -> None:
    cooperative = Cooperative.objects.get()
    for number in range(150):
        open_problem(cooperative.pk, f"test.kind_{number:03}", now=app.clock.now())
        app.clock.forward(1)
    open_problem(cooperative.pk, "sweep.would_zero", now=app.clock.now())
    runs = [app.tell().shown for _ in range(10)]
    assert runs[0] == MOST_CALLS
    assert sum(runs) == len(app.shown()) == MOST_SHOWN
    assert f"sweep.would_zero:{cooperative.pk}" in app.shown()  # the gravest first, then the oldest
    assert f"test.kind_000:{cooperative.pk}" in app.shown()
    assert f"test.kind_149:{cooperative.pk}" not in app.shown()


def test_what_is_wrong_with_the_app_itself_is_one_line_for_all_cooperatives(app: Installed) -> None:
    app.cooperate("anggrek")
    app.grant("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    app.check()
    app.tell()
    assert list(app.shown()) == ["app.permissions_missing"]
    assert "Handle payments" in app.shown()["app.permissions_missing"]


def test_every_key_fits_saleor(app: Installed) -> None:
    longest = "x" * (Problem._meta.get_field("key").max_length or 0)
    cooperative = Cooperative.objects.get()
    shop = Shop.objects.create(
        pk=2**31, cooperative=cooperative, marketplace="shopee", external_id="1", name="Toko"
    )
    open_problem(cooperative.pk, longest, shop_id=shop.pk, now=app.clock.now())
    app.tell()
    (key,) = app.shown()
    assert len(key) <= LONGEST_KEY


def test_the_same_line_lives_on_however_long_it_stays_open(app: Installed) -> None:
    short(app, 1)
    app.tell()
    first: AppProblem = app.there.problems[0]
    app.clock.forward(timedelta(days=30).total_seconds())
    short(app, 2)
    app.tell()
    assert app.there.problems == [first]
    close_problem(Cooperative.objects.get().pk, "order.short", "order:0", now=app.clock.now())
