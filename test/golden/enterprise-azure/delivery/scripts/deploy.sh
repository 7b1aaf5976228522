#!/bin/sh
# Deploys by commit: rewrites the image.yaml of one release and pushes. Flux does the rest.
# Reads RELEASE, TAG, DIGEST, BRANCH (the cluster's own when empty; another one for a merge request), WORKFLOW.
# Writes revision (the commit), changed (false when this very image was deployed before).
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

known_release "$RELEASE"
is_commit "$TAG" || fail "'$TAG' is no full commit"
is_digest "$DIGEST" || fail "'$DIGEST' is no digest of an image"
repository=$(setting repository) main=$(setting branch) cluster=$(setting cluster) author=$(setting author) email=$(setting email)
file=$(setting "$RELEASE.file") name=$(setting "$RELEASE.helm-release") namespace=$(setting "$RELEASE.namespace")
target=${BRANCH:-$main}
git check-ref-format --branch "$target" >/dev/null || fail "'$target' is no name of a branch"
platform="$work/platform"
clone "$repository" "$main" "$platform"
cd "$platform"
git config user.name "$author"
git config user.email "$email"

write() {
  cat >"$file" <<END
# Written by the delivery workflows at every deployment: the whole file, so change nothing else here.
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: $name
  namespace: $namespace
spec:
  suspend: false
  values:
    image:
      tag: "$TAG"
      digest: $DIGEST
END
}

# The record of deployments is this commit: git log --grep '^Temporal-Release: NAME'.
record() {
  git commit --quiet --only -m "Deploy $RELEASE $(printf %.12s "$TAG") to $cluster" -m "Temporal-Release: $RELEASE
Temporal-Cluster: $cluster
Temporal-Image: $TAG@$DIGEST
Temporal-Previous-Image: ${previous:-none}
Temporal-Workflow: $WORKFLOW" -- "$file"
}

tries=0
while :; do
  before=$(image_field "$file" tag)
  previous=${before:+$before@$(image_field "$file" digest)}
  write
  if git diff --quiet -- "$file"; then
    revision=$(git log -1 --format=%H -- "$file")
    # A second try of the same workflow finds what its first try pushed.
    if [ "$(trailer "$revision" Temporal-Workflow)" = "$WORKFLOW" ]; then changed=true; else changed=false; fi
    break
  fi
  record
  if git push --quiet origin "HEAD:refs/heads/$target" 2>"$work/refused"; then
    revision=$(git rev-parse HEAD) changed=true
    break
  fi
  cat "$work/refused" >&2
  [ "$target" = "$main" ] || fail "cannot push to $target: does the branch exist already?"
  tries=$((tries + 1))
  [ "$tries" -lt "${TRIES:-6}" ] || later "pushed $tries times, and the branch was ahead each time"
  sleep "$((tries * ${PAUSE:-2}))"
  # Somebody was faster: begin again on top of what they pushed.
  git fetch --quiet --no-tags origin "$main" || later "cannot fetch $main"
  git reset --quiet --hard FETCH_HEAD
done
output revision "$revision"
output changed "$changed"
