import type { Repository } from "../apply/index.ts";

/** Path of the answers inside an emitted repository. */
export const PLATFORM_YAML = "platform.yaml";

/** The answers as they are on disk, byte order mark included; undefined when there is no such file. */
export function onDisk(repository: Repository): string | undefined {
  const file = repository.mine.get(PLATFORM_YAML);
  return file?.kind === "file" ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.bytes) : undefined;
}
