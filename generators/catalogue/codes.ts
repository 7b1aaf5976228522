import type { CodeRow } from "../finding.ts";

/** What can be wrong with the way from one set of versions to another. */
export const codes = {
  "upgrade/unknown-set": ["error", "a set of versions that this release does not know",
    "The record names a set of versions, and this release of the program has none of that name. Where the way begins is then not known. Use the release that wrote the record, or a newer one."],
  "upgrade/unknown-version": ["error", "a version without a tested set",
    "Versions of server, chart and operators come as sets that were tested together, and none has the version that was asked for. The finding names those that there are; newer ones come with newer releases."],
  "upgrade/way-back": ["error", "an upgrade to an older version",
    "The tables of a newer server are never changed back, and servers two minors apart do not understand the same data. To take the last upgrade back, revert its commit: the old servers run on the new tables."],
  "upgrade/no-way": ["error", "a way with a missing set in between",
    "The server goes one minor version at a time, and some operators too. No chain of the known sets does that from here to there. Use releases of this program that have the sets in between, one after the other."],
  "upgrade/steps-skipped": ["error", "an update that would leave out a step",
    "Between the recorded set and the one that this release emits lie others that have to be rolled out first. A server that leaves out a minor version may not be able to read its own data. Take the steps one by one; `upgrade plan` lists them."],
  "upgrade/other-release": ["error", "a step that another release makes",
    "The next step leads to a set of versions that another release of this program emits. Run the command of the remedy, let it be rolled out, and go on from there."],
} as const satisfies { readonly [code: `upgrade/${string}`]: CodeRow };
