#!/usr/bin/env bash
# Writes docs/openapi.json and docs/asyncapi.json anew: what the product, as built, serves at /openapi/v1.json and /asyncapi/v1.json.
set -euo pipefail
cd "$(dirname "$0")/../.."

data=$(mktemp -d)
trap 'kill "$host" 2>/dev/null || true; rm -rf "$data"' EXIT
dotnet build src/Host --nologo -v quiet -clp:NoSummary
dotnet src/Host/bin/Debug/net10.0/Host.dll --urls http://127.0.0.1:0 --environment Development --Demo:Data=false \
    --ConnectionStrings:Feedback="Data Source=$data/feedback.db" \
    --ConnectionStrings:Notifications="Data Source=$data/notifications.db" >"$data/log" 2>&1 &
host=$!
until address=$(sed -n 's/.*Now listening on: \(http[^ ]*\).*/\1/p' "$data/log") && [ -n "$address" ]; do
    kill -0 "$host" || { cat "$data/log" >&2; exit 1; }
    sleep 0.2
done
curl -fsS "$address/openapi/v1.json" >docs/openapi.json
curl -fsS "$address/asyncapi/v1.json" >docs/asyncapi.json
