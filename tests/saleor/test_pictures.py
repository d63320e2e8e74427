"""Pictures are fetched from named places only, and no server can make it take long or much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from connectors.base.errors import Rejected, Transient
from connectors.base.services import Timeouts
from storefront_sync.saleor.pictures import MOST_BYTES, Picture, PictureShelf, origin

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Host:
    """A server whose answers a test writes by path; notes what was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append(self.path)
                host.headers.append(dict(self.headers))
                host.answers.get(self.path, status(404))(self)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def status(code: int, body: bytes = b"", location: str = "") -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        if location:
            request.send_header("Location", location)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(1000):
            request.wfile.write(PNG + bytes(1_000_000))
    except OSError:
        return


class Hurrying:
    """A clock that moves on ten seconds at each look."""

    def __init__(self) -> None:
        self._at = datetime(2026, 11, 23, tzinfo=UTC)

    def now(self) -> datetime:
        self._at += timedelta(seconds=10)
        return self._at


def trickling(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "5000")
    request.end_headers()
    try:
        for _ in range(5000):
            request.wfile.write(b"x")
            request.wfile.flush()
    except OSError:
        return


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.stop()


def standing() -> datetime:
    return datetime(2026, 11, 23, tzinfo=UTC)


def shelf(host: Host, *also: str, now: Callable[[], datetime] = standing) -> PictureShelf:
    return PictureShelf(f"{host.url}/graphql/", also, Timeouts(2, 2), now)


def refusal(shelf: PictureShelf, url: str) -> str:
    with pytest.raises(Rejected) as refused:
        shelf.fetch(url)
    return refused.value.key


def failure(shelf: PictureShelf, url: str) -> str:
    with pytest.raises(Transient) as failed:
        shelf.fetch(url)
    return failed.value.key


def test_a_picture_comes_with_a_name_of_its_content_and_nothing_is_sent_along(host: Host) -> None:
    host.answers["/a"] = status(200, PNG)
    found = shelf(host).fetch(f"{host.url}/a")
    assert found == Picture(found.name, PNG)
    assert found.name.endswith(".png")
    assert not {"Authorization", "Cookie"} & set(host.headers[0])


def test_a_redirect_on_the_same_host_is_followed(host: Host) -> None:
    host.answers |= {"/thumbnail/1/": status(302, location="/media/a.png"), "/media/a.png": status(200, PNG)}
    assert shelf(host).fetch(f"{host.url}/thumbnail/1/").content == PNG


def test_redirects_without_end_are_given_up(host: Host) -> None:
    host.answers["/a"] = status(302, location="/a")
    assert refusal(shelf(host), f"{host.url}/a") == "picture.elsewhere"
    assert len(host.asked) == 3


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/a",
        "http://localhost/a",
        "https://[::1]/a",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "//evil.test/a",
        "http://127.0.0.1:99999/",
    ],
)
def test_no_other_address_is_called_neither_directly_nor_by_a_redirect(host: Host, address: str) -> None:
    assert refusal(shelf(host), address) == "picture.elsewhere"
    host.answers["/a"] = status(302, location=address)
    assert refusal(shelf(host), f"{host.url}/a") == "picture.elsewhere"
    assert host.asked == ["/a"]


@pytest.mark.parametrize("address", ["", "http://", "/a", "a.png", "http://[::1", "http://a b/"])
def test_what_names_no_host_is_never_called(host: Host, address: str) -> None:
    assert refusal(shelf(host), address) == "picture.elsewhere"


def test_a_redirect_to_nowhere_is_given_up(host: Host) -> None:
    host.answers["/a"] = status(302)
    assert refusal(shelf(host), f"{host.url}/a") == "picture.elsewhere"


def test_a_name_before_the_host_fools_nobody(host: Host) -> None:
    netloc = host.url.removeprefix("http://")
    assert refusal(shelf(host), f"http://{netloc}@evil.test/a") == "picture.elsewhere"
    assert refusal(shelf(host), f"http://evil.test\\@{netloc}/a") == "picture.elsewhere"


def test_a_file_store_may_be_allowed_by_name(host: Host) -> None:
    store = Host()
    try:
        store.answers["/a"] = status(200, PNG)
        assert refusal(shelf(host), f"{store.url}/a") == "picture.elsewhere"
        assert shelf(host, store.url).fetch(f"{store.url}/a").content == PNG
    finally:
        store.stop()


def test_what_isnt_there_or_no_picture_is_named(host: Host) -> None:
    host.answers |= {
        "/html": status(200, b"<html>"),
        "/webp": status(200, b"RIFF0000WEBP"),
        "/void": status(200),
        "/forbidden": status(403),
    }
    asking = shelf(host)
    assert refusal(asking, f"{host.url}/gone") == "picture.not_found"
    assert refusal(asking, f"{host.url}/forbidden") == "picture.not_found"
    assert {refusal(asking, f"{host.url}/{name}") for name in ("html", "webp", "void")} == {"picture.kind"}


def test_a_picture_that_is_too_big_is_broken_off(host: Host) -> None:
    host.answers["/a"] = endless
    assert refusal(shelf(host), f"{host.url}/a") == "picture.too_big"
    host.answers["/b"] = status(200, PNG + bytes(MOST_BYTES - len(PNG)))
    assert len(shelf(host).fetch(f"{host.url}/b").content) == MOST_BYTES


def test_a_picture_that_trickles_is_given_up_at_the_deadline(host: Host) -> None:
    host.answers["/a"] = trickling
    assert failure(shelf(host, now=Hurrying().now), f"{host.url}/a") == "picture.unreachable"


def test_a_server_in_trouble_is_asked_again_later(host: Host) -> None:
    host.answers |= {"/a": status(503), "/b": status(429)}
    asking = shelf(host)
    assert {failure(asking, f"{host.url}/{name}") for name in "ab"} == {"picture.unreachable"}
    host.stop()
    assert failure(asking, f"{host.url}/c") == "picture.unreachable"


def test_a_port_that_is_the_usual_one_need_not_be_written() -> None:
    assert origin("https://A.test/x") == origin("https://a.test:443/")
    assert origin("https://a.test") != origin("http://a.test:443")
