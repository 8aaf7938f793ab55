#!/usr/bin/env bash
# Takes the pictures in docs/images anew: of the page in the embedded run with its demo data, and of the dashboard over six minutes of the
# services at work. With a directory it takes pictures of every state of the page instead, wide and narrow, light and dark, for somebody
# to look at:
#   tools/pictures.sh [DIRECTORY]
set -euo pipefail
directory=${1:+$(realpath -m "$1")}
cd "$(dirname "$0")/.."

classes=(-class EndToEnd.Tests.Page.When_the_readme_shows_the_page -class '*When_the_operations_guide_shows_the_dashboard')
if [ -n "$directory" ]; then
    mkdir -p "$directory"
    export PICTURES=$directory
    classes=(-class EndToEnd.Tests.Page.When_axe_looks_at_the_page)
fi

dotnet build tests/EndToEnd.Tests --nologo -v quiet -clp:NoSummary
dotnet tests/EndToEnd.Tests/bin/Debug/net10.0/EndToEnd.Tests.dll -noLogo -noColor -explicit only "${classes[@]}"
