#!/bin/sh
# Secrets of a cluster, encrypted with SOPS and age. Needs sops, age-keygen and, for install-key, kubectl.
#   scripts/secrets.sh init CLUSTER                      make the age key and the rule in .sops.yaml
#   scripts/secrets.sh list CLUSTER                      what is needed, what is there
#   scripts/secrets.sh create CLUSTER [NAMESPACE/NAME]   ask for the values, encrypt, list the file
#   scripts/secrets.sh install-key CLUSTER               give Flux the key
# Values are asked for on the terminal, or taken from environment variables named like the keys (with _ for dots and dashes),
# which is the way for values of several lines.
set -eu

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "secrets.sh: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is not installed"; }

[ $# -ge 2 ] || usage
action=$1 cluster=$2 only=${3:-}
cd "$(dirname "$0")/.."
folder="clusters/$cluster/secrets"
[ -f "$folder/required.env" ] || fail "no secrets are needed for a cluster named $cluster (looked in $folder)"
# A key of this cluster alone: a personal key file may hold other identities, which must not reach the cluster.
key="${PLATFORM_AGE_KEY_FILE:-$HOME/.config/sops/age/$cluster.txt}"
plain='' encrypted=''
clean() { stty echo 2>/dev/null || true; rm -f "$plain" "$encrypted"; }
trap clean EXIT
trap 'exit 130' HUP INT TERM
SECRETS=
# shellcheck source=/dev/null
. "./$folder/required.env"

init() {
  need age-keygen
  if [ ! -f "$key" ]; then
    mkdir -p "$(dirname "$key")"
    (umask 077 && age-keygen -o "$key")
  fi
  recipient=$(age-keygen -y "$key" | paste -s -d , -)
  if [ -f .sops.yaml ] && grep -q "$folder/" .sops.yaml; then
    echo ".sops.yaml has a rule for $folder already"
    return
  fi
  if [ ! -f .sops.yaml ]; then
    echo 'creation_rules:' >.sops.yaml
  elif [ "$(grep -v -e '^ *#' -e '^ *$' -e '^  ' .sops.yaml)" != 'creation_rules:' ]; then
    fail ".sops.yaml is not of the form that this script writes: add a rule for $folder/ with the recipient $recipient by hand"
  fi
  cat >>.sops.yaml <<END
  - path_regex: ^$folder/.*\.sops\.yaml$
    encrypted_regex: ^(data|stringData)$
    mac_only_encrypted: true
    age: $recipient
END
  echo "key in $key: keep a copy of it in a safe place"
}

# The file of NAMESPACE/NAME. Secrets of one name in two namespaces have two: the second has the namespace in its name.
file_of() {
  first="$folder/${1#*/}.sops.yaml" other="$folder/${1#*/}.${1%/*}.sops.yaml"
  if [ -f "$other" ]; then echo "$other"
  elif [ -f "$first" ] && ! grep -q "^ *namespace: \"\{0,1\}${1%/*}\"\{0,1\}\$" "$first"; then echo "$other"
  else echo "$first"; fi
}

list() {
  echo "$SECRETS" | while read -r secret keys; do
    [ -n "$secret" ] || continue
    if [ -f "$(file_of "$secret")" ]; then mark=present; else mark=missing; fi
    echo "$mark  $secret  ($keys)"
  done
}

ask() {
  # Keys may have dots and dashes, names of variables may not: cosign.key is asked of cosign_key.
  variable=$(printf '%s' "$1" | tr -c 'A-Za-z0-9_' _)
  eval "value=\${$variable:-}"
  if [ -z "$value" ]; then
    [ -t 0 ] || fail "no value for $1: set the environment variable $variable, or run this on a terminal"
    printf '  %s: ' "$1" >&2
    stty -echo
    IFS= read -r value
    stty echo
    echo >&2
  fi
  [ -n "$value" ] || fail "$1 is empty"
}

create_one() {
  secret=$1
  shift
  name=${secret#*/} file=$(file_of "$secret") encrypted="$folder/.${secret#*/}.new" plain=$(mktemp)
  # Kubernetes takes a login for pulling images only from a Secret of this type.
  case " $* " in *' .dockerconfigjson '*) type=kubernetes.io/dockerconfigjson ;; *) type=Opaque ;; esac
  echo "$secret" >&2
  {
    printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: %s\ntype: %s\ndata:\n' "$name" "${secret%/*}" "$type"
    for entry in "$@"; do
      ask "$entry"
      printf '  %s: %s\n' "$entry" "$(printf '%s' "$value" | base64 | tr -d '\n')"
    done
  } >"$plain"
  sops --encrypt --filename-override "$file" --input-type yaml --output-type yaml "$plain" >"$encrypted"
  mv "$encrypted" "$file"
  rm -f "$plain"
  add_resource "${file##*/}"
  echo "wrote $file" >&2
}

add_resource() {
  list="$folder/kustomization.yaml"
  if grep -q "^ *- $1\$" "$list"; then return; fi
  sed "s/^resources: \[\]\$/resources:/" "$list" >"$list.new"
  sed "/^resources:/a\\
  - $1" "$list.new" >"$list"
  rm -f "$list.new"
}

create() {
  need sops
  [ -f .sops.yaml ] || fail "no .sops.yaml here: run scripts/secrets.sh init $cluster first"
  found=false
  # On descriptor 3, so that the questions can read from the terminal.
  while read -r secret keys <&3; do
    [ -n "$secret" ] || continue
    [ -z "$only" ] || [ "$only" = "$secret" ] || continue
    found=true
    if [ -z "$only" ] && [ -f "$(file_of "$secret")" ]; then continue; fi
    # shellcheck disable=SC2086 # keys are words
    create_one "$secret" $keys
  done 3<<END
$SECRETS
END
  $found || fail "$only is none of the secrets of $cluster: see scripts/secrets.sh list $cluster"
}

install_key() {
  need kubectl
  [ -f "$key" ] || fail "no key at $key: run scripts/secrets.sh init $cluster, or set PLATFORM_AGE_KEY_FILE"
  kubectl -n flux-system create secret generic sops-age --from-file=age.agekey="$key" --dry-run=client -o yaml |
    kubectl apply --server-side -f -
}

case "$action" in
  init) init ;;
  list) list ;;
  create) create ;;
  install-key) install_key ;;
  *) usage ;;
esac
