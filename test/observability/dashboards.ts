import { readdirSync, readFileSync } from "node:fs";
import { folders } from "./rules.ts";

/** The dashboards as they are emitted, and every expression in them. */

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string; readonly refId: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

export interface Dashboard {
  readonly file: string;
  readonly text: string;
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly query: string | { readonly query: string } }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

export const dashboards: readonly Dashboard[] = readdirSync(folders.dashboards)
  .filter((file) => file.endsWith(".json"))
  .sort()
  .map((file) => {
    const text = readFileSync(`${folders.dashboards}${file}`, "utf8");
    return { ...(JSON.parse(text) as Dashboard), file, text };
  });

/** Expressions with Grafana's variables filled in as Grafana would: an interval, and a name that is no pattern. */
export function expressions(dashboard: Dashboard): string[] {
  const fill = (text: string): string => text.replaceAll("$__rate_interval", "5m").replace(/\$[a-z_]+/g, "name");
  const variables = dashboard.templating.list.flatMap(({ type, query }) => (type === "query" && typeof query !== "string" ? [/^label_values\((.+), \w+\)$/.exec(query.query)?.[1] ?? query.query] : []));
  return [...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)), ...dashboard.annotations.list.map(({ expr }) => expr), ...variables].map(fill);
}
