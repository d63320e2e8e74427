#!/bin/sh
# Runs one of our commands as the container's main process: `run` (everything) unless another is given.
set -eu
if ! [ -w "$STOREFRONT_STATE_DIR" ]; then
    echo "The volume at $STOREFRONT_STATE_DIR is not writable for user $(id -u)." >&2
    exit 2
fi
exec python -m storefront_sync.cli "$@"
