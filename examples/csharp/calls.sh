#!/usr/bin/env bash
# All calls to the app, as CI makes them: bash calls.sh
set -euo pipefail

dotnet build app
ozeki-simulator run ivr.call.yaml --junit calls.xml --html calls.html

if curl -s http://127.0.0.1:8000 > /dev/null; then
  echo "port 8000 is in use" >&2
  exit 1
fi

said=$(mktemp)
dotnet app/bin/Debug/net8.0/app.dll 8000 &
app=$!
ozeki-simulator serve > "$said" &
simulator=$!
trap 'kill $app $simulator; wait' EXIT # whatever comes, they end with this script
until grep -q "simulator at" "$said" && curl -s http://127.0.0.1:8000 > /dev/null; do
  kill -0 $app; kill -0 $simulator; sleep 0.2 # if one has ended, so does this
done

dotnet run --project tests
