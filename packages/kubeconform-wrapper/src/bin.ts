#!/usr/bin/env node
/** `kubeconform -schema-location "$(npx kubeconform-schemas)"`: where the schemas of this package are, for kubeconform itself. */
import { bundledSchemas } from "./bundled.ts";

process.stdout.write(`${bundledSchemas()}\n`);
