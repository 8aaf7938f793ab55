#!/usr/bin/env bash
# Installs what the tests need (as root, on Debian), builds, runs every test project against private servers on loopback,
# and ends with "N passed, N failed, N skipped". Arguments name the projects to run: ./test.sh Gateway EndToEnd
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
# Instrumented code pays in processes that live long; most of ours live for seconds. A start takes a quarter less of the cores.
export DOTNET_TieredPGO=0
results=artifacts/test-results
servers_pid= formatting= testing= tools=

say() { printf '\n== %s\n' "$*"; }

missing_packages() {
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
    [ -x /usr/bin/chromium-headless-shell ] || echo chromium-headless-shell
    [ -x /usr/bin/curl ] || echo curl
    [ -x /usr/bin/jq ] || echo jq
    [ -x /usr/bin/openssl ] || echo openssl
    [ -x /usr/bin/pkill ] || echo procps
    [ -x /usr/sbin/postfix ] || echo postfix
    /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || echo python3-aiosmtpd
    /usr/bin/python3 -c 'import pika' 2>/dev/null || echo python3-pika
    [ -x /usr/bin/promtool ] || echo prometheus
    [ -x /usr/bin/node ] || echo nodejs
    [ -x /usr/bin/npm ] || echo npm
}

# The packages' own services must not start: the tests start private servers, and port 5672 or 9090 may be somebody's. What is there
# may let them start, so it stands aside meanwhile.
install_packages() (
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ] && [ ! -e "$policy.aside" ]; then
        mv "$policy" "$policy.aside"
    fi
    trap 'rm -f "$policy"; [ ! -e "$policy.aside" ] || mv "$policy.aside" "$policy"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
)

stop_servers() {
    [ -n "$servers_pid" ] || return 0
    # The end of its input is what tells it to stop.
    eval "exec $servers_input>&-"
    wait "$servers_pid" || true
    servers_pid=
}

# What still runs when this script ends early.
stop_jobs() {
    local job
    for job in $testing $formatting $tools; do
        stop_tree "$job"
    done
}

# The process itself first: it could start another child.
stop_tree() { # process
    local child children
    children=$(pgrep -P "$1") || true
    kill "$1" || true
    for child in $children; do
        stop_tree "$child"
    done
}

start_servers() {
    coproc SERVERS { exec dotnet tests/TestKit.Servers/bin/Debug/net10.0/TestKit.Servers.dll; }
    servers_pid=$SERVERS_PID servers_input=${SERVERS[1]}
    local line
    while IFS= read -r -u "${SERVERS[0]}" line; do
        [ "$line" != ready ] || return 0
        export "${line?}"
    done
    echo "The test servers did not start." >&2
    return 1
}

# The runner's XML says what ran; a project that left none, or ran nothing, has failed.
count() { # file attribute
    sed -n "s/.*<assembly [^>]*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

# The time limit is for a hang alone: every project takes a few minutes at most.
run_project() { # name
    local name=$1 xml=$results/$1.xml log=$results/$1.log status=0 started=$SECONDS
    timeout --kill-after=10 4800 dotnet "tests/$name/bin/Debug/net10.0/$name.dll" \
        -noLogo -noColor -result-xml "$xml" >"$log" 2>&1 || status=$?

    local run=0 bad=0 skip=0
    if [ -s "$xml" ]; then
        run=$(count "$xml" passed) bad=$(($(count "$xml" failed) + $(count "$xml" errors))) skip=$(count "$xml" skipped)
    fi
    # Crashed, hung, or ran nothing: that is a failure even if no test says so.
    if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((run + skip)) -eq 0 ]; }; then
        bad=1
        echo "$name ended with exit code $status and $run tests run." >>"$log"
    fi
    echo "$run $bad $skip" >>"$results/counts"

    printf '%-36s %5d passed %4d failed %4d skipped %5d s\n' "$name" "$run" "$bad" "$skip" $((SECONDS - started))
    if [ "$bad" -ne 0 ]; then
        cat "$log"
    fi
}

# Runs npm in each folder of tools that has packages: openapi lints docs/openapi.json and docs/asyncapi.json, and compiles the client that
# is generated from the first; kubernetes holds the manifests against Kubernetes' types.
npm_tools() { # npm's arguments
    local package
    for package in tools/*/package.json; do
        npm --prefix "$(dirname "$package")" "$@" || return
    done
}

# A check that ran beside the tests counts as one when it failed.
count_check() { # status, log
    if [ "$1" -ne 0 ]; then
        echo "0 1 0" >>"$results/counts"
        cat "$2"
    fi
}

# The projects to run, the longest first, without those that the arguments leave out.
wanted_projects() { # wanted
    local longest='EndToEnd.Tests Host.Tests Messaging.EntityFrameworkCore.Tests Crash.Tests' project
    for project in $longest $(cd tests && echo *.Tests); do
        if [ -z "$1" ] || [[ " $1 " == *" ${project%.Tests} "* ]]; then
            echo "$project"
        fi
    done | awk '!seen[$0]++'
}

# The compiler stays for the whole build, as a server of this run's own that ends with it.
build() {
    local server status=0
    server=feedback-$$-$RANDOM
    UseSharedCompilation=true dotnet build Feedback.sln --nologo -v quiet -clp:NoSummary -p:SharedCompilationId="$server" || status=$?
    pkill -f -- "-pipename:$server" || true
    return "$status"
}

packages=$(missing_packages)
if [ -n "$packages" ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "Missing here: ${packages//$'\n'/ }. Install them and run again: apt-get install ${packages//$'\n'/ }" >&2
        exit 1
    fi
    say "Installing ${packages//$'\n'/ }"
    # shellcheck disable=SC2086
    install_packages $packages
fi

trap 'stop_jobs; stop_servers' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
rm -rf "$results"
mkdir -p "$results"

say "Building, and fetching the packages of tools beside it"
npm_tools ci --no-progress >"$results/npm.log" 2>&1 &
tools=$!
build
fetched=0
wait "$tools" || fetched=$?
tools=
count_check "$fetched" "$results/npm.log"
if [ "$fetched" -eq 0 ]; then
    npm_tools test --silent >"$results/tools.log" 2>&1 &
    tools=$!
fi

say "Starting the servers"
start_servers

say "Testing, and checking the format beside it"
dotnet format Feedback.sln --no-restore --verify-no-changes >"$results/format.log" 2>&1 &
formatting=$!
# Two at a time: whichever ends, the next one starts.
export results
export -f run_project count
wanted_projects "$*" | xargs -P 2 -I{} bash -euo pipefail -c 'run_project {}' &
testing=$!
wait "$testing"
testing=
status=0
wait "$formatting" || status=$?
formatting=
count_check "$status" "$results/format.log"
if [ -n "$tools" ]; then
    status=0
    wait "$tools" || status=$?
    tools=
    count_check "$status" "$results/tools.log"
fi

echo
touch "$results/counts"
read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$results/counts")
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
