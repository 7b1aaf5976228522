import type { Finding } from "../../finding.ts";
import { found } from "../codes.ts";
import { isInChart, isKustomizationFile, type Files } from "../read/files.ts";

/** What kustomize makes of the text of its own files: an empty one stops it, and of several documents it reads the first. */
export function kustomizationTexts(files: Files): Finding[] {
  const unreadable = new Set(files.findings.map(({ file }) => file));
  return [...files.yaml.values()].flatMap(({ path, documents }) => {
    if (!isKustomizationFile(path) || isInChart(path, files.folders) || unreadable.has(path)) return [];
    const second = documents[1];
    if (second !== undefined) return [found("verify/kustomization-text", second.placeOf([]), [], "Of several documents in this file kustomize reads the first and passes over the others, without a word.", "Write one document; what stands here belongs into the first one, or into a folder of its own.")];
    return documents.length > 0 ? [] : [found("verify/kustomization-text", { file: path, line: 1, column: 1 }, [], "This file says nothing, and kustomize stops at an empty one: no folder that refers to this one can be built.", "Write `resources: []`, or delete the file.")];
  });
}
