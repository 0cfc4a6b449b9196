#!/usr/bin/env bash
# Installs the Node tools of package-lock.json into this clone's node_modules. No package's install script is run.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=$(cat .nvmrc)
if ! command -v node >/dev/null 2>&1 || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt "$wanted" ]; then
  echo "the official AsyncAPI validator needs Node $wanted or newer: nvm install, or https://nodejs.org" >&2
  exit 2
fi
echo "setting up node_modules (once, one to two minutes)"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
