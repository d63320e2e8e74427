"""Where several cooperatives share a Saleor, staff see those that they were given, and no other."""

from __future__ import annotations

import pytest

from storefront_sync.tenants.models import Role
from storefront_sync.tenants.problems import open_problem
from storefront_sync.tenants.roles import give, holders, take, visible
from tests.console.staff import USER
from tests.console.store import ORDER, PRODUCT, Store, told

OTHER_USER = "VXNlcjo5OQ=="
PAGES = {"home": {}, "product": {"productId": PRODUCT}, "order": {"orderId": ORDER}}


@pytest.fixture
def shared(store: Store) -> Store:
    """Two cooperatives; each has the same product, a shop, a problem and an order."""
    for number, slug in enumerate(("melati", "anggrek")):
        shop = store.shop("shopee", slug)
        listing = store.linked(shop, store.variant(f"Kopi {slug}", slug=slug), f"Kopi {slug}")
        store.order(shop, "imported", listing, saleor_id=ORDER if number == 0 else "T3JkZXI6b3RoZXI=")
        open_problem(
            shop.cooperative_id,
            "stock.never_read",
            f"listing:{listing.pk}",
            shop_id=shop.pk,
            now=store.clock.now(),
        )
        open_problem(
            shop.cooperative_id, "saleor.token_dead", "saleor", {"order": slug}, now=store.clock.now()
        )
    return store


def every_page(store: Store, token: str) -> list[str]:
    return [
        told(store.overview(token)),
        *(told(store.post(page, token, **fields)) for page, fields in PAGES.items()),
    ]


def test_the_only_cooperative_of_a_saleor_is_seen_by_all_its_staff(store: Store) -> None:
    store.shop()
    assert [row.slug for row in visible(store.installation.pk, USER)[0]] == ["melati"]
    assert "Toko Melati" in told(store.overview())


def test_a_second_cooperative_closes_the_first_to_those_without_a_role(shared: Store) -> None:
    for page in every_page(shared, shared.token()):
        assert "Saleor ini dipakai beberapa koperasi" in page
        assert USER in page, "for whoever runs the service"
        assert "elati" not in page
        assert "nggrek" not in page


def test_each_sees_their_own_and_nothing_of_the_other(shared: Store) -> None:
    give(shared.cooperatives["melati"], USER)
    give(shared.cooperatives["anggrek"], OTHER_USER)
    for user, own, other in ((USER, "elati", "nggrek"), (OTHER_USER, "nggrek", "elati")):
        overview, home, product, order = every_page(shared, shared.token(user=user))
        for page in (overview, home, product):
            assert own in page
            assert other not in page
        assert other not in order
        assert ("bukan pesanan dari marketplace" in order) == (user == OTHER_USER)


def test_who_has_both_roles_sees_both_apart(shared: Store) -> None:
    for cooperative in shared.cooperatives.values():
        give(cooperative, USER)
    overview = told(shared.overview())
    assert overview.index("<h2>Koperasi Anggrek") < overview.index("<h2>Koperasi Melati")
    assert "Kopi melati · Koperasi Melati" in told(shared.post("product", productId=PRODUCT))


def test_a_role_is_given_once_taken_back_and_counts_on_its_saleor_only(shared: Store) -> None:
    melati = shared.cooperatives["melati"]
    give(melati, USER)
    give(melati, USER)
    assert holders(melati) == [USER]
    assert Role.objects.count() == 1
    assert visible(shared.installation.pk + 1, USER) == ([], False)
    assert take(melati, USER)
    assert not take(melati, USER)
    assert "Saleor ini dipakai beberapa koperasi" in told(shared.overview())


def test_a_saleor_without_a_cooperative_says_so(store: Store) -> None:
    answer = store.overview()
    assert answer.status_code == 403
    assert "Belum ada koperasi di Saleor ini" in told(answer)
