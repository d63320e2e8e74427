"""The claims of the token that Saleor's Dashboard hands to a page."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ClaimsWire(BaseModel):
    """What a user's token for an App says; other claims are left alone."""

    # The input would be quoted in the error's text, and a token names a person.
    model_config = ConfigDict(hide_input_in_errors=True)

    iss: str = Field(max_length=500, pattern=r"^https?://[!-~]+$")
    exp: int
    type: str
    app: str
    is_staff: bool
    user_id: str = Field(max_length=200, pattern=r"^[!-~]+$")
    user_permissions: frozenset[str]
