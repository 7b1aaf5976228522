import { formatPath, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import type { Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf, placeOfName } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asMap } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import { entropy, isSecretName, isSecretValue, secretsInSettings } from "../texts/settings.ts";
import { requestsOf } from "../references/requests.ts";
import type { ClusterWorld } from "../world.ts";
import { sparing } from "./sparing.ts";

/** Secrets and settings that hold a secret in plain text. What is found is never repeated in the finding. */
export function plaintext({ resources }: ClusterWorld): Finding[] {
  return resources.flatMap((resource) => (resource.identity.kind === "Secret" && resource.identity.group === "" ? inSecret(resource) : inSettings(resource)));
}

const REMEDY = "Encrypt it with SOPS, or let an ExternalSecret fetch it; and take the value that was written here out of use.";

/** A Secret in Git is safe only when SOPS has replaced its values. Certificates without a key are public. */
function inSecret(item: Resource): Finding[] {
  const values = ["data", "stringData"].flatMap((field) => Object.entries(asMap(item.data[field])).map(([key, value]) => ({ path: [field, key], text: field === "data" ? decoded(value) : String(value ?? "") })));
  const bare = values.filter(({ text }) => text.trim() !== "" && !isEncrypted(text) && !isCertificate(text) && !isPlaceholder(text.trim()) && !isPublic(text.trim()));
  const [first] = bare;
  if (first === undefined) return [];
  return [found("verify/plaintext-secret", item.base.length > 0 ? placeOfName(item) : placeOf(item, first.path, "key"), first.path, `${nameOf(item.identity)} holds ${bare.length === 1 ? "a value" : `${bare.length} values`} that anyone with this repository can read; base64 is no encryption.`, REMEDY)];
}

function decoded(value: unknown): string {
  const text = String(value ?? "");
  return isEncrypted(text) ? text : Buffer.from(text, "base64").toString("utf8");
}

const isEncrypted = (text: string): boolean => text.startsWith("ENC[") || (text.includes("ENC[AES256_GCM") && /\bsops\b/.test(text));
const isCertificate = (text: string): boolean => /^-----BEGIN CERTIFICATE-----/.test(text) && !text.includes("PRIVATE KEY");

/** A switch, or an address without a password: a Secret holds them beside the secret, or because its reader wants one. */
const isPublic = (text: string): boolean => /^(?:true|false|https?:\/\/[^\s@?]+)$/.test(text);

/** What a tool puts a secret in the place of before it is applied: a variable, or the address of the secret in a store. */
const isPlaceholder = (text: string): boolean => /^(?:\$\{[^}]+\}|\{\{[^}]+\}\}|<[^<>\s]+>|(?:op|ref\+[a-z]+|vault):\/\/?\S+)$/.test(text);

const KEY = /^(?:password|passwd|pwd|token|api[-_]?key|private[-_]?key|secret[-_]?access[-_]?key|client[-_]?secret|auth[-_]?token|access[-_]?token|bearer[-_]?token|signing[-_]?key|encryption[-_]?key)$/i;
const VARIABLE = /(?:^|_)(?:PASSWORD|PASSWD|PWD|TOKEN|SECRET|API_?KEY|PRIVATE_KEY|SECRET_ACCESS_KEY|CLIENT_SECRET|SIGNING_KEY|ENCRYPTION_KEY)$/i;

/** Names come again and again: each is judged once. */
const judged = new Map<string, { readonly isSecret: boolean; readonly mayBeSecret: boolean }>();

function judge(name: string): { readonly isSecret: boolean; readonly mayBeSecret: boolean } {
  let verdict = judged.get(name);
  if (verdict === undefined) judged.set(name, (verdict = { isSecret: KEY.test(name) || VARIABLE.test(name), mayBeSecret: isSecretName(name) }));
  return verdict;
}

/** Settings whose name says that their value is a secret: environment, ConfigMaps, values of a chart, fields of other resources. */
const inSettings = sparing((item: Resource): Finding[] => {
  const findings: Finding[] = [];
  let references: ReadonlySet<string> | undefined;
  const report = (name: string, path: Path): void => {
    // A field that is known to name a Secret holds none.
    references ??= new Set(requestsOf(item).map((request) => formatPath(request.path)));
    if (references.has(formatPath(path))) return;
    findings.push(found("verify/plaintext-secret", placeOf(item, path), path, `\`${name}\` is given a literal value here, which anyone with this repository can read.`, "Take it from a Secret (`secretKeyRef`, `existingSecret`), and take the value that was written here out of use."));
  };
  const see = (value: unknown, path: Path, parent: object | undefined): void => {
    if (typeof value === "object" && value !== null) {
      const { name, value: literal } = value as { name?: unknown; value?: unknown };
      if (typeof name === "string" && VARIABLE.test(name) && isLiteral(literal) && !namesSecret(name, literal)) report(name, [...path, "value"]);
    } else if (parent !== undefined) {
      const key = path[path.length - 1] as string | number;
      if (typeof key === "string" && ((judge(key).isSecret && isLiteral(value)) || (HOLDS_TEXTS.has(item.identity.kind) && judge(key).mayBeSecret && looksRandom(value)))) report(key, [...path]);
      else if (typeof value === "string" && HOLDS_TEXTS.has(item.identity.kind) && value.includes("\n")) for (const name of secretsInSettings(value)) report(name, [...path]);
    }
  };
  for (const field of Object.keys(item.data)) if (field !== "metadata" && field !== "sops") walk(item.data, [field], see);
  return findings;
});

/** Kinds of which a field may be a whole file of settings. */
const HOLDS_TEXTS = new Set(["ConfigMap", "HelmRelease"]);

/** A text that nobody chose as a name: long, of mixed signs, or a long number in hexadecimal. */
const looksRandom = (value: unknown): boolean => typeof value === "string" && isSecretValue(value) && value.length >= 16 && entropy(value) >= 3.3 && (!/^[a-z0-9][a-z0-9.:/-]*$/.test(value) || /^[a-f0-9]{32,}$/.test(value));

/** `TLS_SECRET: web-tls` names a Secret: words joined by hyphens. */
const namesSecret = (name: string, value: unknown): boolean => /(?:^|_)SECRET$/i.test(name) && !/CLIENT_SECRET$/i.test(name) && typeof value === "string" && /^[a-z]+(?:-[a-z]+)+$/.test(value);

/** A value as it is used, not a variable, a placeholder, a path, an address or a switch. */
const isLiteral = (value: unknown): boolean => typeof value === "string" && value !== "" && !/^(?:\/|(?:true|false|yes|no|on|off)$|ENC\[|https?:\/\/)|\$\{|\$\(|\{\{|^<.*>$/.test(value);
