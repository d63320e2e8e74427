"""A call as it goes over the line: the system's parameters and the signature in the query, ours in the query
of a GET and in the form of a POST. A file goes into a body of several parts, which isn't signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from connectors.base.http import Call, Signed
from connectors.base.multipart import Part, multipart
from connectors.base.types import AppCredentials
from connectors.lazada.config import ENDPOINTS, REST
from connectors.lazada.sign import METHOD, SIGN, sign_request

FORM = "application/x-www-form-urlencoded"

Parameters = Sequence[tuple[str, str]]


def call_of(
    name: str, parameters: Parameters = (), *, write: bool = False, token: bool = True, host: str = ""
) -> Call:
    """A call of the API that isn't signed yet. `write`: whether it may change something, whatever its
    method: a GET of Lazada can."""
    endpoint = ENDPOINTS[name]
    form = endpoint.method == "POST"
    return Call(
        endpoint.method,
        REST + endpoint.path,
        query=() if form else tuple(parameters),
        body=urlencode(parameters).encode() if form else b"",
        write=write,
        token=token,
        host=host,
        content_type=FORM,
    )


def file_call(name: str, parts: tuple[Part, ...]) -> Call:
    """A call that hands over a file; it may be repeated."""
    endpoint = ENDPOINTS[name]
    kind, body = multipart(parts)
    return Call(endpoint.method, REST + endpoint.path, body=body, content_type=kind)


def signed_call(app: AppCredentials, call: Call, access_token: str, now: datetime) -> Signed:
    """The whole query and the headers; `access_token` "" for a call without one."""
    system = [
        ("app_key", app.key),
        ("timestamp", str(int(now.timestamp() * 1000))),
        ("sign_method", METHOD),
        *([("access_token", access_token)] if access_token else []),
    ]
    query = [*call.query, *system]
    form = parse_qsl(call.body.decode(), keep_blank_values=True) if call.content_type == FORM else []
    signature = sign_request(app.secret, call.path.removeprefix(REST), [*query, *form])
    headers = {"Content-Type": call.content_type} if call.method == "POST" else {}
    return Signed(urlencode([*query, (SIGN, signature)]), headers)
