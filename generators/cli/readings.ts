import verbatim from "#build/verbatim.json" with { type: "json" };
import type { Readings } from "../verify/index.ts";
import type { Verbatim } from "../render/sink.ts";

/** What is known of verbatim texts since the package was built: a run neither parses them nor holds them against the records of their kinds. */
export const readings: Readings = new Map(
  Object.values<Verbatim>(verbatim).flatMap(({ text, data }) => (data === undefined ? [] : [[text, { data, ambiguous: false, checked: true }] as const])),
);
