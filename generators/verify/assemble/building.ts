import type { Finding, Place } from "../../finding.ts";
import type { Files } from "../read/files.ts";

/** A place that is looked up only when there is something to say about it: that costs more than all the rest. */
export type Where = () => Place;

/** What building collects along the way. */
export interface Building {
  readonly files: Files;
  readonly findings: Finding[];
  /** Files that are applied or go into something that is. */
  readonly reached: Set<string>;
  /** Folders with a kustomization that is applied. */
  readonly folders: Set<string>;
}
