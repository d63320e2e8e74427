"""Another program that asks the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client


@dataclass
class Asking:
    """Asks with a key."""

    client: Client
    key: str

    def get(self, path: str, **query: object) -> Any:
        """The answer of a read that must succeed."""
        answer = self.client.get(f"/api/v1/{path}", query, headers=self._headers())
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, body: object) -> Any:
        """The answer of a write that must succeed."""
        answer = self.send("POST", path, json.dumps(body))
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def send(self, method: str, path: str, body: str = "", **more: str) -> HttpResponse:
        """Whatever is answered."""
        return self.client.generic(  # type: ignore[return-value]
            method,
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={**self._headers(), **more},
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}
