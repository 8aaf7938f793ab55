#!/bin/sh
# Adds a migration of that name for both services on all three databases: tools/add-migration.sh <Name>
set -eu
name=${1:?usage: tools/add-migration.sh <Name>}
cd "$(dirname "$0")/.."

dotnet tool restore
dotnet build src/Host
for provider in Sqlite Postgres SqlServer; do
    for service in Feedback Notifications; do
        dotnet ef migrations add "$name" --no-build --project src/Host \
            --context "$provider${service}DbContext" --output-dir "Migrations/$provider/$service"
    done
done

# Sources here have no byte order mark.
find src/Host/Migrations -name '*.cs' -exec sed -i '1s/^\xEF\xBB\xBF//' {} +
