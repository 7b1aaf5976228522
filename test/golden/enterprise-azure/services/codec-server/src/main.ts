import { encryptionFromEnvironment } from "payload-codec";
import { readConfig } from "./config.js";
import { createMetrics, eventsOf } from "./metrics.js";
import { startServer } from "./server.js";

const { config, metrics, encryption } = configured();
const running = await startServer(config, encryption, metrics);
console.error(JSON.stringify({ log: "start", time: new Date().toISOString(), url: running.url, management: running.managementUrl, authorization: config.tokens === null ? "none" : "jwt" }));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(String(error));
        process.exit(1);
      },
    );
  });
}

/** A wrong variable ends the process with its name, before anything listens. */
function configured() {
  try {
    const config = readConfig(process.env);
    const metrics = createMetrics(config.namespaces);
    return { config, metrics, encryption: encryptionFromEnvironment(process.env, eventsOf(metrics)) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
