import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "./deep.ts";
import { startPostgres } from "./postgres.ts";
import type { ProgramName } from "./programs.ts";

const test = suite("a real PostgreSQL");
const needs: readonly ProgramName[] = ["postgres", "openssl"];

deep(test, "it runs with the parameters given, takes owners over verified TLS only, and has the extension", needs, async () => {
  const server = await startPostgres({ parameters: { max_connections: "120", ssl_min_protocol_version: "TLSv1.3", "pg_stat_statements.max": "1000" } });
  try {
    assert.equal(server.query("postgres", "show max_connections"), [["120"]]);
    assert.equal(server.query("postgres", "show shared_preload_libraries"), [["pg_stat_statements"]]);
    assert.equal(server.ignored(), []);
    assert.equal(server.query("temporal_visibility", "select extname from pg_extension order by 1"), [["btree_gin"], ["plpgsql"]]);
    const { stdout, stderr } = server.connect("temporal", "temporal", "select version from pg_stat_ssl where pid = pg_backend_pid()");
    assert.is(stdout.trim(), "TLSv1.3", stderr);
    assert.match(server.connect("temporal", "temporal", "select 1", "wrong").stderr, "password authentication failed");
  } finally {
    await server.stop();
  }
});

for (const [name, value] of [["max_connexions", "120"], ["shared_buffers", "plenty"], ["max_connections", "0"]] as const) {
  deep(test, `it refuses to start with ${name} = ${value}, and says so`, needs, async () => {
    let words = "";
    try {
      await (await startPostgres({ parameters: { [name]: value } })).stop();
    } catch (error) {
      words = String(error);
    }
    assert.match(words, name);
  });
}

test.run();
