import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { describeError } from "./faults.ts";
import { readRegular } from "./read.ts";
import { syncFolders, writeFiles } from "./write.ts";

/**
 * Puts another text into one file that is there, all or nothing: a new file takes the name of the old one.
 * @param root folder of the repository, free of symbolic links
 * @param path file below it
 * @param before text that the new one was made from; when the disk holds another one by now, nothing is written
 * @param id makes the name of the new file unique meanwhile
 */
export async function replaceText(root: string, path: string, before: string, text: string, id: string): Promise<Finding[]> {
  const staged = join(root, `.${path}.tmp-${id}`);
  try {
    const file = readRegular(root, path);
    if (file.kind !== "bytes" || Buffer.compare(file.bytes, Buffer.from(before)) !== 0) {
      return [{ code: "apply/changed-meanwhile", severity: "error", file: path, reason: "This file was changed by somebody else meanwhile.", remedy: "Run the command again." }];
    }
    await writeFiles([{ path: staged, bytes: Buffer.from(text), mode: file.mode }], () => undefined);
    renameSync(staged, join(root, path));
    await syncFolders([root]);
    return [];
  } catch (error) {
    rmSync(staged, { force: true });
    return [describeError(error, `write ${path}`, path)];
  }
}
