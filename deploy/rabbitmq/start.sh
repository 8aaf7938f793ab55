#!/bin/sh
# Starts the broker with the accounts of definitions.json: start.sh PROGRAM ARGUMENT...
# Each ${NAME} in the file is replaced by that environment variable, so that no password stands in a file that is kept.
set -eu
umask 077
definitions=${DEFINITIONS:-/tmp/definitions.json}

awk '
    function escaped(text,    i, c, out) {
        for (i = 1; i <= length(text); i++) {
            c = substr(text, i, 1)
            out = out (c == "\\" || c == "\"" ? "\\" c : c)
        }
        return out
    }
    {
        line = $0; out = ""
        while (match(line, /\$\{[A-Z_]+\}/)) {
            name = substr(line, RSTART + 2, RLENGTH - 3)
            if (ENVIRON[name] == "") { print name " is not set." > "/dev/stderr"; exit 1 }
            out = out substr(line, 1, RSTART - 1) escaped(ENVIRON[name])
            line = substr(line, RSTART + RLENGTH)
        }
        print out line
    }
' "$(dirname "$0")/definitions.json" >"$definitions"

# The image starts as root and runs the broker as rabbitmq.
[ "$(id -u)" != 0 ] || ! id rabbitmq >/dev/null 2>&1 || chown rabbitmq "$definitions"
exec "$@"
