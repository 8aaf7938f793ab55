#!/usr/bin/env bash
# Takes the pictures of the page in docs/images anew: of the embedded run with its demo data.
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet build tests/EndToEnd.Tests --nologo -v quiet -clp:NoSummary
dotnet tests/EndToEnd.Tests/bin/Debug/net10.0/EndToEnd.Tests.dll -noLogo -noColor -explicit only \
    -class EndToEnd.Tests.Page.When_the_readme_shows_the_page
