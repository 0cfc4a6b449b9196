#!/usr/bin/env bash
# Installs what tests talk to and pip can't bring: redis-server, from the system's packages.
# Where that isn't allowed, it says so and goes on: the tests that need it are skipped with a reason. CI insists (CI set).
set -euo pipefail

command -v redis-server >/dev/null 2>&1 && exit 0
admin=()
[ "$(id -u)" -eq 0 ] || admin=(sudo -n)
if command -v apt-get >/dev/null 2>&1 && { [ ${#admin[@]} -eq 0 ] || "${admin[@]}" true 2>/dev/null; }; then
  echo "setting up redis-server (once)"
  export DEBIAN_FRONTEND=noninteractive
  "${admin[@]}" apt-get install -y -qq --no-install-recommends redis-server >/dev/null 2>&1 && exit 0
  "${admin[@]}" apt-get update -qq && "${admin[@]}" apt-get install -y -qq --no-install-recommends redis-server >/dev/null && exit 0
fi
echo "redis-server isn't installed, and can't be by this user: tests of the Redis broker are skipped" >&2
[ -z "${CI:-}" ]
