#!/bin/sh
# Runs in Saleor's own image before its API: tables up to date, and the owner's account there. May run again at any time.
set -eu
python3 manage.py migrate --no-input
# `createsuperuser` refuses an account that exists. Asking first keeps a password that the owner has changed since.
if python3 manage.py shell --verbosity 0 --command \
    'import os, sys; from saleor.account.models import User; sys.exit(10 if User.objects.filter(email__iexact=os.environ["DJANGO_SUPERUSER_EMAIL"]).exists() else 0)'
then
    python3 manage.py createsuperuser --no-input
else
    answer=$?
    [ "$answer" -eq 10 ] || exit "$answer"
    echo "The owner's account exists; its password was left as it is."
fi
