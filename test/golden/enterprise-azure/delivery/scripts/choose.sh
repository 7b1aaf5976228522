#!/bin/sh
# Which image to deploy: the given one, or the one that another cluster runs (promotion), read from Git.
# Reads RELEASE, TAG and DIGEST, or FROM (name of a cluster); writes tag and digest,
# and migrate: when the migration of data runs for this release (before, after, none).
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

known_release "$RELEASE"
migrate=$(setting "$RELEASE.migrate")
if [ -n "$FROM" ]; then
  [ -z "$TAG$DIGEST" ] || fail "say either an image or the cluster to take it from"
  case "$FROM" in *[!a-z0-9-]*) fail "'$FROM' is no name of a cluster" ;; esac
  repository=$(setting repository) branch=$(setting branch)
  file=$(setting "$RELEASE.file") cluster=$(setting cluster)
  clone "$repository" "$branch" "$work/platform"
  other="${file%%clusters/"$cluster"/*}clusters/$FROM/${file#*clusters/"$cluster"/}"
  [ -f "$work/platform/$other" ] || fail "there is no $other"
  TAG=$(image_field "$work/platform/$other" tag)
  DIGEST=$(image_field "$work/platform/$other" digest)
  [ -n "$TAG" ] || fail "$FROM has not deployed $RELEASE yet"
fi
is_commit "$TAG" || fail "'$TAG' is no full commit: images are tagged with the commit that they were built from"
is_digest "$DIGEST" || fail "'$DIGEST' is no digest of an image"
output tag "$TAG"
output digest "$DIGEST"
output migrate "$migrate"
