import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleWorkflowCode } from "@temporalio/worker";

/**
 * Where the build puts the workflows' code: bundling at the start of every pod would cost half a minute and memory. The failure
 * converter is part of the bundle, so there is one bundle for each.
 */
export const BUNDLES = { encrypted: join(__dirname, "workflows-encrypted.bundle.js"), plain: join(__dirname, "workflows-plain.bundle.js") } as const;

async function build(): Promise<void> {
  const workflowsPath = require.resolve("./workflows");
  const encrypted = await bundleWorkflowCode({ workflowsPath, failureConverterPath: require.resolve("./failure-converter") });
  const plain = await bundleWorkflowCode({ workflowsPath });
  await writeFile(BUNDLES.encrypted, encrypted.code);
  await writeFile(BUNDLES.plain, plain.code);
}

if (require.main === module) void build();
