"""What every page promises: framed by the Dashboard, closed to all who show no token, nothing kept, nothing
loaded from elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from storefront_sync.console.widget import LARGEST_FORM
from storefront_sync.settings.env import settings
from tests.console.staff import EVERYTHING, USER
from tests.console.store import ORDER, PRODUCT, Store, posted, told

WIDGETS = {"home": "MANAGE_PRODUCTS", "product": "MANAGE_PRODUCTS", "order": "MANAGE_ORDERS"}
FIELDS = {"productId": PRODUCT, "orderId": ORDER}


@pytest.fixture
def dashboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    origins = "https://dashboard.example,http://localhost:9000"
    monkeypatch.setenv("STOREFRONT_DASHBOARD_ORIGINS", origins)
    settings.cache_clear()
    yield origins.replace(",", " ")
    monkeypatch.undo()
    settings.cache_clear()


def every_answer(store: Store) -> dict[str, object]:
    store.shop()
    return {
        "/": Client().get("/"),
        "overview": store.overview(),
        "overview refused": store.overview("nonsense"),
        **{page: store.post(page, **FIELDS) for page in WIDGETS},
        **{f"{page} refused": store.post(page, "nonsense") for page in WIDGETS},
        **{f"{page} by GET": Client().get(f"/console/{page}") for page in WIDGETS},
    }


def test_every_answer_may_be_framed_is_not_kept_and_loads_only_our_own(store: Store) -> None:
    for name, answer in every_answer(store).items():
        headers = answer.headers  # type: ignore[attr-defined]
        policy = dict(
            part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'", name
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", name
        assert policy["form-action"] == policy["base-uri"] == "'none'", name
        assert policy["frame-ancestors"] == "*", name
        assert "X-Frame-Options" not in headers, name
        assert headers["Cache-Control"] == "no-store", name
        assert headers["Referrer-Policy"] == "no-referrer", name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert "Set-Cookie" not in headers, name
        assert not answer.cookies, name  # type: ignore[attr-defined]


def test_only_the_named_dashboards_may_frame_where_they_are_named(store: Store, dashboard: str) -> None:
    for name, answer in every_answer(store).items():
        policy = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
        assert policy.endswith(f"frame-ancestors {dashboard}"), name


def test_no_page_has_a_script_or_style_of_its_own(store: Store) -> None:
    """The policy would stop it; and a page that needs one would be broken."""
    for name, answer in every_answer(store).items():
        page = told(answer)  # type: ignore[arg-type]
        for part in page.split("<script")[1:]:
            assert part.startswith(' src="/console/assets/'), name
            assert part.partition(">")[2].startswith("</script>"), name
        for forbidden in ("<style", " style=", " onclick=", " onload=", "javascript:", "http://", "https://"):
            assert forbidden not in page, (name, forbidden)


def test_our_other_answers_still_refuse_to_be_framed(client: Client) -> None:
    assert client.get("/health").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("page", WIDGETS)
def test_a_widget_opened_without_the_dashboard_says_where_to_open_it(store: Store, page: str) -> None:
    answer = Client().get(
        f"/console/{page}", {"saleorApiUrl": store.installation.api_url, "productId": PRODUCT}
    )
    assert answer.status_code == 200
    assert "Buka halaman ini dari Dashboard Saleor" in told(answer)  # type: ignore[arg-type]
    assert Client().head(f"/console/{page}").status_code == 200
    assert Client().put(f"/console/{page}").status_code == 405


@pytest.mark.parametrize("page", [*WIDGETS, "overview"])
def test_nobody_sees_data_without_a_valid_token(store: Store, page: str) -> None:
    shop = store.shop()
    listing = store.linked(shop, store.variant())
    store.order(shop, "imported", listing)
    tokens = {
        "": 401,
        "nonsense": 401,
        store.token(exp=int(store.clock.now().timestamp()) - 60): 401,
        store.token(app="QXBwOjk5OQ=="): 401,
        store.token(type="access"): 401,
        store.token(iss="https://lain.example/graphql/"): 401,
        store.token(permissions=("MANAGE_STAFF",)): 403,
    }
    for token, status in tokens.items():
        answer = store.overview(token) if page == "overview" else store.post(page, token, **FIELDS)
        assert answer.status_code == status
        assert "Halaman ini belum bisa ditampilkan" in told(answer)
        for secret in ("Toko Melati", listing.title, "2411", USER):
            assert secret not in told(answer)


@pytest.mark.parametrize(("page", "permission"), WIDGETS.items())
def test_each_page_asks_for_its_own_permission(store: Store, page: str, permission: str) -> None:
    store.shop()
    for held in EVERYTHING:
        answer = store.post(page, store.token(permissions=(held,)), **FIELDS)
        assert answer.status_code == (200 if held == permission else 403)
        if held != permission:
            assert permission in told(answer)


def test_the_address_that_is_posted_chooses_nothing(store: Store) -> None:
    """Only the token says which Saleor it is from, and that Saleor's keys decide."""
    store.shop()
    answer = posted("home", {"saleorApiUrl": "https://lain.example/graphql/", "accessToken": store.token()})
    assert answer.status_code == 200
    answer = posted("home", {"saleorApiUrl": store.installation.api_url, "accessToken": "nonsense"})
    assert answer.status_code == 401


def test_another_kind_of_form_and_a_long_one_are_refused(store: Store) -> None:
    store.shop()
    form = {"accessToken": store.token()}
    assert Client().post("/console/home", form).status_code == 400, "multipart"
    assert Client().post("/console/home", form, content_type="application/json").status_code == 400
    assert posted("home", {**form, "more": "x" * LARGEST_FORM}).status_code == 400
    assert posted("home", form).status_code == 200


@pytest.mark.parametrize(
    "field", ["", "\0", "' OR 1=1 --", "x" * 5000, "UHJvZHVjdDo5OTk5", "../../etc/passwd"]
)
def test_an_id_that_names_nothing_shows_nothing(store: Store, field: str) -> None:
    store.linked(store.shop(), store.variant())
    assert "belum terbaca dari Saleor" in told(store.post("product", productId=field))
    assert "bukan pesanan dari marketplace" in told(store.post("order", orderId=field))


def test_neither_a_token_nor_a_person_gets_into_logs_or_pages(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop = store.shop()
    store.order(shop, "imported", buyer_encrypted="gAAAAAB-buyer")
    tokens = [store.token(), store.token(permissions=()), store.token(exp=1)]
    pages = [told(store.post(page, token, **FIELDS)) for token in tokens for page in WIDGETS]
    pages += [told(store.overview(token)) for token in tokens]
    said = caplog.text + "".join(pages) + repr([record.__dict__ for record in caplog.records])
    assert "visit_refused" in said
    for token in tokens:
        for part in token.split(".")[1:]:
            assert part not in said
    for secret in ("siti@koperasi.example", USER, "gAAAAAB", "Rq0LmVQ1aT3u"):
        assert secret not in said


def test_files_are_kept_for_long_only_under_the_address_of_their_content(client: Client) -> None:
    page = told(client.get("/"))  # type: ignore[arg-type]
    addresses = [part.partition('"')[0] for part in page.replace("src=", "href=").split('href="')[1:]]
    assert {address.partition("?")[0] for address in addresses} == {
        "/console/assets/console.css",
        "/console/assets/console.js",
    }
    for address in addresses:
        assert "immutable" in client.get(address).headers["Cache-Control"]
        assert client.get(address.partition("?")[0]).headers["Cache-Control"] == "no-cache"
    assert len(client.get("/console/assets/console.js").content) <= 4096
    assert client.get("/console/assets/shell.py").status_code == 404
    assert client.get("/console/assets/..%2fshell.py").status_code == 404
