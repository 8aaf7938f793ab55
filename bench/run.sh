#!/usr/bin/env bash
# Measures the services against a floor taken in the same run. See docs/performance-how.md.
#
#   bench/run.sh                      everything
#   bench/run.sh core whole           some scenarios; --help lists them
#   bench/run.sh --quick              a tenth of the messages, to see that all of it works
#   bench/run.sh --json figures.json  where the figures go (default: bench/results/)
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet publish src/Host -c Release -o artifacts/bench/host --nologo -v quiet
dotnet build bench/Feedback.Bench -c Release --nologo -v quiet
exec dotnet bench/Feedback.Bench/bin/Release/net10.0/Feedback.Bench.dll "$@"
