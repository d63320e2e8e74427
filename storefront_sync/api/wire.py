"""The JSON that others send to the API."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class RegisterWire(BaseModel):
    """What Saleor sends when it installed our App: the token, and nothing that says whose."""

    # The input would be quoted in the error's text, and it is a secret.
    model_config = ConfigDict(hide_input_in_errors=True)

    auth_token: SecretStr = Field(min_length=1, max_length=500)

    @field_validator("auth_token")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("not a token")
        return value
