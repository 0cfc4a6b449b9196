#!/usr/bin/env bash
# Checks an AsyncAPI document twice: with wsgen, then with the official validator from the lock file's node_modules.
# usage: scripts/validate-asyncapi.sh [SPEC]
set -euo pipefail
cd "$(dirname "$0")/.."
spec=${1:-asyncapi/chat.yml}

# The virtual environment of this clone where there is one, else whatever `wsgen` the PATH has.
PATH="$PWD/.venv/bin:$PATH"
wsgen validate --strict "$spec"

# The official CLI reports every run to its makers, but not from CI, and keeps its consent in the home folder.
export CI=true ASYNCAPI_METRICS_CONFIG_PATH="$PWD/node_modules/.asyncapi-analytics"
official=node_modules/.bin/asyncapi
if [ -x "$official" ]; then
  # Its first-run notice and its metrics notes are no findings: they are shown only when the verdict is no.
  if output=$("$official" validate "$spec" --fail-severity=warn 2>&1); then
    echo "$spec: valid for @asyncapi/cli"
  else
    printf '%s\n' "$output" >&2
    exit 1
  fi
elif command -v asyncapi >/dev/null 2>&1; then
  asyncapi validate "$spec"
elif [ -d node_modules/@asyncapi/parser ]; then
  node scripts/parse-asyncapi.mjs "$spec"
else
  echo "no official validator: run \`make setup\` first" >&2
  exit 2
fi
