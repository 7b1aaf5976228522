/** What scripts can rely on. One table for help, documentation and code. */
export const EXIT = {
  ok: 0,
  internal: 1,
  invalid: 2,
  updateAvailable: 3,
  conflicts: 4,
  verification: 5,
  interrupted: 130,
} as const;

export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.ok, "done, or nothing to do"],
  [EXIT.internal, "a fault of this program"],
  [EXIT.invalid, "wrong usage, invalid answers or a broken record"],
  [EXIT.updateAvailable, "check and update --check: an update is available (check --strict also: edited)"],
  [EXIT.conflicts, "both sides changed the same place; everything else was applied"],
  [EXIT.verification, "verification failed, nothing was written"],
  [EXIT.interrupted, "stopped by Ctrl-C during a dialogue; answers so far are kept"],
];
