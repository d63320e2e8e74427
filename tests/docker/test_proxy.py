"""The proxy's own configuration under a real nginx: what reaches whom, and what reaches nobody."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from tests.docker.proxied import NO_NGINX, SALEOR, SYNC, Proxy, nginx, running

pytestmark = pytest.mark.proxy


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx with the shipped files, in front of parts that tell what they were sent."""
    server = nginx()
    if server is None:
        pytest.fail(NO_NGINX, pytrace=False)
    here = tmp_path_factory.mktemp("proxy")
    media = here / "files" / "media"
    for name in (
        "products/teh.png",
        "payloads/abc/body.json",
        "invoices/1.pdf",
        "products/page.html",
        ".env",
    ):
        (media / name).parent.mkdir(parents=True, exist_ok=True)
        (media / name).write_bytes(b"content")
    (here / "files" / "secret.txt").write_text("outside of media")
    (media / "link.png").symlink_to(here / "files" / "secret.txt")
    with running(here, server) as proxy:
        yield proxy


@pytest.mark.parametrize(
    ("host", "path", "who"),
    [
        (SALEOR, "/graphql/", "saleor"),
        (SALEOR, "/.well-known/jwks.json", "saleor"),
        (SALEOR, "/thumbnail/UHJvZHVjdE1lZGlhOjE=/256/webp/", "saleor"),
        (SALEOR, "/plugins/channel/x/y/webhook?a=1", "saleor"),
        (SALEOR, "/dashboard/", "dashboard"),
        (SALEOR, "/dashboard/products/42?tab=1", "dashboard"),
        (SYNC, "/webhooks/saleor", "sync"),
        (SYNC, "/webhooks/shopee", "sync"),
        (SYNC, "/api/manifest", "sync"),
        (SYNC, "/api/register", "sync"),
        (SYNC, "/health", "sync"),
    ],
)
def test_each_address_reaches_its_own_part_unchanged(proxy: Proxy, host: str, path: str, who: str) -> None:
    told = proxy.told(host, path)
    assert (told["who"], told["path"]) == (who, path)


@pytest.mark.parametrize(
    ("host", "path"),
    [
        (SALEOR, "/"),
        (SALEOR, "/dashboard"),
    ],
)
def test_the_bare_address_leads_to_the_dashboard_whatever_port_it_was_asked_at(
    proxy: Proxy, host: str, path: str
) -> None:
    answer = proxy.ask(host, path)
    assert answer.status_code in (301, 302)
    assert answer.headers["Location"] == "/dashboard/"


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "//metrics",
        "/%6detrics",
        "/x/../metrics",
        "/./metrics",
        "/metrics?x=1",
        "/x/%2e%2e/metrics",
    ],
)
def test_metrics_are_seen_by_nobody_outside(proxy: Proxy, path: str) -> None:
    assert proxy.ask(SYNC, path).status_code == 404


@pytest.mark.parametrize("host", ["elsewhere.test", "127.0.0.1", "sync.test.elsewhere.test"])
def test_another_name_reaches_nothing(proxy: Proxy, host: str) -> None:
    assert proxy.ask(host, "/graphql/").status_code == 404
    assert proxy.ask(host, "/health").status_code == 404


@pytest.mark.parametrize(
    ("host", "path"), [(SALEOR, "/webhooks/saleor"), (SYNC, "/graphql/"), (SALEOR, "/x")]
)
def test_saleors_address_is_not_ours(proxy: Proxy, host: str, path: str) -> None:
    answer = proxy.ask(host, path)
    assert answer.status_code == 404 or answer.json()["who"] == "sync"


def test_what_a_caller_claims_of_itself_is_replaced(proxy: Proxy) -> None:
    lies = {
        "X-Forwarded-For": "8.8.8.8",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Host": "evil.test",
        "X-Real-IP": "8.8.8.8",
        "Forwarded": "for=8.8.8.8",
    }
    headers = proxy.told(SYNC, "/webhooks/saleor", headers=lies)["headers"]
    assert isinstance(headers, dict)
    assert headers["host"] == SYNC
    assert headers["x-forwarded-for"] == headers["x-real-ip"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert "x-forwarded-host" not in headers
    assert "forwarded" not in headers


def test_what_signs_a_webhook_passes_untouched(proxy: Proxy) -> None:
    given = {
        "Saleor-Signature": "a..b",
        "Saleor-Api-Url": f"https://{SALEOR}/graphql/",
        "Saleor-Event": "order_created",
    }
    body = b'{"a" : 1}\n\xc3\xa9'
    told = proxy.told(SYNC, "/webhooks/saleor", method="POST", headers=given, data=body)
    headers = told["headers"]
    assert isinstance(headers, dict)
    assert {name: headers[name.lower()] for name in given} == given
    assert told["taken"] == len(body)


@pytest.mark.parametrize(
    ("host", "path", "size", "status"),
    [
        (SYNC, "/webhooks/saleor", 1_000_000, 200),
        (SYNC, "/webhooks/saleor", 1_100_000, 413),
        (SALEOR, "/graphql/", 10_500_000, 200),
        (SALEOR, "/graphql/", 13_000_000, 413),
    ],
)
def test_a_picture_fits_and_a_flood_does_not(
    proxy: Proxy, host: str, path: str, size: int, status: int
) -> None:
    assert proxy.ask(host, path, method="POST", data=b"x" * size).status_code == status


def test_a_picture_is_served_with_its_type_and_may_be_kept(proxy: Proxy) -> None:
    answer = proxy.ask(SALEOR, "/media/products/teh.png")
    assert (answer.status_code, answer.content) == (200, b"content")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=604800"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = proxy.ask(SALEOR, "/media/products/teh.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_uploaded_page_is_a_download_and_can_run_nothing(proxy: Proxy) -> None:
    answer = proxy.ask(SALEOR, "/media/products/page.html")
    assert answer.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_invoice_is_kept_by_nobody_on_the_way(proxy: Proxy) -> None:
    assert proxy.ask(SALEOR, "/media/invoices/1.pdf").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/media/payloads/abc/body.json",
        "//media//payloads/abc/body.json",
        "/media/x/../payloads/abc/body.json",
        "/media/%70ayloads/abc/body.json",
        "/media/payloads/",
        "/media/",
        "/media/products/",
        "/media/products",
        "/media/.env",
        "/media/link.png",
        "/media/../secret.txt",
        "/media/%2e%2e/secret.txt",
        "/media/..%2fsecret.txt",
        "/media../secret.txt",
        "/media/absent.png",
    ],
)
def test_no_list_no_way_out_and_no_webhook_body_is_served(proxy: Proxy, path: str) -> None:
    answer = proxy.ask(SALEOR, path)
    # A folder named without its slash is answered with the slash; that in turn is answered 404.
    assert answer.status_code in (301, 400, 404)
    assert answer.content != b"content"
    assert b"outside" not in answer.content


def test_files_are_only_read(proxy: Proxy) -> None:
    assert proxy.ask(SALEOR, "/media/products/teh.png", method="PUT", data=b"x").status_code == 405
    assert proxy.ask(SALEOR, "/media/products/teh.png", method="DELETE").status_code == 405
    assert (proxy.media / "products" / "teh.png").read_bytes() == b"content"


def test_nobody_may_frame_the_dashboard_and_its_page_is_asked_for_anew(proxy: Proxy) -> None:
    answer = proxy.ask(SALEOR, "/dashboard/products/42")
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_our_pages_keep_their_own_word_on_who_may_frame_them(proxy: Proxy) -> None:
    assert "Content-Security-Policy" not in proxy.ask(SYNC, "/console/").headers
    assert "X-Frame-Options" not in proxy.ask(SYNC, "/console/").headers


def test_answers_are_compressed_for_whoever_asks(proxy: Proxy) -> None:
    with requests.get(
        f"http://127.0.0.1:{proxy.port}/api/manifest",
        headers={"Host": SYNC, "Accept-Encoding": "gzip"},
        timeout=10,
        stream=True,
    ) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(answer.raw.read()))["who"] == "sync"


def test_no_token_of_a_link_is_written_down(proxy: Proxy) -> None:
    proxy.ask(SALEOR, "/dashboard/new-password/?token=worth-nothing")
    # nginx writes the line after it has answered.
    deadline = time.monotonic() + 10
    while "/dashboard/new-password/" not in (written := proxy.written()):
        assert time.monotonic() < deadline, "no line of it"
        threading.Event().wait(0.05)
    assert "worth-nothing" not in written


def test_no_word_of_a_link_that_connects_a_shop_is_written_down(proxy: Proxy) -> None:
    proxy.ask(SYNC, "/connect/a-word-that-opens")
    proxy.ask(SYNC, "/connect/return/shopee?code=worth-a-shop&state=and-its-state")
    deadline = time.monotonic() + 10
    while "/connect/return/shopee" not in (written := proxy.written()):
        assert time.monotonic() < deadline, "no line of it"
        threading.Event().wait(0.05)
    assert "/connect/-" in written
    for secret in ("a-word-that-opens", "worth-a-shop", "and-its-state"):
        assert secret not in written


def test_the_version_of_the_proxy_is_not_told(proxy: Proxy) -> None:
    assert proxy.ask("elsewhere.test", "/").headers["Server"] == "nginx"
