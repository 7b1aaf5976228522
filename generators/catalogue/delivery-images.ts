/**
 * Programs that the steps of delivery run in: the one place of their versions; the workflow templates name them verbatim, and a test
 * compares. Those that see credentials or judge images are pinned by digest too, as tags of scanners have been moved before
 * (CVE-2026-33634). Checked 2026-11-21.
 */
export const deliveryImages = {
  /** Alpine with git: every step that reads or writes Git. */
  git: "docker.io/alpine/git:v2.54.0",
  /** Flux's own image of its command line, with a shell and kubectl: of the version set's Flux. */
  kubectl: "ghcr.io/fluxcd/flux-cli:v2.9.4",
  /** Upstream's rootless variant: docs/rootless.md and examples/kubernetes of moby/buildkit. */
  buildkit: "docker.io/moby/buildkit:v0.32.2-rootless",
  /** BuildKit's generator of bills of materials; its own default is a moving tag. */
  sbom: "docker.io/docker/buildkit-syft-scanner:1.12.0@sha256:ae4f3b554449e7e25548e7d8ccc029d17357348e30c6e3df01b92bc93654d6a9",
  grype: "docker.io/anchore/grype:v0.118.0@sha256:8a93fc48da96bd6ec5981279d099b69de11541dc68fdf222fb9161f8ff284af7",
  cosign: "ghcr.io/sigstore/cosign/cosign:v3.1.3@sha256:9e5c2f2edc34351160407ca3416c61855bdf9403c3c5936e0f0be7fc261611b8",
} as const;
