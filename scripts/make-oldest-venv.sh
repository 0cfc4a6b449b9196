#!/usr/bin/env bash
# Makes .cache/oldest, the environment with the oldest versions that servers are tested with. Does nothing where it is there.
# usage: scripts/make-oldest-venv.sh [UV]
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${1:-.venv/bin/uv}
made=.cache/oldest/.installed

mkdir -p .cache
# Tests that run side by side may all ask for it.
exec 9>.cache/oldest.lock
"$(dirname "$uv")/python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
[ "$made" -nt requirements/oldest.txt ] && exit 0
rm -rf .cache/oldest
"$uv" venv --quiet --python "$(dirname "$uv")/python" .cache/oldest
"$uv" pip install --quiet --python .cache/oldest/bin/python --require-hashes -r requirements/oldest.txt
touch "$made"
