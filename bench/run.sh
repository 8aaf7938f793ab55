#!/usr/bin/env bash
# Measures the services against a floor taken in the same run. See docs/performance-how.md.
#
#   bench/run.sh                      everything
#   bench/run.sh core whole           some scenarios; --help lists them
#   bench/run.sh peers                beside Wolverine and DotNetCore.CAP; only this and peers-tuned need their packages
#   bench/run.sh --quick              a tenth of the messages, to see that all of it works
#   bench/run.sh --json figures.json  where the figures go (default: bench/results/)
set -euo pipefail
cd "$(dirname "$0")/.."

# Wolverine writes its code with the program that is built without it, and then the program is built with it.
publish_peers() {
    rm -rf bench/Peers.Wolverine/obj/Generated
    dotnet build bench/Peers.Wolverine -c Release --nologo -v quiet
    (cd bench/Peers.Wolverine && dotnet bin/Release/net10.0/Peers.Wolverine.dll codegen write >obj/codegen.log) ||
        { cat bench/Peers.Wolverine/obj/codegen.log >&2; return 1; }
    dotnet publish bench/Peers.Wolverine -c Release -o artifacts/bench/peers/Wolverine --nologo -v quiet
    dotnet publish bench/Peers.Cap -c Release -o artifacts/bench/peers/Cap --nologo -v quiet
}

dotnet publish src/Host -c Release -o artifacts/bench/host --nologo -v quiet
dotnet build bench/Feedback.Bench -c Release --nologo -v quiet
[[ " $* " != *" peers"* ]] || publish_peers
exec dotnet bench/Feedback.Bench/bin/Release/net10.0/Feedback.Bench.dll "$@"
