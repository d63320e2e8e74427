#!/bin/sh
# Becomes one of our commands, as the container's main process.
set -eu
if [ -z "${DATABASE_URL-}" ] || [ -z "${REDIS_URL-}" ]; then
    echo "DATABASE_URL and REDIS_URL must be set: this image holds no database of its own." >&2
    exit 2
fi
exec python -m storefront_sync.cli "$@"
