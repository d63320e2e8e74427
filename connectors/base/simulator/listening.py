"""An HTTP server whose end is noticed at once."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listening(ThreadingHTTPServer):
    """`serve` runs in a thread, `end` is for another. The library's own loop ends only at its next poll."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._ended = threading.Event()
        super().__init__(address, handler)

    def serve(self) -> None:
        """Accept connections until `end`."""
        while not self._ended.is_set():
            self.handle_request()

    def end(self) -> None:
        """Have `serve` return: a connection of our own wakes it."""
        self._ended.set()
        with socket.create_connection(("127.0.0.1", self.server_address[1]), timeout=5.0):
            pass
