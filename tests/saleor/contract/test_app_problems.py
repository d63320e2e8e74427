"""Problems of an app in the Dashboard, as this server has them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from storefront_sync.saleor.client import SaleorClient
from storefront_sync.saleor.errors import MutationRefused
from tests.saleor.contract.caller import Caller
from tests.saleor.contract.premises import Premises, plain_app

PROBLEMS = "{ app { problems { key message count isCritical createdAt updatedAt dismissed { by } } } }"
BY_STAFF = """mutation($app: ID!, $keys: [String!]!) {
  appProblemDismiss(input: {byStaffWithKeys: {app: $app, keys: $keys}}) { errors { field code } } }"""


@pytest.fixture
def own(premises: Premises) -> tuple[str, Caller, SaleorClient]:
    """An app of this test's own: its id, and who speaks with its token."""
    app_id, token = plain_app(premises.staff, f"{premises.run}-{uuid4().hex[:6]}", ("MANAGE_PRODUCTS",))
    return app_id, Caller(premises.server.api_url, token), SaleorClient(premises.server.api_url, token)


def test_a_problem_told_again_takes_the_new_text_and_counts_up(
    own: tuple[str, Caller, SaleorClient],
) -> None:
    _, caller, client = own
    client.problem_create("order.short:1", "Satu pesanan kurang stok.")
    client.problem_create("order.short:1", "Dua pesanan kurang stok.")
    (problem,) = caller.data(PROBLEMS)["app"]["problems"]
    assert (problem["key"], problem["message"]) == ("order.short:1", "Dua pesanan kurang stok.")
    assert (problem["count"], problem["isCritical"], problem["dismissed"]) == (2, False, None)
    assert problem["updatedAt"] > problem["createdAt"]


def test_a_critical_problem_is_critical_at_once(own: tuple[str, Caller, SaleorClient]) -> None:
    _, caller, client = own
    client.problem_create("app.permissions_missing", "Izin kurang.", critical=True)
    (problem,) = caller.data(PROBLEMS)["app"]["problems"]
    assert problem["isCritical"]


def test_a_dismissed_problem_stays_in_the_list_and_a_new_one_is_another_row(
    own: tuple[str, Caller, SaleorClient],
) -> None:
    _, _, client = own
    client.problem_create("sweep.would_zero", "Stok nol semua.")
    client.problem_dismiss(["sweep.would_zero", "never.told"])
    client.problem_create("sweep.would_zero", "Stok nol semua lagi.")
    assert {(row.message, row.dismissed_by) for row in client.app_problems()} == {
        ("Stok nol semua.", "APP"),
        ("Stok nol semua lagi.", ""),
    }


def test_staff_may_dismiss_an_apps_problem_and_it_is_told_who_did(
    own: tuple[str, Caller, SaleorClient], premises: Premises
) -> None:
    app_id, _, client = own
    client.problem_create("scan.failing", "Toko tidak terbaca.")
    assert premises.staff.do(BY_STAFF, app=app_id, keys=["scan.failing"])["errors"] == []
    (problem,) = client.app_problems()
    assert problem.dismissed_by == "USER"


def test_the_youngest_problem_comes_first(own: tuple[str, Caller, SaleorClient]) -> None:
    _, _, client = own
    for number in range(3):
        client.problem_create(f"price.zero:{number}", "Harga kosong.")
    assert [row.key for row in client.app_problems()] == ["price.zero:2", "price.zero:1", "price.zero:0"]


def test_a_long_text_is_cut_by_us_and_a_long_key_is_refused(own: tuple[str, Caller, SaleorClient]) -> None:
    _, _, client = own
    client.problem_create("k" * 128, "x" * 5000)
    assert [(len(row.key), len(row.message)) for row in client.app_problems()] == [(128, 2000)]
    with pytest.raises(MutationRefused) as refusal:
        client.problem_create("k" * 129, "Terlalu panjang.")
    assert (refusal.value.field, refusal.value.code) == ("key", "INVALID")


def test_an_app_sees_its_own_problems_only(own: tuple[str, Caller, SaleorClient], premises: Premises) -> None:
    _, _, client = own
    client.problem_create("order.short:1", "Satu pesanan kurang stok.")
    _, token = plain_app(premises.staff, premises.run)
    assert SaleorClient(premises.server.api_url, token).app_problems() == ()
