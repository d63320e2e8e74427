"""Asks the person at the terminal."""

from __future__ import annotations

import typer
from rich.console import Console

from storefront_sync.core.errors import StorefrontError


class NobodyToAsk(StorefrontError):
    """Something wasn't given and nobody is there to ask."""


def ask(question: str, *, hide: bool = False) -> str:
    """What the person types; with `hide` it isn't shown. Raises NobodyToAsk where there is no terminal."""
    if not Console().is_interactive:
        raise NobodyToAsk("setup.no_password")
    answer: str = typer.prompt(question, hide_input=hide, err=True)
    return answer
