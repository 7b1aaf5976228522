import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Exposure, Identity } from "./model.ts";

/** Who vouches for callers; null when everybody may call. */
export function placeIdentity(_cluster: ClusterAnswers, _exposure: Exposure, _notes: Notebook): Identity | null {
  return null;
}
