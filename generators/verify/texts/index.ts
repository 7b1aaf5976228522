import type { Finding } from "../../finding.ts";
import type { Files } from "../read/files.ts";
import { actions } from "./actions.ts";
import { dockerfiles } from "./dockerfiles.ts";
import { shellSecrets } from "./settings.ts";

/** What is wrong with files that no cluster receives: pipelines, what images are built from, scripts. */
export const inTexts = (files: Files): Finding[] => [...actions(files), ...dockerfiles(files.texts), ...shellSecrets(files.texts)];
