#!/usr/bin/env bash
# Takes the pictures of the page in docs/images anew: of the embedded run with its demo data. With a directory it takes pictures of
# every state of the page instead, wide and narrow, light and dark, for somebody to look at:
#   tools/pictures.sh [DIRECTORY]
set -euo pipefail
directory=${1:+$(realpath -m "$1")}
cd "$(dirname "$0")/.."

class=EndToEnd.Tests.Page.When_the_readme_shows_the_page
if [ -n "$directory" ]; then
    mkdir -p "$directory"
    export PICTURES=$directory
    class=EndToEnd.Tests.Page.When_axe_looks_at_the_page
fi

dotnet build tests/EndToEnd.Tests --nologo -v quiet -clp:NoSummary
dotnet tests/EndToEnd.Tests/bin/Debug/net10.0/EndToEnd.Tests.dll -noLogo -noColor -explicit only -class "$class"
