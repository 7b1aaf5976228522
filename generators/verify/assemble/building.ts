import type { Finding } from "../../finding.ts";
import type { Files } from "../read/files.ts";

/** What building collects along the way. */
export interface Building {
  readonly files: Files;
  readonly findings: Finding[];
  /** Files that are applied or go into something that is. */
  readonly reached: Set<string>;
  /** Folders with a kustomization that is applied. */
  readonly folders: Set<string>;
}
