import { suite } from "uvu";
import * as assert from "uvu/assert";
import { everything } from "../model/platform.ts";
import { render } from "../../generators/render/index.ts";
import { startApiServer } from "../servers/apiserver.ts";
import { deep } from "../servers/deep.ts";
import { until } from "../servers/process.ts";

const test = suite("who may ask the authority of Temporal's clients for a certificate");

const request = (namespace: string, spec: object = {}, issuer = "temporal-clients") => ({
  apiVersion: "cert-manager.io/v1",
  kind: "CertificateRequest",
  metadata: { name: "caller", namespace },
  spec: { request: "LS0t", usages: ["client auth", "digital signature"], issuerRef: { name: issuer, kind: "ClusterIssuer", group: "cert-manager.io" }, ...spec },
});

deep(test, "a real API server takes requests of clients from where the network lets them in, of servers from the server's namespace, and no other", ["kube-apiserver", "etcd", "crds"], async () => {
  const text = render(everything().model).get("clusters/prod-azure-westeurope/configs/client-authority.yaml")?.text ?? "";
  const policies = text.split(/^---$/m).filter((document) => document.includes("ValidatingAdmissionPolicy"));
  assert.is(policies.length, 2);
  const server = await startApiServer();
  try {
    const namespaces = ["temporal", "temporal-workers", "orders", "strangers"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name, ...(name === "orders" && { labels: { "temporal-platform/client": "true" } }) } }));
    assert.equal((await server.apply([...namespaces])).filter(({ accepted }) => !accepted), []);
    assert.equal((await server.apply(policies.join("---\n"))).filter(({ accepted }) => !accepted), []);
    const answer = async (object: object): Promise<string> => {
      const [verdict] = await server.dryRun([object]);
      return verdict?.accepted === true ? "taken" : (/authority temporal-clients ([A-Za-z ]+)/.exec(verdict?.messages.join(" ") ?? "")?.[1] ?? verdict?.messages.join(" ") ?? "");
    };
    // The API server reads new policies after a moment.
    await until("the policy in force", async () => (await answer(request("strangers"))) !== "taken", []);
    assert.is(await answer(request("strangers")), "signs only for Kubernetes namespaces that may reach Temporal");
    assert.is(await answer(request("strangers", {}, "letsencrypt")), "taken");
    for (const namespace of ["temporal", "temporal-workers", "orders"]) {
      assert.is(await answer(request(namespace)), "taken");
      assert.is(await answer(request(namespace, { isCA: true })), "signs for no other authority");
    }
    assert.is(await answer(request("temporal", { usages: ["server auth", "digital signature"] })), "taken");
    for (const usages of [["server auth", "client auth"], ["any"], ["digital signature"], []]) assert.is(await answer(request("temporal-workers", { usages })), "signs for clients here");
    assert.is(await answer(request("temporal-workers", { usages: undefined })), "signs for clients here");
  } finally {
    await server.stop();
  }
});

test.run();
