import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import type { Texts } from "../read/files.ts";
import { placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, listAt, mapAt, mapsAt } from "../read/shape.ts";
import type { World } from "../world.ts";

/** Where an address means a file of a repository: `<url>/blob/<branch>/<path>` and its like, or a path after a template. */
const FILE = /^(?<url>.+?)(?:\/-)?\/(?:blob|tree|raw|src\/branch)\/[^/]+\/(?<path>[^?#]+)(?:#(?<anchor>.+))?$/;
const TEMPLATED = /\}\}\/(?<path>[\w./-]+\.md)(?:#(?<anchor>[\w-]+))?$/;

/** Runbooks of alerts that are meant to lie in this repository and do not. */
export function runbooks({ clusters, files }: World): Finding[] {
  return clusters.flatMap(({ resources, cluster }) => {
    const own = cluster.instance === undefined ? undefined : bare(asText(valueAt(cluster.instance.data, ["spec", "sync", "url"])) ?? "");
    return resources.filter(({ identity }) => identity.group === "monitoring.coreos.com" && identity.kind === "PrometheusRule").flatMap((resource) =>
      listAt(resource.data, ["spec", "groups"]).flatMap((group, at) =>
        mapsAt(group, ["rules"]).flatMap((rule, index): Finding[] => {
          const url = asText(mapAt(rule, ["annotations"])["runbook_url"]);
          const lost = url === undefined ? undefined : lostIn(files.texts, url, own);
          if (lost === undefined) return [];
          const path: Path = ["spec", "groups", at, "rules", index, "annotations", "runbook_url"];
          return [found("verify/missing-path", placeOf(resource, path), path, `The alert \`${asText(rule["alert"]) ?? ""}\` sends whoever it wakes to ${lost}, which is not in this repository.`, "Write it, or correct the address.")];
        }),
      ),
    );
  });
}

const bare = (url: string): string => url.replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, "https://$1/").replace(/\.git$/, "");

/** What an address names and this repository does not have; undefined for an address of another repository. */
function lostIn(texts: Texts, url: string, own: string | undefined): string | undefined {
  const { groups = {} } = (own === undefined ? null : FILE.exec(url)) ?? TEMPLATED.exec(url) ?? {};
  if (groups["path"] === undefined || (groups["url"] !== undefined && groups["url"] !== own)) return undefined;
  const text = texts.get(groups["path"])?.text;
  if (text === undefined) return `\`${groups["path"]}\``;
  const anchor = groups["anchor"];
  return anchor === undefined || anchors(text).has(anchor) ? undefined : `the heading \`#${anchor}\` of \`${groups["path"]}\``;
}

/** Headings as the forges make addresses of them. */
const anchors = (text: string): ReadonlySet<string> => new Set([...text.matchAll(/^#+\s+(.+)$/gm)].map(([, heading = ""]) => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-")));
