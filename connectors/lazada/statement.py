"""Lazada's income statements (csv, xlsx), by the columns in `data/statement.json`."""

from __future__ import annotations

from connectors.base.statement_table import StatementTable, layouts
from connectors.lazada.words import NO_FEE

STATEMENT = StatementTable(layouts("lazada", NO_FEE))
