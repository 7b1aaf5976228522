#!/bin/sh
# Acceptance of a cluster after its deployment: compares what runs with what this repository says, and keeps a record.
#   scripts/acceptance.sh CLUSTER [NAMESPACE…]   Temporal namespaces to search for plain text; all of the cluster when none is named
# Needs kubectl, talking to that cluster, and jq. Calls from outside need the command line tools temporal and curl as well.
# ACCEPTANCE_TOKEN: a token that may read the first namespace, to prove that a good one is taken.
# Changes nothing that lasts: where clients need a certificate, one is made and removed again.
# Exit: 0 all of it holds, 1 something does not, 3 something could not be checked.
set -eu

usage() { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "acceptance.sh: $*" >&2; exit 2; }
has() { command -v "$1" >/dev/null 2>&1; }

[ $# -ge 1 ] || usage
cluster=$1
shift
cd "$(dirname "$0")/.."
folder="clusters/$cluster"
[ -f "$folder/acceptance.env" ] || fail "there is no cluster named $cluster (looked in $folder)"
for program in kubectl jq; do has "$program" || fail "$program is not installed"; done
# What only some clusters have is empty in the others.
STATE='' SHARDS='' FLUX_PATH='' PLATFORM_NAMESPACES='' TEMPORAL_NAMESPACES='' BACKUP_HOURS='' EXTERNAL_DATABASE=''
TLS_SERVER_NAME='' CLIENT_ISSUER='' MUTUAL='' IDENTITY='' ENCRYPTION='' CODEC_URL='' POSTGRES_CLUSTER='' DATABASE_NAMESPACE='' SERVER_NAMESPACE=''
# shellcheck source=/dev/null
. "./$folder/cluster.env"
# shellcheck source=/dev/null
. "./$folder/acceptance.env"
[ "$STATE" = running ] || fail "$cluster is to be $STATE: nothing of it can be accepted until it is running"

work=$(mktemp -d)
forward=''
certificate=''
clean() {
  [ -z "$forward" ] || kill "$forward" 2>/dev/null || true
  if [ -n "$certificate" ]; then
    kubectl -n "$SERVER_NAMESPACE" delete certificates.cert-manager.io/temporal-acceptance secret/temporal-acceptance --ignore-not-found >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' HUP INT TERM

: >"$work/results"
# result passed|failed|skipped CHECK DETAIL: one line each.
result() {
  detail=$(printf '%s' "$3" | tr '\n|' '  ' | cut -c1-400)
  printf '%s|%s|%s\n' "$1" "$2" "$detail" >>"$work/results"
  printf '%-7s  %s: %s\n' "$1" "$2" "$detail" >&2
}
# Exactly one of these ends each check: no finding, or what was found.
verdict() { if [ -z "$2" ]; then result passed "$1" "$3"; else result failed "$1" "$2"; fi; }
tools() { kubectl -n "$SERVER_NAMESPACE" exec deploy/temporal-admintools -- "$@"; }

check_cluster() {
  path=$(kubectl -n flux-system get kustomizations.kustomize.toolkit.fluxcd.io temporal-server -o 'jsonpath={.spec.path}' 2>"$work/err") || path=''
  [ "$path" = "$FLUX_PATH" ] || fail "kubectl does not talk to $cluster: Flux applies ${path:-nothing of this platform} there, not $FLUX_PATH. $(cat "$work/err")"
  result passed 'the right cluster' "Flux applies $FLUX_PATH"
}

check_flux() {
  kubectl -n flux-system get kustomizations.kustomize.toolkit.fluxcd.io -o json >"$work/flux"
  bad=$(jq -r '.items[] | select(.metadata.name | startswith("temporal-")) | select([.status.conditions[]? | select(.type == "Ready" and .status == "True")] == []) | .metadata.name' "$work/flux")
  count=$(jq '[.items[] | select(.metadata.name | startswith("temporal-"))] | length' "$work/flux")
  [ "$count" != 0 ] || bad='there are none'
  verdict 'every step is applied' "${bad:+not ready: $bad}" "$count steps are ready"
  if ! has git || ! head=$(git rev-parse HEAD 2>/dev/null); then
    result skipped 'the applied commit' 'no git here, so nothing to compare it with'
    return
  fi
  bad=$(jq -r --arg head "$head" '.items[] | select(.metadata.name | startswith("temporal-")) | select((.status.lastAppliedRevision // "") | endswith($head) | not) | "\(.metadata.name) at \(.status.lastAppliedRevision // "nothing")"' "$work/flux")
  verdict 'the applied commit' "${bad:+not $head: $bad}" "$head everywhere"
}

check_pods() {
  for namespace in $PLATFORM_NAMESPACES; do
    waiting=$(kubectl -n "$namespace" get helmreleases.helm.toolkit.fluxcd.io -o json | jq -r '[.items[] | select(.spec.suspend == true) | .metadata.name] | join(" ")')
    [ -z "$waiting" ] || result skipped "pods in $namespace" "suspended, as before the first image: $waiting"
    kubectl -n "$namespace" get deployments.apps -o json >"$work/deployments"
    bad=$(jq -r '.items[] | select((.status.availableReplicas // 0) < (.spec.replicas // 1)) | "\(.metadata.name) \(.status.availableReplicas // 0) of \(.spec.replicas // 1)"' "$work/deployments")
    count=$(jq '.items | length' "$work/deployments")
    [ "$count" = 0 ] || verdict "pods in $namespace" "${bad:+not all available: $bad}" "$count Deployments, all pods available"
  done
}

check_server() {
  if ! tools temporal operator cluster health >"$work/health" 2>&1; then
    result failed 'the server serves' "$(cat "$work/health")"
    return
  fi
  result passed 'the server serves' "$(cat "$work/health")"
  live=$(tools temporal operator cluster describe --detail -o json | jq -r '.historyShardCount // "unknown"')
  verdict 'history shards' "$([ "$live" = "$SHARDS" ] || echo "$live are live, $SHARDS are asked for")" "$live, as asked for"
  tools temporal operator namespace list -o json >"$work/namespaces"
  for namespace in $TEMPORAL_NAMESPACES; do
    found=$(jq -r --arg name "$namespace" '[.[] | select(.namespaceInfo.name == $name)] | length' "$work/namespaces")
    verdict "Temporal namespace $namespace" "$([ "$found" = 1 ] || echo 'it does not exist')" 'it exists'
  done
}

# Kinds that are ready or not: certificates, and Secrets that come from a vault.
check_ready() {
  for namespace in $PLATFORM_NAMESPACES; do
    kubectl -n "$namespace" get "$2" -o json 2>/dev/null || echo '{"items":[]}'
  done | jq -s '{items: [.[].items[]]}' >"$work/ready"
  count=$(jq '.items | length' "$work/ready")
  [ "$count" != 0 ] || return 0
  bad=$(jq -r '.items[] | select([.status.conditions[]? | select(.type == "Ready" and .status == "True")] == []) | "\(.metadata.namespace)/\(.metadata.name)"' "$work/ready")
  verdict "$1" "${bad:+not ready: $bad}" "$count are ready"
}

check_backup() {
  if [ -n "$EXTERNAL_DATABASE" ]; then
    result skipped backups "$EXTERNAL_DATABASE is not of this cluster: see its own backups"
  elif [ -z "$BACKUP_HOURS" ]; then
    result skipped backups 'none are asked for: losing the volume loses every workflow'
  else
    archiving=$(kubectl -n "$DATABASE_NAMESPACE" get clusters.postgresql.cnpg.io "$POSTGRES_CLUSTER" -o json | jq -r '[.status.conditions[]? | select(.type == "ContinuousArchiving")][0] | "\(.status // "Unknown") \(.message // "")"')
    verdict 'write-ahead log' "$(case $archiving in True*) ;; *) echo "ContinuousArchiving is $archiving" ;; esac)" 'it is archived'
    kubectl -n "$DATABASE_NAMESPACE" get backups.postgresql.cnpg.io -o json >"$work/backups"
    hours=$(jq -r --arg cluster "$POSTGRES_CLUSTER" '[.items[] | select(.spec.cluster.name == $cluster and .status.phase == "completed") | .status.stoppedAt // empty | sub("[.][0-9]+"; "") | sub("[+]00:00$"; "Z") | fromdateiso8601] | max | if . == null then "never" else ((now - .) / 3600 | floor) end' "$work/backups")
    verdict 'base backup' "$(if [ "$hours" = never ]; then echo 'none has completed yet'; elif [ "$hours" -gt "$BACKUP_HOURS" ]; then echo "the last one is $hours hours old"; fi)" "the last one is $hours hours old"
  fi
}

# Every payload of the newest workflows must be one that only the key opens. Search attributes and headers are never encrypted.
check_plain_text() {
  [ -n "$ENCRYPTION" ] || { result skipped 'no plain text' 'payload encryption is not asked for'; return; }
  # shellcheck disable=SC2086 # names are words
  [ $# -gt 0 ] || set -- $TEMPORAL_NAMESPACES
  for namespace in "$@"; do
    tools temporal workflow list --namespace "$namespace" --limit 20 -o json | jq -r '.[].execution | "\(.workflowId)\t\(.runId)"' >"$work/workflows"
    : >"$work/payloads"
    while IFS="$(printf '\t')" read -r workflow run <&3; do
      tools temporal workflow show --namespace "$namespace" --workflow-id "$workflow" --run-id "$run" -o json --no-json-shorthand-payloads </dev/null |
        jq -r --arg workflow "$workflow" '
          def inside: if type == "array" then .[] | inside
            elif type != "object" then empty
            elif (.metadata | type) == "object" and (.metadata.encoding | type) == "string" then .metadata.encoding | @base64d
            else (if has("message") and has("stackTrace") and (has("encodedAttributes") | not) and .source != "Server" then "failure in plain text" else empty end),
              (to_entries[] | select(.key != "searchAttributes" and .key != "header") | .value | inside) end;
          inside | "\(.)\t\($workflow)"' >>"$work/payloads"
    done 3<"$work/workflows"
    bad=$(grep -v -e '^binary/encrypted' -e '^binary/null' "$work/payloads" | sort | uniq -c | sort -rn | head -5 || true)
    count=$(grep -c '^binary/encrypted' "$work/payloads" || true)
    if [ -z "$bad" ] && [ "$count" = 0 ]; then
      result skipped "no plain text in $namespace" 'no payload to look at yet: let a worker run a workflow, then run this again'
    else
      verdict "no plain text in $namespace" "${bad:+readable: $bad}" "$count payloads of $(wc -l <"$work/workflows" | tr -d ' ') workflows, all encrypted"
    fi
  done
}

# A client certificate of our own, as any client gets one.
make_certificate() {
  certificate=made
  kubectl -n "$SERVER_NAMESPACE" apply -f - >/dev/null <<END
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: temporal-acceptance
spec:
  secretName: temporal-acceptance
  commonName: temporal-acceptance
  duration: 1h
  usages: [client auth]
  privateKey: {algorithm: ECDSA, size: 256}
  issuerRef: {kind: ClusterIssuer, name: $CLIENT_ISSUER}
END
  kubectl -n "$SERVER_NAMESPACE" wait --for=condition=Ready certificates.cert-manager.io/temporal-acceptance --timeout=60s >/dev/null
  (
    umask 077
    for entry in tls.crt tls.key ca.crt; do
      kubectl -n "$SERVER_NAMESPACE" get secret temporal-acceptance -o json | jq -r --arg entry "$entry" '.data[$entry] // "" | @base64d' >"$work/$entry"
    done
  )
}

# call OPTION…: a call of the frontend from outside of the cluster; its answer is in $work/answer.
call() {
  set -- "$@" --address "localhost:$(cat "$work/port")" --namespace "${TEMPORAL_NAMESPACES%% *}"
  env -i PATH="$PATH" HOME="$work" temporal workflow count "$@" >"$work/answer" 2>&1
}

# refused CHECK PATTERN OPTION…: the call must fail, and for the reason that the pattern names.
refused() {
  check=$1 pattern=$2
  shift 2
  if call "$@"; then
    result failed "$check" 'the call was answered'
  elif grep -qiE "$pattern" "$work/answer"; then
    result passed "$check" "$(cat "$work/answer")"
  else
    result failed "$check" "refused, but not for the expected reason: $(cat "$work/answer")"
  fi
}

check_access() {
  if [ -z "$IDENTITY$MUTUAL" ]; then
    result skipped 'access is denied' 'neither certificates nor tokens are asked for: whoever reaches the frontend may do everything'
    return
  fi
  if ! has temporal || [ -z "$TEMPORAL_NAMESPACES" ]; then
    result skipped 'access is denied' 'needs the command line tool temporal here, and a Temporal namespace of this cluster'
    return
  fi
  if [ -n "$TLS_SERVER_NAME" ]; then make_certificate; fi
  : >"$work/forward"
  kubectl -n "$SERVER_NAMESPACE" port-forward service/temporal-frontend :7233 >"$work/forward" 2>&1 &
  forward=$!
  tries=0
  until sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$work/forward" >"$work/port" && [ -s "$work/port" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 30 ]; then
      result failed 'access is denied' "no way to the frontend: $(cat "$work/forward")"
      return
    fi
    sleep 1
  done
  set --
  if [ -n "$TLS_SERVER_NAME" ]; then
    # Whoever signs the clients signs the frontend as well.
    set -- --tls --tls-server-name "$TLS_SERVER_NAME" --tls-ca-path "$work/ca.crt"
  fi
  if [ -n "$MUTUAL" ]; then
    refused 'no certificate, no access' 'certificate required|bad certificate|handshake' "$@"
    set -- "$@" --tls-cert-path "$work/tls.crt" --tls-key-path "$work/tls.key"
  fi
  [ -n "$IDENTITY" ] || return 0
  denied='unauthorized|permission ?denied|unauthenticated'
  refused 'no token, no access' "$denied" "$@"
  # Right in form, signed by nobody: {"alg":"RS256","kid":"none"} and {"sub":"x","roles":["temporal-system:admin"]}.
  refused 'a forged token gives no access' "$denied" "$@" --grpc-meta 'authorization=Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6Im5vbmUifQ.eyJzdWIiOiJ4Iiwicm9sZXMiOlsidGVtcG9yYWwtc3lzdGVtOmFkbWluIl19.AAAA'
  if [ -z "${ACCEPTANCE_TOKEN:-}" ]; then
    result skipped 'a good token gives access' 'no ACCEPTANCE_TOKEN was given'
  elif call "$@" --grpc-meta "authorization=Bearer $ACCEPTANCE_TOKEN"; then
    result passed 'a good token gives access' "$(cat "$work/answer")"
  else
    result failed 'a good token gives access' "$(cat "$work/answer")"
  fi
}

check_codec() {
  [ -n "$ENCRYPTION" ] || return 0
  if [ -z "$CODEC_URL" ] || ! has curl; then
    result skipped 'the codec server asks for a token' 'needs curl here, and a codec server that is reached from outside'
    return
  fi
  code=$(curl -sS -o /dev/null -w '%{http_code}' --max-time 20 -X POST -H 'Content-Type: application/json' -H "X-Namespace: ${TEMPORAL_NAMESPACES%% *}" --data '{"payloads":[]}' "$CODEC_URL/decode" 2>"$work/err") || code="no answer: $(cat "$work/err")"
  verdict 'the codec server asks for a token' "$([ "$code" = 401 ] || echo "401 was expected without a token, got $code")" '401 without a token'
}

# record NUMBER NUMBER NUMBER: passed, failed, not checked.
record() {
  target="docs/acceptance/$cluster"
  mkdir -p "$target"
  file="$target/$(date -u +%Y-%m-%dT%H-%M-%SZ).md"
  {
    printf '# Acceptance of %s\n\n' "$cluster"
    printf '%s\n' "- Time: $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    printf '%s\n' "- Commit: $(git rev-parse HEAD 2>/dev/null || echo unknown)"
    printf '%s\n' "- Kubernetes context: $(kubectl config current-context 2>/dev/null || echo unknown)"
    printf '%s\n\n' "- Result: $1 passed, $2 failed, $3 not checked"
    printf '| Result | Check | Found |\n| --- | --- | --- |\n'
    sed 's/^\([^|]*\)|\([^|]*\)|\(.*\)$/| \1 | \2 | \3 |/' "$work/results"
  } >"$file"
  echo "record in $file: commit it" >&2
}

check_cluster
check_flux
check_pods
check_server
check_ready certificates certificates.cert-manager.io
check_ready 'secrets from the vault' externalsecrets.external-secrets.io
check_backup
check_plain_text "$@"
check_access
check_codec
failed=$(grep -c '^failed' "$work/results" || true)
skipped=$(grep -c '^skipped' "$work/results" || true)
record "$(grep -c '^passed' "$work/results" || true)" "$failed" "$skipped"
[ "$failed" = 0 ] || exit 1
[ "$skipped" = 0 ] || exit 3
