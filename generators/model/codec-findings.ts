import type { ClusterAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import { MISSING_IDENTITY } from "./missing-identity.ts";
import type { Codec, Exposure, Identity } from "./model.ts";

/** Longest label of a host name: RFC 1035. */
const LONGEST_LABEL = 63;

/** What the answers about encryption leave open, and nothing could work or be safe without. */
export function codecFindings(cluster: ClusterAnswers, codec: Codec | null, { exposure, identity }: { readonly exposure: Exposure; readonly identity: Identity | null }): Finding[] {
  const asked = cluster.encryption;
  if (codec === null || asked === undefined) return [];
  const vault = asked["azure-key-vault"] !== undefined;
  const findings: Finding[] = [];
  if (!vault && asked.local === undefined) {
    return [fault("answers/missing", "encryption", "Payload encryption needs a key, and none is named.", "Say `encryption: {azure-key-vault: {vault: NAME}}`, or `{local: {}}` for development.")];
  }
  if (vault && codec.identityClient === null) {
    findings.push(fault(MISSING_IDENTITY, "azure.identities.codec", "The codec server asks Azure Key Vault with a workload identity, and no client id is given for it.", "Add `azure: {identities: {codec: CLIENT-ID}}`: a managed identity that may get, wrap and unwrap with the key."));
  }
  if (!vault && cluster.tier === "production") {
    findings.push(fault("answers/not-allowed", "encryption.local", "A local key lies in a Secret of the cluster: whoever can read it can decrypt all payloads, and nobody records its use.", "Name a key service, such as azure-key-vault, for the tier production."));
  }
  if (!vault && cluster.secrets === undefined) {
    findings.push(fault("answers/secret-without-source", "encryption.local", `Nothing brings the Secret \`${codec.key.secret}\` into the cluster.`, "Add `secrets: {sops: age}`; scripts/secrets.sh of the repository then encrypts it."));
  }
  if (identity === null) {
    const open = "Without identity everybody who reaches the codec server can decrypt all payloads.";
    findings.push(cluster.tier === "production" ? fault("answers/missing", "identity", open, "Add `identity`, so that the codec server can ask who calls.") : warning("answers/open-codec", "encryption", open, "Add `identity`, or keep real data out of this cluster."));
  }
  if (cluster.delivery?.registries === undefined) {
    findings.push(fault("answers/missing", "delivery.registries", "The codec server is built from services/codec-server, and no registry is named for its image.", "Add `delivery: {registries: [REGISTRY/PATH]}`; the cluster pulls from the first."));
  }
  return [...findings, ...hostFindings(codec, exposure)];
}

function hostFindings(codec: Codec, exposure: Exposure): Finding[] {
  const path = "encryption.codecServer.host";
  if (codec.host === null) {
    return [warning("answers/codec-without-host", path, "The UI has no host name, so the codec server gets none either: the UI shows payloads encrypted.", "Add exposure.ui with a host name and a gateway or ingress.")];
  }
  const [label = ""] = codec.host.split(".");
  if (label.length > LONGEST_LABEL) return [fault("answers/bad-name", path, `\`${label}\`, made from the host name of the UI, is longer than ${LONGEST_LABEL} characters.`, "Name a host for the codec server.")];
  if (exposure.ingress && codec.ingress === null) {
    return [fault("answers/not-yet", "exposure.ui.certificate", `The private authority signs in the Kubernetes namespace of the server only; the codec server runs in \`${codec.namespace}\`, so nothing would sign the certificate of \`${codec.host}\`.`, "Name a ClusterIssuer in exposure.ui.certificate.")];
  }
  if (!codec.exposed) return [warning("answers/codec-without-host", path, `Nothing of this repository leads from \`${codec.host}\` to the codec server: the UI has neither gateway nor ingress.`, `Lead it to the Service \`${codec.release}\` in \`${codec.namespace}\`, port 8080, with TLS.`)];
  return [];
}

const fault = (code: string, path: string, reason: string, remedy: string): Finding => ({ code, severity: "error", path, reason, remedy });
const warning = (code: string, path: string, reason: string, remedy: string): Finding => ({ ...fault(code, path, reason, remedy), severity: "warning" });
