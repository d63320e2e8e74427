"""From which addresses labels are fetched, and what goes along."""

from __future__ import annotations

import pytest
import responses

from connectors.base.errors import ConfigError, ConnectorError, Transient
from connectors.base.http import ANSWER_CAP_BYTES
from connectors.base.services import Services, Timeouts
from connectors.base.shipment import Labels, ParcelId, ParcelRef
from connectors.base.texts import LANGUAGES, sentence
from connectors.base.types import AppCredentials, ExternalOrderId, ShopAccess, TokenPair
from connectors.tokopedia import MARKETPLACE
from tests.connectors.tokopedia.shop import START, MemoryTokens, OpenBudget

API = "https://open-api.tiktokglobalshop.com"
DOCUMENT = f"{API}/fulfillment/202309/packages/77/shipping_documents"
PAIR = TokenPair("access-0001", "refresh-0001", START.replace(year=2030), START.replace(year=2030))
FILES = "https://open-fs-sg.tiktokshop.com/wsos_v2/object/wsos641232"
FOREIGN = [
    "http://open-fs-sg.tiktokshop.com/label",
    "https://tiktokshop.com.evil.example/label",
    "https://eviltiktokshop.com/label",
    "https://evil.example/tiktokshop.com",
    "https://open-fs-sg.tiktokshop.com@evil.example/label",
    "https://evil.example#.tiktokshop.com/",
    "https://open-fs-sg.tiktokshop.com:8443/label",
    "https://someone:word@open-fs-sg.tiktokshop.com/label",
    "https://evil.example\\.tiktokshop.com/label",
    "https://evil.example%2f.tiktokshop.com/label",
    "https://evil.example;.tiktokshop.com/label",
    "https://ｅvil.tiktokshop.com/label",
    "https://.evil.example:443.tiktokshop.com/label",
    "https://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/label",
    "https://[::1]/label",
    "https://[broken/label",
    "https://open-fs-sg.tiktokshop.com:port/label",
    "file:///etc/passwd",
    "//open-fs-sg.tiktokshop.com/label",
    "label.pdf",
]


def printed(host: str = "") -> Labels:
    services = Services(MemoryTokens(PAIR), OpenBudget(), lambda: START, Timeouts(), host=host)
    connector = MARKETPLACE.connect(AppCredentials("key", "app-secret"), ShopAccess("1", "cipher"), services)
    assert connector.fulfilment is not None
    return connector.fulfilment.labels([ParcelRef(ExternalOrderId("5"), ParcelId("77"))])


def document(url: str) -> dict[str, object]:
    return {"code": 0, "message": "Success", "request_id": "r", "data": {"doc_url": url}}


@responses.activate
def test_a_label_is_fetched_letter_for_letter_and_without_our_secrets() -> None:
    url = f"{FILES}?sign=a%2Fb%3D&empty=&x=1+2"
    responses.get(DOCUMENT, json=document(url))
    responses.get(FILES, body=b"%PDF-1.4 label")
    labels = printed()
    assert [file.pdf for file in labels.files] == [b"%PDF-1.4 label"]
    fetched = responses.calls[1].request
    assert fetched.url == url
    told = f"{fetched.url} {fetched.headers}"
    assert not [secret for secret in ("access-0001", "app-secret", "cipher") if secret in told]


@responses.activate
@pytest.mark.parametrize("url", FOREIGN)
def test_no_address_is_opened_that_is_not_the_marketplaces(url: str) -> None:
    responses.get(DOCUMENT, json=document(url))
    with pytest.raises(ConfigError) as caught:
        printed()
    assert caught.value.key == "tokopedia.label_host"
    assert len(responses.calls) == 1
    for language in LANGUAGES:
        assert sentence("tokopedia", caught.value.key, language)


@responses.activate
def test_a_simulators_labels_come_from_the_simulator_alone() -> None:
    here = "http://127.0.0.1:9100"
    for url in (FILES, "http://127.0.0.1:9101/label", "https://127.0.0.1:9100/label"):
        responses.get(f"{here}/fulfillment/202309/packages/77/shipping_documents", json=document(url))
        with pytest.raises(ConfigError):
            printed(here)
        responses.reset()


@responses.activate
def test_a_file_server_that_sends_us_elsewhere_is_not_followed() -> None:
    responses.get(DOCUMENT, json=document(f"{FILES}?key=k"))
    responses.get(FILES, status=302, headers={"Location": "http://169.254.169.254/"})
    with pytest.raises(ConfigError):
        printed()
    assert len(responses.calls) == 2


@responses.activate
@pytest.mark.parametrize("status", [403, 404, 410, 500, 503])
def test_a_label_that_is_not_there_any_more_may_be_asked_for_again(status: int) -> None:
    responses.get(DOCUMENT, json=document(f"{FILES}?key=k"))
    responses.get(FILES, status=status, body=b"%PDF- no")
    with pytest.raises(Transient):
        printed()


@responses.activate
def test_a_label_beyond_the_cap_is_not_swallowed() -> None:
    responses.get(DOCUMENT, json=document(FILES))
    responses.get(FILES, body=b"%PDF-" + b" " * ANSWER_CAP_BYTES)
    with pytest.raises(Transient):
        printed()


@responses.activate
@pytest.mark.parametrize("status", [302, 404, 500])
def test_no_failure_tells_where_a_buyers_label_lies(status: int) -> None:
    responses.get(DOCUMENT, json=document(f"{FILES}?key=opens-the-label"))
    responses.get(FILES, status=status, headers={"Location": "/elsewhere"})
    with pytest.raises(ConnectorError) as caught:
        printed()
    assert "opens-the-label" not in f"{caught.value!r} {vars(caught.value)}"
    assert "wsos641232" not in f"{caught.value!r} {vars(caught.value)}"
