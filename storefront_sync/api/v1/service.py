"""The API as one object: its parts, who may ask, and how a refusal looks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError

from storefront_sync.api.v1 import enquiries, erasures, orders, requests, returns, settlements
from storefront_sync.api.v1.caller import KeyHolder, said
from storefront_sync.core.errors import StorefrontError

DESCRIPTION = """\
Orders of one cooperative from all its marketplaces, what is asked of the marketplaces with them, what comes
back, and buyers who are erased. A key is made with `storefront-sync api-key make` and sent as
`Authorization: Bearer …`; it opens one cooperative. Amounts are whole rupiah, times are UTC. Buyers' names
and addresses are never in an answer: labels have them. Asking twice for the same is asking once.
What only a marketplace can tell is an enquiry: it is asked in the background, and read at its own address.
`Accept-Language: id` or `en` chooses the texts.
"""

v1 = NinjaAPI(
    title="Storefront Sync",
    version="1",
    description=DESCRIPTION,
    auth=KeyHolder(),
    urls_namespace="v1",
    # The page for trying it out would be loaded from somebody else's server.
    docs_url=None,
)
v1.add_router("/orders", orders.router, tags=["orders"])
v1.add_router("/requests", requests.router, tags=["requests"])
v1.add_router("/enquiries", enquiries.router, tags=["enquiries"])
v1.add_router("/returns", returns.router, tags=["returns"])
v1.add_router("/settlements", settlements.router, tags=["money"])
v1.add_router("/erasures", erasures.router, tags=["privacy"])


@v1.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = v1.create_response(request, said(request, "api.key_wanted"), status=401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@v1.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Never what was sent: it may be a telephone number.
    where = ["/".join(str(step) for step in fault["loc"][1:]) for fault in error.errors]
    told = said(request, "api.invalid")
    return v1.create_response(request, {**told, "fields": sorted(set(where))}, status=422)


@v1.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return v1.create_response(request, said(request, "api.not_json"), status=error.status_code)


@v1.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return v1.create_response(request, said(request, "api.nothing_there"), status=404)


@v1.exception_handler(StorefrontError)
def _refused(request: HttpRequest, error: StorefrontError) -> HttpResponse:
    return v1.create_response(request, said(request, error.key), status=409)


# Added last, since the first that fits answers.
nowhere = Router()
v1.add_router("", nowhere)


@nowhere.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)
def _nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address of ours that is none is answered in JSON too."""
    raise Http404
