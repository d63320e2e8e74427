"""What was typed wrongly, told in the reader's language: the parser's own sentences are English only."""

from __future__ import annotations

from enum import Enum, EnumType

from typer import BadParameter
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError

from storefront_sync.cli.texts import text

__all__ = ["NoArgsIsHelpError", "UsageError", "told"]


def told(error: UsageError) -> list[str]:
    """What is wrong, and where help is."""
    command = error.ctx.command_path if error.ctx is not None else "storefront-sync"
    return [_wrong(error), text("cli.usage.help", command=command)]


def _wrong(error: UsageError) -> str:
    if isinstance(error, MissingParameter):
        return text("cli.usage.missing", name=_named(error))
    if isinstance(error, NoSuchOption):
        return text("cli.usage.no_option", name=error.option_name)
    if not isinstance(error, BadParameter):
        return text("cli.usage.not_understood", why=error.message)
    if error.param is None:
        return error.message  # a sentence of ours
    choices = _choices(error)
    if choices:
        return text("cli.usage.choices", name=_named(error), choices=", ".join(choices))
    return text("cli.usage.wrong", name=_named(error), why=error.message)


def _named(error: BadParameter) -> str:
    """An option as it is typed, an argument by what its help calls it."""
    if error.param is None:
        return "–"
    if error.param.param_type_name == "option":
        return max(error.param.opts, key=len)
    return str(getattr(error.param, "help", None) or error.param.name)


def _choices(error: BadParameter) -> list[str]:
    kind = getattr(getattr(error.param, "type_descriptor", None), "annotation", None)
    words: list[Enum] = list(kind) if isinstance(kind, EnumType) else []
    return [str(one.value) for one in words]
