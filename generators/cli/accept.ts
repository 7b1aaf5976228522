import type { Acceptance } from "../answers/index.ts";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import type { Tree } from "../tree.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import type { Accepted } from "./report/verdict.ts";

/** Where a repository that is none of ours says what it has decided to live with. */
export const ACCEPTANCES = ".temporal-platform/verify.yaml";

export interface Judged {
  /** What counts, and what is wrong with the acceptances themselves. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
}

/**
 * Takes out of findings what `platform.yaml` (where it is ours) or `.temporal-platform/verify.yaml` accepts. An acceptance that has
 * run out accepts nothing; one that matches nothing is a finding, so that none outlives its reason.
 * @param today as 2027-03-31
 */
export async function accept(findings: readonly Finding[], tree: Tree, ours: boolean, today: string): Promise<Judged> {
  const texts = [...(ours ? [PLATFORM_YAML] : []), ACCEPTANCES].flatMap((file) => {
    const text = tree.get(file)?.text;
    // The reader of answers is large, and most answers accept nothing.
    return text === undefined || (file === PLATFORM_YAML && !text.includes("accepted")) ? [] : [{ file, text }];
  });
  if (texts.length === 0) return { findings, accepted: [] };
  const { readAcceptances } = await import("../answers/index.ts");
  const sources = texts.map(({ file, text }) => readAcceptances(text, file, file === PLATFORM_YAML));
  const judged = judge(findings, sources.flatMap(({ acceptances }) => acceptances), today);
  const unused = await Promise.all(judged.unused.map(describeUnused));
  return { findings: [...judged.findings, ...sources.flatMap((source) => source.findings), ...unused], accepted: judged.accepted };
}

function judge(findings: readonly Finding[], acceptances: readonly Acceptance[], today: string): Judged & { unused: readonly Acceptance[] } {
  const used = new Set<Acceptance>();
  const left: Finding[] = [];
  const accepted: Accepted[] = [];
  for (const finding of findings) {
    const all = acceptances.filter((one) => matches(one, finding));
    for (const one of all) used.add(one);
    const valid = all.find(({ until }) => until >= today);
    if (valid === undefined) left.push(finding);
    else accepted.push({ finding, because: valid.because, until: valid.until });
  }
  const expired = [...used].filter(({ until }) => until < today).map(({ code, until, place }): Finding => ({
    code: "verify/acceptance-expired",
    severity: "warning",
    ...place,
    reason: `${code} was accepted until ${until}, so it counts again.`,
    remedy: "Correct what it finds, or decide anew and write another day.",
  }));
  return { findings: [...left, ...expired], accepted, unused: acceptances.filter((one) => !used.has(one)) };
}

const matches = ({ code, file, path }: Acceptance, finding: Finding): boolean =>
  code === finding.code && (file === undefined || (file.endsWith("/") ? (finding.file ?? "").startsWith(file) : finding.file === file)) && (path === undefined || path === finding.path);

async function describeUnused({ code, file, path, place }: Acceptance): Promise<Finding> {
  const { allCodes } = await import("./all-codes.ts");
  const meant = Object.hasOwn(allCodes, code) ? undefined : nearest(code, Object.keys(allCodes));
  const where = [file === undefined ? "" : ` in ${file}`, path === undefined ? "" : ` at \`${path}\``].join("");
  return {
    code: "verify/acceptance-unused",
    severity: "warning",
    ...place,
    reason: Object.hasOwn(allCodes, code) ? `Nothing of ${code} is found${where}, so this accepts nothing now and would hide what comes later.` : `There is no code \`${code}\`.`,
    remedy: meant === undefined ? "Remove it, or correct file and path." : `Did you mean \`${meant}\`?`,
  };
}
