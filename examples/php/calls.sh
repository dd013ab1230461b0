#!/usr/bin/env bash
# All calls to the app, as CI makes them: bash calls.sh
set -euo pipefail

ozeki-simulator run ivr.call.yaml --junit calls.xml --html calls.html

if curl -s http://127.0.0.1:8000 > /dev/null; then
  echo "port 8000 is in use" >&2
  exit 1
fi

said=$(mktemp)
php -S 127.0.0.1:8000 app.php &
app=$!
ozeki-simulator serve > "$said" &
simulator=$!
trap 'kill $app $simulator; wait' EXIT # whatever comes, they end with this script
until grep -q "simulator at" "$said" && curl -s http://127.0.0.1:8000 > /dev/null; do
  kill -0 $app; kill -0 $simulator; sleep 0.2 # if one has ended, so does this
done

php test.php
