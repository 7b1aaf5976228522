import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import type { Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf, placeOfName } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, mapAt } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import type { ClusterWorld } from "../world.ts";
import { sparing } from "./sparing.ts";

/** Modes in which PostgreSQL's own library sends passwords and data in plain text when the other side asks for it. */
const PLAIN = /\bsslmode=(?:disable|allow|prefer)\b/;

/** A proxy beside the program, or a socket: nothing crosses a network. */
const isHere = (address: string): boolean => /(?:^|[@/=\s"'])(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/\s"']|$)|host=(?:\/|%2F)/i.test(address);

/** Connections to databases that are not encrypted: of Temporal by the values of its chart, of others by their addresses. */
export function databaseTls({ resources, releases }: ClusterWorld): Finding[] {
  const stores = releases.filter(({ chart }) => chart === "temporal").flatMap(({ resource, values }) => {
    const at: Path = ["server", "config", "persistence", "datastores"];
    return Object.keys(mapAt(values, at)).flatMap((store) => {
      const path: Path = [...at, store, "sql"];
      if (valueAt(values, path) === undefined || valueAt(values, path) === null || valueAt(values, [...path, "tls", "enabled"]) === true || isHere(asText(valueAt(values, [...path, "connectAddr"])) ?? "")) return [];
      const here: Path = ["spec", "values", ...path];
      return [found("verify/database-without-tls", placeOf(resource, here, "key"), here, `Temporal talks to its ${store} store without TLS: its password and all payloads cross the network as they are.`, "Set `tls.enabled: true` there, with the authority of the database.")];
    });
  });
  return [...stores, ...resources.flatMap(inAddresses)];
}

const inAddresses = sparing((resource: Resource): Finding[] => {
  const findings: Finding[] = [];
  walk(resource.data, [], (value, path) => {
    if (typeof value === "string" && value.includes("sslmode=") && PLAIN.test(value) && !isHere(value)) {
      findings.push(found("verify/database-without-tls", resource.base.length > 0 ? placeOfName(resource) : placeOf(resource, path), [...path], `${nameOf(resource.identity)} connects to PostgreSQL with \`${PLAIN.exec(value)?.[0] ?? ""}\`, which does not insist on TLS.`, "Use `sslmode=verify-full` with the authority of the database."));
    }
  });
  return findings;
});
