"""Shipping labels: where one lies is asked, then it is fetched from the marketplace's own file server."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, urlsplit

from connectors.base.errors import ConfigError, ConnectorError, Rejected, Transient
from connectors.base.shipment import LabelFile, Labels, ParcelRef
from connectors.tokopedia.client import TikTokShopClient
from connectors.tokopedia.config import DOCUMENT_HOSTS
from connectors.tokopedia.errors import LABEL_IN_THE_MAKING
from connectors.tokopedia.fulfilment_wire import DocumentWire

PDF = b"%PDF-"
HOST = re.compile(r"[a-z0-9.-]+")
A6_LABEL = (("document_type", "SHIPPING_LABEL"), ("document_size", "A6"))


class LabelPrinter:
    """Prints for one shop, two calls a label. `own_host` "" = the marketplace's own file servers; else the
    one address that labels are fetched from (a simulator or a proxy)."""

    def __init__(self, client: TikTokShopClient, shop_id: str, own_host: str) -> None:
        self._client = client
        self._shop_id = shop_id
        self._own_host = own_host

    def labels(self, parcels: Sequence[ParcelRef]) -> Labels:
        """Each label in a file of its own, in the order asked for."""
        files: list[LabelFile] = []
        waiting: list[ParcelRef] = []
        refused: list[tuple[ParcelRef, ConnectorError]] = []
        for parcel in parcels:
            try:
                files.append(LabelFile((parcel,), self._label(parcel)))
            except Rejected as error:
                refused.append((parcel, error))
            except Transient as error:
                if error.technical not in LABEL_IN_THE_MAKING:
                    raise
                waiting.append(parcel)
        return Labels(tuple(files), tuple(waiting), tuple(refused))

    def _label(self, parcel: ParcelRef) -> bytes:
        document = self._client.get(
            "shipping_document", DocumentWire, query=A6_LABEL, package_id=parcel.parcel_id
        )
        if not document.doc_url:
            raise Transient("connection.bad_answer", "shipping_document", shop_id=self._shop_id)
        address = self._trusted(document.doc_url)
        # The address opens a buyer's label to whoever has it: no error may tell it.
        content = _untold(lambda: self._client.fetch(address), self._shop_id)
        if not content.startswith(PDF):
            raise Transient("connection.bad_answer", "label", shop_id=self._shop_id)
        return content

    def _trusted(self, url: str) -> SplitResult:
        """The address of a label; raises ConfigError where it isn't the marketplace's."""
        try:
            parts = urlsplit(url)
        except ValueError:
            raise ConfigError("tokopedia.label_host", shop_id=self._shop_id) from None
        if self._own_host:
            ours = urlsplit(self._own_host)
            trusted = (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)
        else:
            trusted = parts.scheme == "https" and _of_the_marketplace(parts.netloc)
        if not trusted:
            raise ConfigError("tokopedia.label_host", shop_id=self._shop_id)
        return parts


def _of_the_marketplace(netloc: str) -> bool:
    # Letters, digits, dots and dashes alone: parsers don't agree on where a host with others ends, and the
    # one that makes the call isn't this one.
    host = netloc.lower().removesuffix(":443")
    plain = HOST.fullmatch(host) is not None
    return plain and any(host == known or host.endswith(f".{known}") for known in DOCUMENT_HOSTS)


def _untold(fetch: Callable[[], bytes], shop_id: str) -> bytes:
    try:
        return fetch()
    except Transient as error:
        raise Transient(error.key, "label", shop_id=shop_id) from None
    except ConfigError as error:
        raise ConfigError(error.key, "label", shop_id=shop_id) from None
