import { dynamicConfigKeys } from "../catalogue/dynamic-config.ts";
import { nearest } from "../nearest.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { Fault } from "./codes.ts";

/** Settings that the server would pass over in silence. */
export function settings(view: ClusterView): Fault[] {
  const here = ["temporal", "dynamicConfig"] as const;
  const asked = view.names(...here);
  if (asked.length === 0) return [];
  const keys = dynamicConfigKeys();
  const known = new Set(keys.map((key) => key.toLowerCase()));
  return asked.filter((key) => !known.has(key.toLowerCase())).map((key): Fault => {
    const meant = nearest(key, keys);
    return {
      code: "answers/unknown-key",
      ...view.at(...here, key),
      at: "key",
      reason: `The server has no setting \`${key}\`, and would pass over it without an error.`,
      remedy: meant === undefined ? "Remove it." : `Did you mean \`${meant}\`?`,
    };
  });
}
