import type { Finding } from "../../finding.ts";
import { found } from "../codes.ts";
import type { Texts } from "../read/files.ts";

/** Forms of credentials that can be told by their looks. Sources: the issuers' own descriptions of their formats. */
const FORMS: readonly { readonly name: string; readonly form: RegExp }[] = [
  { name: "a private key", form: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{16}/g },
  { name: "an age identity", form: /\bAGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}/g },
  { name: "an AWS access key", form: /\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b/g },
  { name: "a GitHub token", form: /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})/g },
  { name: "a GitLab token", form: /\bglpat-[A-Za-z0-9_-]{20}/g },
  { name: "a Slack token", form: /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g },
  { name: "a Slack webhook", form: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,}/g },
  { name: "a Google API key", form: /\bAIza[A-Za-z0-9_-]{35}/g },
  { name: "a Vault token", form: /\bhv[bs]\.[A-Za-z0-9_-]{24,}/g },
  { name: "an npm token", form: /\bnpm_[A-Za-z0-9]{36}/g },
  { name: "an Azure storage key", form: /AccountKey=[A-Za-z0-9+/]{60,}={0,2}/g },
  { name: "a JSON Web Token", form: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
];

/** An address with a password in it; variables and placeholders are no passwords. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`<>{}$]+:[^\s/@"'`<>{}$%*()]{3,}@[A-Za-z0-9.-]/g;

/** A password as PostgreSQL and HCL write one; variables, functions and empty texts are no passwords. Only in files of that kind. */
const LANGUAGES: readonly { readonly files: RegExp; readonly name: string; readonly form: RegExp }[] = [
  { files: /\.sql$/, name: "a password in SQL", form: /\bPASSWORD\s+'[^'\s$:<{%]{3,}'/gi },
  { files: /\.(?:tf|hcl|tfvars)$/, name: "a password in HCL", form: /\b\w*(?:password|client_secret|secret_key|access_key|token)\s*=\s*"[^"\s$<{%]{6,}"/gi },
];

/** One look at the whole text rules out nearly every file. */
const HINT = /PRIVATE KEY|AGE-SECRET|AKIA|ASIA|gh[oprsu]_|github_pat_|glpat-|xox[abeprs]-|hooks\.slack|AIza|hv[bs]\.|npm_|AccountKey=|eyJ|:\/\/[^\s/]+@/;

/** Credentials anywhere in the tree, in manifests, scripts and documents alike. */
export function tokens(texts: Texts): Finding[] {
  return [...texts].flatMap(([path, { text }]) => {
    const ofLanguage = LANGUAGES.filter(({ files }) => files.test(path));
    if (ofLanguage.length === 0 && !HINT.test(text)) return [];
    const forms = path.endsWith(".md") ? FORMS : [...FORMS, { name: "an address with a password", form: ADDRESS }, ...ofLanguage];
    return forms.flatMap(({ name, form }) => {
      let line = 1;
      let start = 0;
      return [...text.matchAll(form)].map((match) => {
        for (let end = text.indexOf("\n", start); end >= 0 && end < match.index; end = text.indexOf("\n", start)) [line, start] = [line + 1, end + 1];
        const place = { file: path, line, column: match.index - start + 1 };
        return found("verify/plaintext-secret", place, [], `This is ${name}, which anyone with this repository can read.`, "Remove it, take it out of use, and deliver its successor by SOPS or a secret store.");
      });
    });
  });
}
