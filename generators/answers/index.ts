/** The answers file as written becomes Answers: read, checked, merged, short forms expanded. */
export { answersFrom, readAnswers } from "./read.ts";
export { readAcceptances, type Acceptance } from "./accepted.ts";
export { migrate, migrations, type Migration } from "./migrate.ts";
export { freeze } from "./frozen.ts";
export { codes, type Code } from "./codes.ts";
export { parseBytes, parseCpu, parseDuration, parseRate } from "./quantities.ts";
export { writeAnswers } from "./write.ts";
export { addTo, setAnswer, type Added, type AddOptions, type Kind } from "./add.ts";
export { SCHEMA_PATH, withModeline } from "./modeline.ts";
export type { Answers, ClusterAnswers, Frozen, Tier, Workload } from "./answers.ts";
