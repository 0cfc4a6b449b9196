#!/usr/bin/env bash
# Makes the files of a release in dist/: wheel, sdist, what they bring along (CycloneDX), and the hashes of all three.
# usage: scripts/dist.sh [TAG]   with a tag, such as v0.1.0, which has to name this version and to have its changelog
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
version=$("$python" -c 'import wsgen; print(wsgen.__version__)')

if [ $# -gt 0 ]; then
  [ "$1" = "v$version" ] || { echo "the tag is $1, and wsgen/__init__.py says $version" >&2; exit 1; }
  grep -q "^## $version\b" CHANGELOG.md || { echo "CHANGELOG.md has no section \`## $version\`" >&2; exit 1; }
fi
[ -f wsgen/assets/docs/NOTICES.txt ] || { echo "there is no JavaScript in wsgen/assets: make assets" >&2; exit 2; }

# The same commit gives the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf dist build/sbom
mkdir -p build
"$python" -m build --no-isolation --outdir dist . > build/dist.log 2>&1 || { cat build/dist.log >&2; exit 2; }
.venv/bin/uv venv --quiet --python "$python" build/sbom
# What the lock says, so that it is what the tests ran on.
.venv/bin/uv pip install --quiet --python build/sbom/bin/python --constraint requirements/dev.txt dist/*.whl
"$python" -m scripts.sbom build/sbom/bin/python dist/wsgen.cdx.json
(cd dist && sha256sum -- * > SHA256SUMS && cat SHA256SUMS)
