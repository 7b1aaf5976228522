#!/bin/sh
# Makes Temporal's namespaces what platform.yaml says: creates what is missing, corrects what differs, deletes nothing.
# May run any number of times; says `unchanged` where there was nothing to do.
# Reads: TEMPORAL_ADDRESS; NAMESPACES, lines of `name retention description`; SEARCH_ATTRIBUTES, lines of `namespace name type`.
set -eu

# The CLI refuses to start without a home, though it needs no file in it.
HOME="${HOME:-/tmp}"
export HOME

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# Prints the namespace as one line of JSON, or nothing when it does not exist. Any other failure ends the script.
describe() {
  if temporal operator namespace describe -n "$1" -o jsonl 2>"$errors"; then return; fi
  grep -q 'is not found' "$errors" || { cat "$errors" >&2; exit 1; }
}

# 72h, 90m or 30s in seconds.
seconds() {
  case "$1" in
    *h) echo "$((${1%h} * 3600))" ;;
    *m) echo "$((${1%m} * 60))" ;;
    *) echo "${1%s}" ;;
  esac
}

json_string() {
  printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'
}

# A frontend remembers for about a second that a namespace did not exist.
wait_for() {
  tries=0
  until temporal operator search-attribute list -n "$1" -o none 2>"$errors"; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || { cat "$errors" >&2; exit 1; }
    sleep 1
  done
}

namespace() {
  current=$(describe "$1")
  set -- "$1" "$2" "$3" --retention "$2"
  if [ -n "$3" ]; then set -- "$@" --description "$3"; fi
  name=$1 retention=$2 description=$3
  shift 3
  if [ -z "$current" ]; then
    temporal operator namespace create -n "$name" "$@"
    wait_for "$name"
    echo "namespace $name: created"
    return
  fi
  same=true
  case "$current" in *"\"workflowExecutionRetentionTtl\":\"$(seconds "$retention")s\""*) ;; *) same=false ;; esac
  if [ -n "$description" ]; then
    case "$current" in *"\"description\":\"$(json_string "$description")\""*) ;; *) same=false ;; esac
  fi
  if $same; then
    echo "namespace $name: unchanged"
  else
    temporal operator namespace update -n "$name" "$@" >/dev/null
    echo "namespace $name: updated"
  fi
}

search_attribute() {
  current=$(temporal operator search-attribute list -n "$1" -o jsonl)
  case "$current" in
    *"\"$2\":"*) had=true ;;
    *) had=false ;;
  esac
  # Refused by the server when the attribute exists with another type: types cannot change.
  temporal operator search-attribute create -n "$1" --name "$2" --type "$3" >/dev/null
  if $had; then echo "search attribute $1/$2: unchanged"; else echo "search attribute $1/$2: created"; fi
}

temporal operator cluster health >/dev/null

while read -r name retention description; do
  [ -z "$name" ] || namespace "$name" "$retention" "$description"
done <<END
${NAMESPACES:-}
END

while read -r owner name type; do
  [ -z "$owner" ] || search_attribute "$owner" "$name" "$type"
done <<END
${SEARCH_ATTRIBUTES:-}
END
