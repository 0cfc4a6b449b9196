#!/usr/bin/env bash
# Makes this clone's own virtual environment from the locked requirements. Nothing outside the clone is touched.
# usage: scripts/make-venv.sh [PYTHON]
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "wsgen needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …" >&2
  exit 2
fi
if ! "$python" -m venv .venv 2>/dev/null; then
  # Debian and Ubuntu ship venv's parts in a package of their own.
  echo "python's venv module is incomplete: apt-get install python3-venv" >&2
  exit 2
fi
echo "setting up .venv (once, about a minute)"
# Errors alone (-qq): the lock has decided everything that pip could warn about.
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
# The build tool stands in the lock, so nothing else is downloaded to build wsgen itself.
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps --editable .
