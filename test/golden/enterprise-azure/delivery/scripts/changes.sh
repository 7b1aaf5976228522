#!/bin/sh
# Which images have to be built: those whose sources differ between the commit that runs and the one to release.
# Reads RELEASE (a name or all), REVISION (commit or branch of the sources; the release's own branch when empty), FORCE (true builds anyway).
# Writes builds: a JSON list, one object for each image to build.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

[ "$RELEASE" = all ] || known_release "$RELEASE"
platform="$work/platform"
repository=$(setting repository) branch=$(setting branch)
clone "$repository" "$branch" "$platform"

# same OLD NEW PATTERNS: whether nothing that matters changed between two commits of the repository at hand.
same() {
  git cat-file -e "$1^{commit}" 2>/dev/null || return 1
  patterns=$3
  set -- "$1" "$2" --
  set -f # the patterns are git's, not the shell's
  for pattern in $patterns; do set -- "$@" ":(glob)$pattern"; done
  set +f
  git diff --quiet "$@"
}

one() {
  release=$1
  source=$(setting "$release.source") branch=$(setting "$release.branch") file=$(setting "$release.file")
  context=$(setting "$release.context") dockerfile=$(setting "$release.dockerfile") images=$(setting "$release.images") patterns=$(setting "$release.changed-by")
  code="$work/code"
  clone "$source" "$branch" "$code"
  if [ -z "$REVISION" ]; then commit=$(git -C "$code" rev-parse HEAD); else commit=$(resolve "$code" "$REVISION"); fi
  deployed=$(image_field "$platform/$file" tag)
  if [ "$FORCE" != true ] && [ -n "$deployed" ] && (cd "$code" && same "$deployed" "$commit" "$patterns"); then
    echo "$release: nothing changed since $deployed" >&2
    return
  fi
  echo "$release: builds $commit (runs ${deployed:-nothing})" >&2
  printf '%s{"release":"%s","commit":"%s","source":"%s","context":"%s","dockerfile":"%s","images":"%s"}' "$separator" \
    "$release" "$commit" "$source" "$context" "$dockerfile" "$images" >>"$list"
  separator=,
}

# resolve CLONE REVISION: the full commit; one that is on no fetched branch is asked for by name.
resolve() {
  for name in "$2" "origin/$2"; do
    if git -C "$1" rev-parse --quiet --verify --end-of-options "$name^{commit}" 2>/dev/null; then return; fi
  done
  case "$2" in -* | *:* | '') fail "'$2' is no commit or branch" ;; esac
  git -C "$1" fetch --quiet --no-tags origin "$2" || fail "there is no commit or branch $2 in $source"
  git -C "$1" rev-parse --verify FETCH_HEAD
}

list=$work/builds separator=
: >"$list"
if [ "$RELEASE" = all ]; then names=$(setting releases); else names=$RELEASE; fi
for name in $names; do one "$name"; done
output builds "[$(cat "$list")]"
