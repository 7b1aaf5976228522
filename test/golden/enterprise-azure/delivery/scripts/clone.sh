#!/bin/sh
# Puts one commit of the sources into the workspace. Runs before BuildKit, so that no step of a build ever sees Git's password.
# Reads SOURCE and COMMIT; writes the folder WORKSPACE.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

is_commit "$COMMIT" || fail "'$COMMIT' is no full commit"
git init --quiet "$WORKSPACE"
cd "$WORKSPACE"
tries=0
until git fetch --quiet --no-tags --depth 1 -- "$SOURCE" "$COMMIT"; do
  tries=$((tries + 1))
  [ "$tries" -lt "${TRIES:-4}" ] || fail "cannot fetch $COMMIT of $SOURCE"
  sleep "$((tries * ${PAUSE:-5}))"
done
git -c advice.detachedHead=false checkout --quiet FETCH_HEAD
[ "$(git rev-parse HEAD)" = "$COMMIT" ] || fail "the repository answered with another commit"
# A build sees the files of the commit, not the repository.
rm -rf .git
