#!/bin/sh
# Reverts one deployment and pushes. Refuses whatever is not the last deployment of that release in this cluster.
# Reads RELEASE, REVISION (the deployment's commit; the release's last one when empty), WORKFLOW; writes revision, tag, digest.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

known_release "$RELEASE"
repository=$(setting repository) main=$(setting branch) cluster=$(setting cluster) author=$(setting author) email=$(setting email)
file=$(setting "$RELEASE.file")
platform="$work/platform"
clone "$repository" "$main" "$platform"
cd "$platform"
git config user.name "$author"
git config user.email "$email"

# What git has to show before it may be reverted.
check() {
  last=$(git log -1 --format=%H -- "$file")
  asked=${REVISION:-$last}
  commit=$(git rev-parse --quiet --verify --end-of-options "$asked^{commit}") || fail "there is no commit $asked"
  git merge-base --is-ancestor "$commit" HEAD || fail "$commit is not on $main"
  [ "$(trailer "$commit" Temporal-Release) $(trailer "$commit" Temporal-Cluster)" = "$RELEASE $cluster" ] || fail "$commit is no deployment of $RELEASE to $cluster, so it is not reverted here"
  [ "$(git diff-tree --no-commit-id --name-only -r "$commit")" = "$file" ] || fail "$commit changes more than $file"
  [ "$commit" = "$last" ] || fail "$file has changed since $commit (by $last): roll that back first, or deploy the image that you want"
  git show "$commit^:$file" >"$work/earlier" || fail "$file is new in $commit: there is nothing to go back to"
  tag=$(image_field "$work/earlier" tag) digest=$(image_field "$work/earlier" digest)
  [ -n "$tag" ] || fail "$commit was the first deployment of $RELEASE to $cluster: there is no earlier image to go back to"
}

record() {
  git revert --no-edit --no-commit "$commit" || fail "cannot revert $commit"
  git commit --quiet -m "Roll back $RELEASE to $(printf %.12s "$tag") in $cluster" -m "Temporal-Rollback-Of: $commit
Temporal-Rollback-Release: $RELEASE
Temporal-Cluster: $cluster
Temporal-Image: $tag@$digest
Temporal-Workflow: $WORKFLOW"
}

tries=0
while :; do
  # A second try of the same workflow finds what its first try pushed.
  head=$(git log -1 --format=%H -- "$file")
  if [ -n "$(trailer "$head" Temporal-Rollback-Of)" ] && [ "$(trailer "$head" Temporal-Workflow)" = "$WORKFLOW" ]; then
    tag=$(image_field "$file" tag) digest=$(image_field "$file" digest) revision=$head
    break
  fi
  check
  record
  if git push --quiet origin "HEAD:refs/heads/$main" 2>"$work/refused"; then
    revision=$(git rev-parse HEAD)
    break
  fi
  cat "$work/refused" >&2
  tries=$((tries + 1))
  [ "$tries" -lt "${TRIES:-6}" ] || later "pushed $tries times, and the branch was ahead each time"
  sleep "$((tries * ${PAUSE:-2}))"
  # The commit stays the one that was checked first: what came since must not be reverted in its place.
  REVISION=$commit
  git fetch --quiet --no-tags origin "$main" || later "cannot fetch $main"
  git reset --quiet --hard FETCH_HEAD
done
output revision "$revision"
output tag "$tag"
output digest "$digest"
