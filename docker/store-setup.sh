#!/bin/sh
# Runs once, in the sync service's image, when Saleor answers: the store's set-up, the App, and the sample's goods.
# Name, e-mail, password and address are in the environment. The mark keeps a later `up` from laying the sample's prices
# over the staff's own.
set -eu
mark="$STOREFRONT_STATE_DIR/store-setup.done"
if [ -e "$mark" ] && [ "${1-}" != again ]; then
    echo "The store was set up before; to do it again: docker compose run --rm store-setup again"
    exit 0
fi
storefront-sync saleor setup --name "$STORE_NAME" --slug "$STORE_SLUG"
if [ -n "${STORE_SAMPLE-}" ]; then
    # A copy, since the results are written beside the list, and the installed files can't be.
    goods="$(mktemp -d)/products.csv"
    python -c 'import shutil, sys; from storefront_sync.sample.loader import COOPERATIVES, catalog_directory
if sys.argv[1] not in COOPERATIVES: sys.exit("STORE_SAMPLE names no sample: " + ", ".join(COOPERATIVES))
with catalog_directory(sys.argv[1]) as folder: shutil.copy(folder / "products.csv", sys.argv[2])' "$STORE_SAMPLE" "$goods"
    storefront-sync saleor import "$goods" --cooperative "$STORE_SLUG"
fi
: > "$mark"
