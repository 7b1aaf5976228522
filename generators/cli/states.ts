import type { Cluster } from "../model/index.ts";
import type { Finding } from "../finding.ts";

/** A cluster may not go from running to stopped in one update: its database would go down under a server that still writes. */
export function changedStates(clusters: readonly Cluster[], recorded: readonly { readonly cluster: string; readonly state: string }[], file: string): Finding[] {
  return clusters.flatMap(({ name, state }): Finding[] => {
    const before = recorded.filter(({ cluster }) => cluster === name).map((row) => row.state);
    if (state !== "stopped" || !before.includes("running")) return [];
    return [{
      code: "answers/state-skipped",
      severity: "error",
      file,
      path: `clusters.${name}.state`,
      reason: "`running` would become `stopped` in one step: the database would go down while the server still writes to it.",
      remedy: "Set `draining`, update, commit, wait until Flux is done; then `stopped`. See docs/operations/state.md.",
    }];
  });
}
