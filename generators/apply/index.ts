/** The only stage that touches the disk: reads the record and what people made of it, and carries plans out, all or nothing. */
export { applyNew, applyUpdate } from "./apply.ts";
export { refuseFolder, refuseNew, refuseUpdate } from "./refuse.ts";
export { recover } from "./recover.ts";
export { readRepository, readBase, type Repository } from "./record.ts";
export { readLock } from "./read-lock.ts";
export { readObjects } from "./read-objects.ts";
export { readMine } from "./read.ts";
export { editedFiles } from "./edited.ts";
export { readTree } from "./read-tree.ts";
export { digestsByPath } from "./lock.ts";
export type { ClusterState, FrozenChoice, Lock, LockedFile, Provenance } from "./lock.ts";
export type { OnStep } from "./write.ts";
export { replaceText } from "./replace-text.ts";
