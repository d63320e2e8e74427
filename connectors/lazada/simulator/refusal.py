"""The envelope of every answer, and refusals in Lazada's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.base.simulator.server import Outgoing, as_json

REQUEST_ID = "2101069616872400092505868"

MESSAGES: Mapping[str, str] = {
    "1": "E001: Parameter is mandatory",
    "5": "E005: Invalid Request Format",
    "6": "E006: Unexpected internal error",
    "14": 'E014: "%s" Invalid Offset',
    "16": 'E016: "%s" Invalid Order ID',
    "17": 'E017: "%s" Invalid Date Format',
    "19": 'E019: "%s" Invalid Limit',
    "30": "E030: Empty Request",
    "36": "E036: Invalid status filter",
    "37": "E037: One or more order id in the list are incorrect",
    "38": "E038: Too many orders were requested",
    "56": "E056: Invalid OrdersIdList format. Must use array format [1,2]",
    "70": "E070: You have corrupt data in your sku seller list.",
    "74": "E074: Invalid sort direction.",
    "75": "E075: Invalid sort filter.",
    "204": "E204: Too many SKU in one request",
    "208": "E208: Item not exist",
    "501": "E501: Update product failed",
    "901": "E901: The request is too frequent, or the requested functionality is temporarily disabled.",
    "4171": "The updated SKU quantity exceeds the maximum number 50",
    "57": "E057: No attribute sets linked to that category.",
    "302": "Not supported URL",
    "303": "E303: The image is too large",
    "4137": "The item id entered in the request does not exist on the current country and store",
    "4155": "This product is currently locked so you are unable to do editing.",
    "4216": "skuId is a mandatory field and must be filled in.",
    "4218": "Update product failed",
    "4227": "Query category is null",
    "E0001": "Parameter ItemId is mandatory",
    "E0002": "Product not exists",
    "E0004": "Product Status not online",
    "ApiCallLimit": "Api access frequency exceeds the limit. this ban will last 1 seconds.",
    "IllegalAccessToken": "The specified access token is invalid or expired",
    "IllegalRefreshToken": "The specified refresh token is invalid or expired",
    "IllegalTimestamp": "The specified timestamp is too far from the server's",
    "IncompleteSignature": "The request signature does not conform to lazop standards",
    "InvalidApiPath": "The specified API path is invalid",
    "InvalidAppKey": "The specified app key is invalid",
    "InvalidCode": "Invalid authorization code",
    "InvalidTimestamp": "The specified timestamp is too far from the server's",
    "MissingParameter": "The input parameter that is mandatory for processing this request is not supplied",
    "ServiceTimeout": "The service timed out",
}


@dataclass(frozen=True)
class Refusal(Exception):
    """A call that is refused; `message` in place of the code's usual one."""

    code: str
    message: str = ""
    detail: Sequence[Mapping[str, object]] = ()
    status: int = 200

    def answer(self) -> Outgoing:
        """The refusal on the wire; the HTTP status is 200 in almost every case."""
        body: dict[str, object] = {
            "code": self.code,
            "type": "ISP" if self.code.isdecimal() else "ISV",
            "message": self.message or MESSAGES[self.code],
            "request_id": REQUEST_ID,
        }
        if self.detail:
            body["detail"] = list(self.detail)
        return as_json(body, self.status)


def success(data: object, name: str = "data") -> Outgoing:
    """An answer with data; newer calls put it into `result`."""
    return as_json({name: data, "code": "0", "request_id": REQUEST_ID})
