#!/bin/sh
# Read by the other scripts: settings, outputs, Git. Values come as files and environment variables, never as text in a script.
# Exit codes: 1 refused or failed, 75 the network or the other side failed for now (the workflow tries again).
set -eu

settings=${SETTINGS:-/settings}
outputs=${OUTPUTS:-/tmp/outputs}
# shellcheck disable=SC2034 # for the scripts that read this one
work=${WORK:-/tmp/work}

fail() { printf '%s\n' "$*" >&2; exit 1; }
later() { printf '%s\n' "$*" >&2; exit 75; }

# setting KEY: a value of this cluster, from the ConfigMap delivery-settings.
setting() {
  [ -f "$settings/$1" ] || fail "the settings of this cluster have no $1"
  cat "$settings/$1"
}

# output NAME VALUE: a result that the workflow hands on.
output() {
  mkdir -p "$outputs"
  printf '%s' "$2" >"$outputs/$1"
  printf '%s: %s\n' "$1" "$2" >&2
}

is_release() {
  case "$1" in '' | *[!a-z0-9-]*) return 1 ;; esac
  case " $(setting releases) " in *" $1 "*) ;; *) return 1 ;; esac
}

known_release() {
  is_release "$1" || fail "no release named '$1' here; there are: $(setting releases)"
}

is_commit() { printf '%s' "$1" | grep -Eqx '[0-9a-f]{40}([0-9a-f]{24})?'; }
is_digest() { printf '%s' "$1" | grep -Eqx 'sha256:[0-9a-f]{64}'; }

# image_field FILE tag|digest: what a release's image.yaml says; empty before the first deployment.
image_field() {
  [ -f "$1" ] || fail "there is no $1 in the repository"
  sed -n "s/^ *$2: *\"\{0,1\}\([0-9a-z:]*\)\"\{0,1\} *\$/\1/p" "$1" | head -n 1
}

# The user and password of Git come as files; git asks for them by this program.
GIT_ASKPASS="$(cd "$(dirname "$0")" && pwd)/askpass.sh"
GIT_TERMINAL_PROMPT=0
HOME=${HOME:-/tmp}
export GIT_ASKPASS GIT_TERMINAL_PROMPT HOME

# clone URL BRANCH FOLDER: the whole history of one branch (HEAD: the default one), files only as far as they are needed.
clone() {
  rm -rf "$3"
  set -- "$1" "$2" "$3" --quiet --no-tags --single-branch --filter=blob:none
  if [ "$2" != HEAD ]; then set -- "$@" --branch "$2"; fi
  url=$1 of=$2 into=$3
  shift 3
  git clone "$@" -- "$url" "$into" || later "cannot clone branch $of of $url"
}

trailer() { git log -1 --format="%(trailers:key=$2,valueonly,separator=%x20)" "$1"; }
