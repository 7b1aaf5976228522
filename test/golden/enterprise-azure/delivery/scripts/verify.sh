#!/bin/sh
# Waits until Flux runs this image of a release, then watches that its pods stay up.
# Reads RELEASE, TAG, DIGEST, REVISION (the commit, for the log), TIMEOUT and SETTLE in seconds. Needs kubectl, may only read.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

known_release "$RELEASE"
namespace=$(setting "$RELEASE.namespace") name=$(setting "$RELEASE.helm-release") step=$(setting "$RELEASE.flux-kustomization")
deadline=$(($(date +%s) + TIMEOUT))

release() { kubectl -n "$namespace" get helmrelease "$name" -o "jsonpath=$1"; }
flux() { kubectl -n flux-system get "$1" "$2" -o "jsonpath=$3"; }
ready='{.status.conditions[?(@.type=="Ready")].status}'
why='{.status.conditions[?(@.type=="Ready")].message}'

explain() {
  {
    echo "wanted revision $REVISION, image $TAG@$DIGEST"
    echo "GitRepository flux-system: $(flux gitrepository flux-system '{.status.artifact.revision}')"
    echo "Kustomization $step: attempted $(flux kustomization "$step" '{.status.lastAttemptedRevision}'), applied $(flux kustomization "$step" '{.status.lastAppliedRevision}'): $(flux kustomization "$step" "$why")"
    echo "HelmRelease $name: image $(release '{.spec.values.image.tag}@{.spec.values.image.digest}'): $(release "$why")"
    kubectl -n "$namespace" get pods -l "app.kubernetes.io/instance=$name" -o wide
  } >&2 || true
}

# wait_for WHAT FUNCTION
wait_for() {
  echo "waits until $1" >&2
  until "$2"; do
    if [ "$(date +%s)" -ge "$deadline" ]; then
      explain
      fail "the time is over, and it is not so that $1"
    fi
    sleep "${PAUSE:-5}"
  done
}

# The commit itself, or a later one that leaves this image as it is: then the release has the image as well.
# Attempted, not applied: that one waits for the health of the whole step, and another worker that is ill there is not this one's fault.
has_image() {
  [ "$(release '{.spec.values.image.tag}@{.spec.values.image.digest}')" = "$TAG@$DIGEST" ] || return 1
  attempted=$(flux kustomization "$step" '{.status.lastAttemptedRevision}') || return 1
  case "$attempted" in
    *":$REVISION") return 0 ;;
  esac
  [ -n "$attempted" ] && [ "$attempted" = "$(flux gitrepository flux-system '{.status.artifact.revision}')" ]
}

# Ready of the generation that has the image; the one before may have been ready as well.
rolled_out() {
  [ "$(release "{.metadata.generation} $ready")" = "$(release '{.status.observedGeneration}') True" ]
}

# Every Deployment of the release has all its pods, new and available. None wanted (scaled to zero) is well, too.
all_available() {
  kubectl -n "$namespace" get deployments -l "app.kubernetes.io/instance=$name" \
    -o 'jsonpath={range .items[*]}{.metadata.generation}|{.status.observedGeneration}|{.spec.replicas}|{.status.updatedReplicas}|{.status.availableReplicas}|{.status.replicas}{"\n"}{end}' >"$work/deployments" || return 1
  awk -F'|' '{ well = $1 == $2 && ($3 == "0" || ($3 == $4 && $3 == $5 && $3 == $6)) } !well { bad = 1 } END { exit bad || NR == 0 }' "$work/deployments"
}

# restarts FILE: of each pod how often its containers began again. Pods come and go with the load, so a sum would hide some.
restarts() {
  kubectl -n "$namespace" get pods -l "app.kubernetes.io/instance=$name" -o 'jsonpath={range .items[*]}{.metadata.name}{range .status.containerStatuses[*]} {.restartCount}{end}{"\n"}{end}' >"$1"
}

restarted() {
  restarts "$work/now" || return 1
  awk '{ sum = 0; for (i = 2; i <= NF; i++) sum += $i } FILENAME == ARGV[1] { before[$1] = sum; next } sum > before[$1] { bad = 1 } END { exit !bad }' "$work/before" "$work/now"
}

mkdir -p "$work"
wait_for "Flux has applied $REVISION" has_image
wait_for "the HelmRelease $name is ready with it" rolled_out
wait_for "every pod of $name is available" all_available

echo "watches for $SETTLE s" >&2
restarts "$work/before" || fail "cannot list the pods of $name"
until_then=$(($(date +%s) + SETTLE))
while [ "$(date +%s)" -lt "$until_then" ]; do
  sleep "${PAUSE:-5}"
  if restarted; then explain; fail "a pod of $name restarted within $SETTLE s"; fi
done
# At this moment another commit may be passing through Flux, or the load may have called for one more pod: both end well soon.
deadline=$(($(date +%s) + SETTLE * 5))
wait_for "the HelmRelease $name is still ready" rolled_out
wait_for "every pod of $name is still available" all_available
[ "$(release '{.spec.values.image.tag}@{.spec.values.image.digest}')" = "$TAG@$DIGEST" ] || fail "another image of $RELEASE was deployed in the meantime"
echo "$RELEASE runs $TAG@$DIGEST" >&2
