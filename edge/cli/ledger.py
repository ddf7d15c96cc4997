"""`wedge ledger`: the book, read beside the running daemon."""

import typer

from edge.cli.ledger_check import check
from edge.cli.ledger_show import export, index, show
from edge.cli.verify import key, verify

ledger = typer.Typer(no_args_is_help=True, help="The book: verify it, show it, export it.", rich_markup_mode=None)
ledger.command("verify")(verify)
ledger.command("key")(key)
ledger.command("show")(show)
ledger.command("export")(export)
ledger.command("index")(index)
ledger.command("check")(check)
