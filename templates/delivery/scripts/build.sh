#!/bin/sh
# Builds one image with rootless BuildKit and pushes it to every registry, with its bill of materials and provenance.
# Reads SOURCE, COMMIT (the tag), CONTEXT, DOCKERFILE, IMAGES (comma separated, without tags), WORKSPACE, SBOM_GENERATOR.
# Writes digest, and pushed: a JSON list of the image in every registry.
# shellcheck source-path=SCRIPTDIR source=common.sh disable=SC2153 # upper case comes from the environment
. "$(dirname "$0")/common.sh"

is_commit "$COMMIT" || fail "'$COMMIT' is no full commit"
[ -d "$WORKSPACE/$CONTEXT" ] || fail "the commit has no folder $CONTEXT"
[ -f "$WORKSPACE/$DOCKERFILE" ] || fail "the commit has no $DOCKERFILE"
mkdir -p "$work"

# The first registry keeps the cache of layers as well.
cache=${IMAGES%%,*}:buildcache
names=$(printf '%s' "$IMAGES" | sed "s/,/:$COMMIT,/g; s/\$/:$COMMIT/")

buildctl-daemonless.sh build \
  --progress plain \
  --frontend dockerfile.v0 \
  --local context="$WORKSPACE/$CONTEXT" \
  --local dockerfile="$WORKSPACE/$(dirname "$DOCKERFILE")" \
  --opt filename="$(basename "$DOCKERFILE")" \
  --opt build-arg:REVISION="$COMMIT" \
  --opt label:org.opencontainers.image.revision="$COMMIT" \
  --opt label:org.opencontainers.image.source="$SOURCE" \
  --opt attest:sbom=generator="$SBOM_GENERATOR" \
  --opt attest:provenance=mode=max \
  --import-cache type=registry,ref="$cache" \
  --export-cache type=registry,ref="$cache",mode=max,ignore-error=true \
  --output "type=image,\"name=$names\",push=true" \
  --metadata-file "$work/metadata.json"

digest=$(sed -n 's/.*"containerimage\.digest": *"\([^"]*\)".*/\1/p' "$work/metadata.json" | head -n 1)
is_digest "$digest" || fail "BuildKit told no digest"
output digest "$digest"
output pushed "$(printf '%s' "$IMAGES" | sed "s/,/@$digest\",\"/g; s/^/[\"/; s/\$/@$digest\"]/")"
