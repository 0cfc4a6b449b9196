#!/usr/bin/env bash
# Writes every kind of code that is made from asyncapi/chat.yml, or checks what is committed of it.
# usage: scripts/regen-ws-code.sh [--check] [--only TARGET]…
#
#   python      generated/               by wsgen
#   browser     frontend/client/         by wsgen
#   typescript  frontend/generated/      by @asyncapi/modelina, in the version of package.json
#   rust        backend/zerg/ws_schema/  by wsgen, never committed. ASYNCAPI_RUST_TEMPLATE names a template of AsyncAPI's
#               generator instead: a folder, or an npm package with its exact version. npm gets it and the generator.
#
# A target that can't be made leaves its folder as it was, says why in a line, and doesn't keep the others from being made.
# Exits with 0; with 1 where --check finds a difference; with 2 where a target can't be made.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

usage() { sed -n '2,13s/^# \{0,1\}//p' "$0"; }
is_check= targets=()
while [ $# -gt 0 ]; do
  case "$1" in
    --check) is_check=1 ;;
    --only)
      case "${2-}" in
        python | browser | typescript | rust) targets+=("$2") && shift ;;
        *) echo "--only takes python, browser, typescript or rust, not '${2-}'" >&2 && exit 2 ;;
      esac
      ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
if [ ${#targets[@]} -eq 0 ]; then
  targets=(python browser typescript)
  # What isn't committed has nothing that it could differ from.
  [ -n "$is_check" ] || targets+=(rust)
fi

worst=0
for target in "${targets[@]}"; do
  if [ "$target" = typescript ] || { [ "$target" = rust ] && [ -n "${ASYNCAPI_RUST_TEMPLATE-}" ]; }; then
    python -m scripts.other_targets "$target" ${is_check:+--check}
  elif [ -n "$is_check" ]; then
    wsgen diff-check --target "$target"
  else
    wsgen regen --target "$target"
  fi
  code=$?
  [ $code -le $worst ] || worst=$code
done
exit $worst
