"""`python -m storefront_sync.cli`: how children of the supervisor are started."""

from storefront_sync.cli.main import run

run()
