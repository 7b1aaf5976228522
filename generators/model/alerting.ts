import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Alerting, Namespaces } from "./model.ts";

/** Who hears of alerts; null when the answers say nothing. */
export function placeAlerting(_cluster: ClusterAnswers, _namespaces: Namespaces, _notes: Notebook): Alerting | null {
  return null;
}
