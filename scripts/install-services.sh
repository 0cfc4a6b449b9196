#!/usr/bin/env bash
# Installs what tests talk to and pip can't bring, from the system's packages: redis-server, Chromium, and where cargo is, the
# crates that generated Rust stands on.
# Where that isn't allowed, it says so and goes on: the tests that need it are skipped with a reason. CI insists (CI set).
set -euo pipefail

missing=()
command -v redis-server >/dev/null 2>&1 || missing+=(redis-server)
command -v chromium >/dev/null 2>&1 || missing+=(chromium fonts-dejavu-core)
crates=(librust-serde-dev librust-serde-derive-dev librust-serde-json-dev librust-futures-util-dev)
if command -v cargo >/dev/null 2>&1; then
  ls -d /usr/share/cargo/registry/{serde_json,serde_derive,futures-util}-* >/dev/null 2>&1 || missing+=("${crates[@]}")
fi
[ ${#missing[@]} -eq 0 ] && exit 0
admin=()
[ "$(id -u)" -eq 0 ] || admin=(sudo -n)
if command -v apt-get >/dev/null 2>&1 && { [ ${#admin[@]} -eq 0 ] || "${admin[@]}" true 2>/dev/null; }; then
  echo "setting up ${missing[*]} (once)"
  export DEBIAN_FRONTEND=noninteractive
  "${admin[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && exit 0
  "${admin[@]}" apt-get update -qq && "${admin[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "not installed, and can't be by this user: ${missing[*]}; the tests that start them are skipped" >&2
[ -z "${CI:-}" ]
