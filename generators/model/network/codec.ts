import { CODEC_RELEASE } from "../codec.ts";
import { anywhere, elsewhere, ours, prometheusOf, tcp, type NetworkInput, type Party, type Wire } from "./parties.ts";

const PORT = 8080;
const METRICS = 9090;

export const codecOf = (namespace: string): Party => ours("codec server", "codec-server", namespace, { matchLabels: { "app.kubernetes.io/name": CODEC_RELEASE } });

/** Flows of the codec server: browsers come in, keys are asked for outside. Workers never call it. */
export function codecWires({ codec, exposure, operators }: NetworkInput): Wire[] {
  if (codec === null) return [];
  const server = codecOf(codec.namespace);
  const wires: Wire[] = [{ from: prometheusOf(operators), to: server, ports: tcp(METRICS), because: "metrics" }];
  if (codec.gateway) wires.push({ from: anywhere("the Gateway"), to: server, ports: tcp(PORT), because: "browsers and command lines that show payloads" });
  if (codec.ingress) wires.push({ from: elsewhere("ingress controller", codec.ingress.namespace), to: server, ports: tcp(PORT), because: "browsers and command lines that show payloads" });
  if (codec.ingress && exposure.ingress) {
    const solver = ours("ACME solver of the codec server", "acme-solver", codec.namespace, { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } });
    wires.push({ from: elsewhere("ingress controller", exposure.ingress.namespace), to: solver, ports: tcp(8089), because: "an ACME issuer checks the host name by a page that cert-manager serves for a moment" });
  }
  if (codec.vault) wires.push({ from: server, to: anywhere("Azure Key Vault and Entra ID"), ports: tcp(443), because: "data keys are wrapped and unwrapped, as the workload identity" });
  if (codec.tokens) wires.push({ from: server, to: anywhere("issuer of tokens"), ports: tcp(portOf(codec.tokens.keysUrl)), because: "keys that tokens are signed with" });
  return wires;
}

const portOf = (url: string): number => Number(new URL(url).port || 443);
