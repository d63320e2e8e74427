"""A call as it goes over the line: the common parameters, the signature, the headers."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from connectors.base.http import Call, Signed
from connectors.base.types import AppCredentials
from connectors.tokopedia.sign import sign_request


def signed_call(app: AppCredentials, call: Call, access_token: str, now: datetime) -> Signed:
    """The signed query and the headers of a call that carries a token."""
    query = (*call.query, ("app_key", app.key), ("timestamp", str(int(now.timestamp()))))
    signed_body = b"" if call.content_type.startswith("multipart/") else call.body
    signature = sign_request(app.secret, call.path, query, signed_body)
    headers = {"x-tts-access-token": access_token, "Content-Type": call.content_type}
    return Signed(urlencode((*query, ("sign", signature)), safe=","), headers)
