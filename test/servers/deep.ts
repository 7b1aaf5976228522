import { program, type ProgramName } from "./programs.ts";
import { reportLogs } from "./process.ts";

interface Suite {
  (name: string, body: () => void | Promise<void>): void;
  readonly skip: (name?: string) => void;
}

/** What `test/run.ts` collects from the output of a test file: one line per skipped test. */
export const skipLine = (title: string, reason: string): string => `# skipped: ${title}: ${reason}`;

/**
 * Registers a test that runs real programs.
 * Without one of them it is skipped with its reason on a developer's machine, and fails where `CI` is `true`: there nothing may be left unchecked in silence.
 * When the body throws, the last lines of every server that still runs are printed.
 */
export function deep(test: Suite, title: string, needs: readonly ProgramName[], body: () => void | Promise<void>): void {
  const missing = needs.flatMap((name) => {
    const located = program(name);
    return "missing" in located ? [located.missing] : [];
  });
  if (missing.length === 0) {
    test(title, async () => {
      try {
        await body();
      } catch (error) {
        reportLogs();
        throw error;
      }
    });
  } else if (process.env["CI"] === "true") {
    test(title, () => {
      throw new Error(`This check could not run: ${missing.join("; ")}.`);
    });
  } else {
    test.skip(title);
    console.log(skipLine(title, missing.join("; ")));
  }
}
