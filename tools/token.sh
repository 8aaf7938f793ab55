#!/usr/bin/env bash
# Prints a bearer token for the gateway of docker-compose.yml, signed with TOKEN_KEY of the environment or of .env:
#   tools/token.sh USER_ID [ROLE...]        tools/token.sh contract-system upstream
set -euo pipefail

user=${1:?the id of a user}
shift
key=${TOKEN_KEY:-$(sed -n 's/^TOKEN_KEY=//p' "$(dirname "$0")/../.env")}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

roles=$(printf ',"%s"' "$@")
[ $# -gt 0 ] || roles=
now=$(date +%s)
header=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
payload=$(printf '{"sub":"%s","role":[%s],"iss":"feedback-compose","aud":"feedback","nbf":%d,"exp":%d}' \
    "$user" "${roles#,}" "$now" $((now + 12 * 3600)) | base64url)
hexkey=$(printf '%s' "$key" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
signature=$(printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hexkey" -binary | base64url)
printf '%s.%s.%s\n' "$header" "$payload" "$signature"
