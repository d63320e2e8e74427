"""`storefront-sync`: the commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from django.db import OperationalError
from pydantic import ValidationError
from redis import RedisError
from rich.console import Console

from connectors.base.errors import ConnectorError
from storefront_sync.cli.texts import choose_language, text
from storefront_sync.cli.usage import NoArgsIsHelpError, UsageError, told
from storefront_sync.core.errors import StorefrontError
from storefront_sync.core.redaction import redact
from storefront_sync.settings.env import variable

choose_language(sys.argv[1:])

# Commands take their help texts when they are imported, in the language chosen above.
from storefront_sync.cli import demo_command, doctor, processes, reconcile, rotate, simulator, staff, status  # noqa: E402
from storefront_sync.cli.api_key import api_key  # noqa: E402
from storefront_sync.cli.orders import orders  # noqa: E402
from storefront_sync.cli.privacy import privacy  # noqa: E402
from storefront_sync.cli.publish import publish  # noqa: E402
from storefront_sync.cli.returns import returns  # noqa: E402
from storefront_sync.cli.saleor import saleor  # noqa: E402
from storefront_sync.cli.settlements import settlements  # noqa: E402
from storefront_sync.cli.shop import shop  # noqa: E402

app = typer.Typer(
    name="storefront-sync",
    help=text("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run", help=text("cli.run.help"))(processes.run_all)
app.command("web", help=text("cli.web.help"))(processes.web)
app.command("worker", help=text("cli.worker.help"))(processes.worker)
app.command("tick", help=text("cli.tick.help"))(processes.tick)
app.command("status", help=text("cli.status.help"))(status.status)
app.command("doctor", help=text("cli.doctor.help"))(doctor.doctor)
app.command("reconcile", help=text("cli.reconcile.help"))(reconcile.reconcile)
app.command("rotate-keys", help=text("cli.rotate.help"))(rotate.rotate_keys)
app.command("staff", help=text("cli.staff.help"))(staff.staff)
app.command("simulator", help=text("cli.simulator.help"))(simulator.simulator)
app.add_typer(api_key, name="api-key", help=text("cli.api_key.help"))
app.add_typer(shop, name="shop", help=text("cli.shop.help"))
app.add_typer(privacy, name="privacy", help=text("cli.privacy.help"))
app.add_typer(publish, name="publish", help=text("cli.publish.help"))
app.add_typer(orders, name="orders", help=text("cli.orders.help"))
app.add_typer(settlements, name="settlements", help=text("cli.settlements.help"))
app.add_typer(returns, name="returns", help=text("cli.returns.help"))
app.add_typer(saleor, name="saleor", help=text("cli.saleor.help"))
app.command("demo", help=text("cli.demo.help"))(demo_command.demo)
app.command(
    "manage",
    help=text("cli.manage.help"),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)(processes.manage)


@app.callback()
def every_command(
    lang: Annotated[str, typer.Option("--lang", metavar="id|en", help=text("cli.lang.help"))] = "",
) -> None:
    """Options of every command; the language was taken before."""


def run() -> None:
    """The entry point: runs the command, and tells named failures in one plain sentence (exit code 2)."""
    try:
        sys.exit(app(standalone_mode=False))
    except NoArgsIsHelpError as error:
        error.show()
    except UsageError as error:
        for line in told(error):
            typer.echo(line, err=True)
    except typer.Abort:
        typer.echo(text("cli.given_up"), err=True)
        sys.exit(1)
    except (StorefrontError, ConnectorError) as error:
        _tell(text(error.key), error.technical)
    except ValidationError as error:
        for wrong in error.errors(include_url=False, include_input=False):
            field = str(wrong["loc"][0]) if wrong["loc"] else ""
            _tell(text("cli.setting_wrong", variable=_variable(field)), wrong["msg"])
    except OperationalError as error:
        _tell(text("cli.no_database"), redact(str(error)))
    except RedisError as error:
        _tell(text("cli.no_valkey"), redact(str(error)))
    sys.exit(2)


def _variable(field: str) -> str:
    try:
        return variable(field)
    except KeyError:
        return field or "STOREFRONT_*"


def _tell(sentence: str, technical: str) -> None:
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    console.print(sentence, style="bold red")
    if technical:
        console.print(technical, style="dim")
