import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "../servers/deep.ts";
import { bearer, boot, call, programs, show } from "./boot.ts";
import { emit } from "./emitted.ts";
import { platformChecks } from "./platform.ts";

const test = suite("the enterprise platform on real servers");
const generated = emit("enterprise-azure");

platformChecks(test, generated, ["flux-system", "gateways"]);

for (const cluster of generated.model.clusters) {
  deep(test, `${cluster.name} boots on its own kind of PostgreSQL with its shards and its name, and lets in who has certificate and token`, programs, () =>
    boot(generated, cluster, ({ temporal, issuer, authorities }) => {
      assert.equal([...temporal.running].sort(), ["frontend", "history", "internal-frontend", "matching", "worker"]);
      const described = temporal.cli("operator", "cluster", "describe", "--detail", "-o", "json").stdout;
      assert.match(described, `"historyShardCount": ${cluster.temporal.shards}`);
      assert.match(described, `"clusterName": "${cluster.name}"`);
      const { audience, permissionsClaim } = cluster.identity!;
      const certified = show(authorities["temporal-clients"]!.issue("worker-spine", ["spine"], ["clientAuth"]), cluster.tls.serverName);
      const list = (permissions?: readonly string[]) => call(temporal.address, "workflow", "list", "-n", "temporal-system", ...certified, ...(permissions === undefined ? [] : bearer(issuer.token({ aud: audience, [permissionsClaim]: permissions }))));
      assert.match(list().stderr, /unauthorized/i);
      assert.match(list(["spine:write"]).stderr, /unauthorized/i);
      assert.is(list(["temporal-system:admin"]).code, 0);
    }));
}

test.run();
