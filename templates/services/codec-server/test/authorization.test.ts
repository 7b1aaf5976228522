import assert from "node:assert/strict";
import test from "node:test";
import { SignJWT, UnsecuredJWT } from "jose";
import { plain, startAll, withServer } from "./support.js";

const body = { payloads: [plain(1)] };

test("without a valid token of this issuer and audience nothing is answered", withServer(async (all) => {
  const { issuer } = all;
  const cases: Record<string, string | undefined> = {
    missing: undefined,
    "another scheme": `Basic ${Buffer.from("ada:secret").toString("base64")}`,
    "no token": "Bearer ",
    garbage: "Bearer a.b.c",
    "signed by a stranger": `Bearer ${await issuer.token({}, { key: issuer.stranger })}`,
    "another audience": `Bearer ${await issuer.token({}, { audience: "00000003-0000-0000-c000-000000000000" })}`,
    "another issuer": `Bearer ${await issuer.token({}, { issuer: "https://sts.example/" })}`,
    expired: `Bearer ${await issuer.token({}, { expires: -120 })}`,
    "not signed": `Bearer ${new UnsecuredJWT({ roles: ["orders:admin"] }).setSubject("ada").setIssuer(issuer.issuer).setAudience("temporal").setExpirationTime("1h").encode()}`,
    "signed with a shared secret": `Bearer ${await new SignJWT({ roles: ["orders:admin"] }).setProtectedHeader({ alg: "HS256", kid: "one" }).setSubject("ada").setIssuer(issuer.issuer).setAudience("temporal").setExpirationTime("1h").sign(new TextEncoder().encode("x".repeat(32)))}`,
  };
  for (const [name, authorization] of Object.entries(cases)) {
    const { status, headers, text } = await all.post("/decode", body, authorization === undefined ? {} : { authorization });
    assert.equal(status, 401, name);
    assert.equal(headers.get("www-authenticate"), "Bearer", name);
    assert.ok(!text.includes("ada"), name);
  }
  assert.match(await all.metrics(), /temporal_codec_auth_failures_total\{reason="claim-aud"\} 1/);
}));

test("decoding needs to read the namespace, encoding to write it", withServer(async (all) => {
  const rights: [string[], number, number][] = [
    [["orders:read"], 200, 403],
    [["orders:write"], 200, 200],
    [["orders:admin"], 200, 200],
    [["orders:Read"], 200, 403],
    [["temporal-system:read"], 200, 403],
    [["temporal-system:admin"], 200, 200],
    [["orders:worker"], 403, 403],
    [["billing:admin"], 403, 403],
    [["orders"], 403, 403],
    [["orders:read:more"], 403, 403],
    [["orders:constructor"], 403, 403],
    [["billing:admin", "orders:read"], 200, 403],
    [[], 403, 403],
  ];
  for (const [roles, decode, encode] of rights) {
    assert.equal((await all.as({ roles }, "/decode", body)).status, decode, `${roles} decode`);
    assert.equal((await all.as({ roles }, "/encode", body)).status, encode, `${roles} encode`);
  }
  // Claims of another kind give no right.
  for (const roles of ["orders:admin", { orders: "admin" }, undefined, [["orders:admin"]]]) assert.equal((await all.as({ roles }, "/decode", body)).status, 403, JSON.stringify(roles));
  assert.equal((await all.as({ roles: [], permissions: ["orders:admin"] }, "/decode", body)).status, 403, "another claim");
}));

test("the namespace comes from the header, and every form that is no name is refused", withServer(async (all) => {
  for (const [namespace, status] of [["", 400], ["orders:admin", 400], ["two words", 400], ["x".repeat(256), 400], ["orders, billing", 400], ["billing", 403], ["orders", 200]] as const) {
    assert.equal((await all.as({}, "/decode", body, { "x-namespace": namespace })).status, status, namespace);
  }
}));

test("each call leaves one line: who, what, where, with which keys, and no content", withServer(async (all) => {
  const secret = plain("4111-1111");
  const { payloads } = await all.as({}, "/encode", { payloads: [secret] });
  await all.as({}, "/decode", { payloads }, { "x-forwarded-for": "203.0.113.7" });
  await all.as({ roles: [] }, "/decode", { payloads });
  await all.post("/decode", { payloads });
  const [encode, decode, denied, anonymous, ...more] = all.audit();
  assert.equal(more.length, 0);
  for (const line of [encode, decode]) {
    const { subject, name, objectId, client, namespace, outcome, status, address } = line!;
    assert.deepEqual({ subject, name, objectId, client, namespace, outcome, status, address }, { subject: "ada", name: "ada@acme.example", objectId: "0-1-2", client: "ui", namespace: "orders", outcome: "done", status: 200, address: "127.0.0.1" });
    assert.equal((line!["keys"] as { keyId: string }[])[0]?.keyId, "local://test");
  }
  assert.equal(decode!["decrypted"], 1);
  assert.equal(decode!["forwardedFor"], "203.0.113.7");
  assert.deepEqual([denied!["status"], denied!["subject"], denied!["outcome"]], [403, "ada", "refused"]);
  assert.deepEqual([anonymous!["status"], anonymous!["subject"]], [401, undefined]);
  const text = JSON.stringify(all.audit());
  for (const content of ["4111", secret.data!, payloads[0]!.data!, payloads[0]!.metadata!["encryption-dek"]!]) assert.ok(!text.includes(content));
}));

test("what cannot be written down is not decrypted", withServer(async (all) => {
  const { payloads } = await all.as({}, "/encode", { payloads: [plain("4111")] });
  all.state.auditBroken = true;
  const { status, text } = await all.as({}, "/decode", { payloads });
  assert.equal(status, 500);
  assert.equal(text, "The audit log cannot be written.");
  assert.match(await all.metrics(), /temporal_codec_audit_write_failures_total 1/);
}));

test("an issuer that is away when the server starts keeps it unready, not dead", async () => {
  const other = await startAll();
  other.issuer.state.down = true;
  const late = await startAll({ CODEC_JWT_JWKS_URL: other.issuer.jwksUrl });
  try {
    const away = async () => {
      assert.equal((await fetch(`${late.running.managementUrl}/readyz`)).status, 503);
      assert.equal((await fetch(`${late.running.managementUrl}/livez`)).status, 200);
      assert.equal((await late.as({}, "/decode", body)).status, 503);
    };
    await away();
    await other.stop();
    await away();
  } finally {
    await late.stop();
  }
});

test("without authorization everybody may do everything, and the audit says anonymous", withServer(async (all) => {
  const { status } = await all.post("/encode", body);
  assert.equal(status, 200);
  assert.equal(all.audit()[0]?.["subject"], "anonymous");
}, { CODEC_AUTH: "none" }));
