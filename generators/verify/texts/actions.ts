import type { Finding } from "../../finding.ts";
import { found } from "../codes.ts";
import type { Files, SourceFile } from "../read/files.ts";
import { asMap, asText, listAt, mapsAt } from "../read/shape.ts";
import type { Path } from "../../document/index.ts";

const WORKFLOW = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(?:^|\/)action\.ya?ml$/;

/** Actions of pipelines that are named by a branch or tag, which their owner can move to other code at any time. */
export function actions(files: Files): Finding[] {
  return [...files.yaml.values()].flatMap((file) => {
    if (WORKFLOW.test(file.path)) return ofWorkflow(file);
    return ACTION.test(file.path) ? steps(file, file.documents[0]?.data, ["runs", "steps"]) : [];
  });
}

function ofWorkflow(file: SourceFile): Finding[] {
  const data = file.documents[0]?.data;
  return Object.entries(asMap(asMap(data)["jobs"])).flatMap(([name, job]) => [...judge(file, asText(asMap(job)["uses"]), ["jobs", name, "uses"]), ...steps(file, job, ["steps"], ["jobs", name])]);
}

const steps = (file: SourceFile, data: unknown, at: Path, before: Path = []): Finding[] => (listAt(data, at).length === 0 ? [] : mapsAt(data, at).flatMap(({ uses }, index) => judge(file, asText(uses), [...before, ...at, index, "uses"])));

/** Workflows that their owner admits by a tag of a version alone: what verifies their result refuses digests. */
const BY_TAG = /^slsa-framework\/slsa-github-generator\/\.github\/workflows\/[^@]+@v\d+\.\d+\.\d+$/;

/** What lies in the same repository has its version; a digest of a commit or an image cannot be moved. */
function judge(file: SourceFile, uses: string | undefined, path: Path): Finding[] {
  const document = file.documents[0];
  if (uses === undefined || document === undefined || uses.startsWith("./") || uses.includes("${{") || BY_TAG.test(uses) || /@(?:[0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64})$/.test(uses)) return [];
  return [found("verify/action-unpinned", document.placeOf(path), path, `\`${uses}\` is whatever its owner lets that name point to when the pipeline runs, with all the rights that the pipeline has.`, "Name the full digest of the commit, with the version in a comment behind it.")];
}
