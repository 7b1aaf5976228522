import type { Finding } from "../../finding.ts";
import { found } from "../codes.ts";
import type { Texts } from "../read/files.ts";

/** A name whose value is a secret, as variables and settings are written: at its end, since `PASSWORD_FILE` and `TOKEN_TTL` hold none. */
const NAME = /(?:password|passwd|passphrase)$|(?:^|[._-])(?:pwd|secret|token|api[-_]?key|apikey|access[-_]?key|secret[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|client[-_]?secret)$/i;

/** Every such name has one of these words, and most names and lines have none. */
const WORD = /pass|pwd|secret|token|key/i;

export const isSecretName = (name: string): boolean => WORD.test(name) && (NAME.test(name) || /[a-z](?:Password|Secret|Token|ApiKey|AccessKey|SecretKey|PrivateKey|Passphrase)$/.test(name));

/** A text that is used as it is: no variable, path, address, switch, placeholder or single word of a language, and not a name of something. */
export function isSecretValue(text: string): boolean {
  if (text.length < 6 || /[\s$<>{}()[\]*`]|^(?:\/|\.\/|https?:|file:|ENC\[)|^(?:true|false|null|none|string|required|optional|changeme)$/i.test(text)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((form) => form.test(text)).length;
  // Words joined by hyphens or dots name things: `temporal-db-app`, `kubernetes.io/tls`.
  return classes >= 2 && !/^[a-z]+(?:[-_./:@][a-z]+)*$/i.test(text) && entropy(text) >= 2.5;
}

/** Bits for each character, by how often characters occur in the text itself. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

const SHELL = /\.(?:sh|bash|env)$|(?:^|\/)\.env(?:\.[\w-]+)?$/;
const ASSIGNMENT = /^\s*(?:export\s+|readonly\s+|local\s+|declare\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S+)/;

/** Secrets that a shell script or a file of variables gives a value. */
export function shellSecrets(texts: Texts): Finding[] {
  return [...texts].flatMap(([file, { text }]) => (SHELL.test(file) ? assigned(file, text) : []));
}

const assigned = (file: string, text: string): Finding[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const [, name = "", value = ""] = ASSIGNMENT.exec(line) ?? [];
    if (!isSecretName(name) || !isSecretValue(value.replace(/^["']|["']$/g, ""))) return [];
    return [found("verify/plaintext-secret", { file, line: index + 1, column: line.indexOf(name) + 1 }, [], `\`${name}\` is given a literal value here, which anyone with this repository can read.`, "Read it from the environment or a file outside the repository, and take the value that was written here out of use.")];
  });

const LINE = /^\s*["']?([\w.-]+)["']?\s*[:=]\s*["']?([^\s"',;]+)["']?[,;]?\s*$/;

/** Names of settings in a text of `name = value` lines, as properties, ini, toml and env files have them, whose value is a secret. */
export const secretsInSettings = (text: string): string[] =>
  text.split("\n").flatMap((line) => {
    if (!WORD.test(line)) return [];
    const [, name = "", value = ""] = LINE.exec(line) ?? [];
    return isSecretName(name) && isSecretValue(value) ? [name] : [];
  });
