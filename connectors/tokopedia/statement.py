"""The income files of TikTok Shop and Tokopedia (xlsx), by the columns in `data/statement.json`."""

from __future__ import annotations

from connectors.base.statement_table import StatementTable, layouts

STATEMENT = StatementTable(layouts("tokopedia"))
