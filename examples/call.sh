#!/usr/bin/env bash
# One call to the app at 8000, placed by `ozeki-simulator serve`, and its report if it fails: bash call.sh
set -euo pipefail

pbx=http://127.0.0.1:7780
call=$(curl -sS --fail-with-body "$pbx/control/v1/calls?wait=60" -H 'Content-Type: application/json' -d '{
  "url": "http://127.0.0.1:8000/incoming",
  "steps": [
    {"hears": "press 2"},
    {"presses": "2"},
    {"hears": "Leave a message"},
    {"says": "Hello"},
    {"waits_for": {"notification": "RecordCompleted", "within": "60s"}},
    {"hears": "Thank you"}
  ]
}') || { echo "$call"; exit 1; } # it says what is wrong with the order, such as a misspelt step

if ! grep -q '"passed":true' <<< "$call"; then
  curl -sS "$pbx$(grep -o '/control/v1/calls/[^"]*/report' <<< "$call")"
  exit 1
fi
