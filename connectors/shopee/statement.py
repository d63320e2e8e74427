"""Shopee's income reports ("Laporan Penghasilan", xlsx), by the columns in `data/statement.json`."""

from __future__ import annotations

from connectors.base.statement_table import StatementTable, layouts

STATEMENT = StatementTable(layouts("shopee"))
