"""Asks the person at the terminal."""

from __future__ import annotations

import typer
from rich.console import Console

from storefront_sync.cli.texts import text
from storefront_sync.core.errors import StorefrontError

YES = frozenset({"y", "ya", "yes"})


class NobodyToAsk(StorefrontError):
    """Something wasn't given and nobody is there to ask."""


def ask(question: str, *, hide: bool = False) -> str:
    """What the person types; with `hide` it isn't shown. Raises NobodyToAsk where there is no terminal."""
    if not Console().is_interactive:
        raise NobodyToAsk("setup.no_password")
    answer: str = typer.prompt(question, hide_input=hide, err=True)
    return answer


def sure(question: str) -> bool:
    """Whether the person says yes; anything else is a no."""
    answer: str = typer.prompt(
        f"{question} {text('cli.yes_or_no')}", default="", show_default=False, err=True, prompt_suffix=": "
    )
    return answer.strip().lower() in YES
