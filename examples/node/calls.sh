#!/usr/bin/env bash
# All calls to the app, as CI makes them: bash calls.sh
set -euo pipefail

ozeki-simulator run ivr.call.yaml --junit calls.xml --html calls.html

said=$(mktemp)
ozeki-simulator serve > "$said" &
trap 'kill $!; wait' EXIT # whatever comes, it ends with this script
until grep -q "simulator at" "$said"; do kill -0 $!; sleep 0.2; done # if it has ended, so does this: its port is taken

node --test
