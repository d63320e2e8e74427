"""Pictures of products: their addresses in answers, and what is behind these."""

from __future__ import annotations

from storefront_sync.saleor.simulator.arguments.catalogue import MediaUrlArguments
from storefront_sync.saleor.simulator.binding import resolver
from storefront_sync.saleor.simulator.call import Call
from storefront_sync.saleor.simulator.state.catalogue import Product, ProductMedia
from storefront_sync.saleor.simulator.state.store import Store

LARGEST = 4096
SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}


@resolver("Product", "media")
def media(source: Product, call: Call) -> list[ProductMedia]:
    """Pictures and videos in the order that staff gave them."""
    return sorted(source.media, key=lambda row: row.sort_order)


@resolver("ProductMedia", "url", MediaUrlArguments)
def url(source: ProductMedia, call: Call, arguments: MediaUrlArguments) -> str:
    """The address of a smaller copy, which is made when it is first fetched and has another address from then
    on; of the file itself for size 0."""
    if source.external_url:
        return source.external_url
    size = LARGEST if arguments.size is None else arguments.size
    made = size == 0 or size in source.copies
    path = file_path(source) if made else f"/thumbnail/{source.id}/{size}/"
    return f"{call.backstage.base_url()}{path}"


def file_path(row: ProductMedia) -> str:
    """Where a picture's file lies."""
    suffix = next((name for magic, name in SUFFIXES.items() if row.content.startswith(magic)), "bin")
    return f"/media/products/{row.pk}.{suffix}"


def fetch(store: Store, path: str) -> tuple[int, str, bytes]:
    """What a GET of such an address answers: status, where it leads on (302) and the bytes (200).

    A smaller copy is a redirect to a file, as seen on 3.23.28; the copies here are the file itself.
    """
    with store.lock:
        rows = [row for product in store.products for row in product.media]
        for row in rows:
            if path == file_path(row):
                return 200, "", row.content
            if path.startswith(f"/thumbnail/{row.id}/"):
                row.copies.add(int(path.split("/")[3]))
                return 302, file_path(row), b""
    return 404, "", b""
