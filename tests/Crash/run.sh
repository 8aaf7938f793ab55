#!/bin/sh
# Works and breaks the product: tests/Crash/run.sh [minutes] [seed] [contracts per second] [calm]
# Private RabbitMQ, PostgreSQL and SMTP servers; exit code 0 when nothing was lost, duplicated, stuck or wrong.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dotnet build "$here/Crash.csproj" --configuration Release --nologo --verbosity quiet
exec dotnet "$here/bin/Release/net10.0/Crash.dll" "$@"
