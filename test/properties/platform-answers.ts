import fc from "fast-check";

/** Answers as a person would write them, as plain data: `yaml` makes the file. */
export type Written = { readonly [key: string]: unknown };

/** Drops what is undefined, so that `option` reads as "said or not". */
const said = (map: Readonly<Record<string, unknown>>): Written => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
const record = (keys: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Written> => fc.record(keys).map(said);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const usually = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 15, arbitrary });
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** A name that is as long as the schema allows. */
const longest = (start: string, length: number): string => `${start}-${"x".repeat(length)}`.slice(0, length);
const name = (...usual: string[]): fc.Arbitrary<string> => fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...usual.map((one) => longest(one, 63))) });
const secretName = (usual: string): fc.Arbitrary<string> => fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(`${usual}.with.dots`, `${usual}-${"x".repeat(253)}`.slice(0, 253)) });
const guid = fc.integer({ min: 1, max: 9 }).map((digit) => `${digit}1111111-1111-1111-1111-111111111111`);
const host = (first: string): fc.Arbitrary<string> => fc.constantFrom(`${first}.acme.example`, `${first}-{environment}.acme.example`, `${first}-{cluster}.acme.example`, `${first}.${`${"d".repeat(50)}.`.repeat(3)}example`);
const cpu = fc.constantFrom("100m", 1, "2", 0.5);
const memory = fc.constantFrom("256Mi", "1Gi", "1500M");
const text = fc.constantFrom("info", "it's \"quoted\"", "a: b # c", "- x", "yes", "1e3", "", " padded ", "a|b", "100%", "\\n", "é 🙂", "*", "x".repeat(1000));

const temporalNamespaces = fc.uniqueArray(name("spine", "billing", "42"), { minLength: 1, maxLength: 3 }).chain((names) =>
  fc.tuple(...names.map(() => record({
    retention: maybe(fc.constantFrom("1d", "72h", "400d")),
    description: maybe(text.filter((value) => value !== "")),
    owner: maybe(fc.constant("team-a")),
    dataClass: maybe(fc.constantFrom("public", "internal", "confidential", "restricted")),
    workflowTypes: maybe(fc.constant({ "Order.Place/v2": { dataClass: "restricted" } })),
    searchAttributes: maybe(fc.constant({ CustomerId: "Keyword", Paid: "Bool" })),
  }))).map((all) => Object.fromEntries(names.map((one, index) => [one, all[index]]))),
);

const scale = fc.oneof(
  record({ min: maybe(fc.integer({ min: 1, max: 3 })), max: fc.integer({ min: 3, max: 100 }), by: fc.constant("backlog"), backlog: maybe(fc.integer({ min: 1, max: 1000 })) }),
  record({ min: maybe(fc.integer({ min: 1, max: 3 })), max: fc.integer({ min: 3, max: 20 }), cpu: maybe(fc.constantFrom("50%", "100%")), memory: maybe(fc.constant("80%")) }),
);

const worker = (namespaces: readonly string[]): fc.Arbitrary<Written> =>
  fc.tuple(fc.boolean(), scale, maybe(fc.integer({ min: 1, max: 5 }))).chain(([scaled, by, replicas]) =>
    record({
      language: maybe(fc.constantFrom("typescript", "python", "go")),
      namespace: namespaces.length > 1 ? fc.constantFrom(...namespaces) : maybe(fc.constantFrom(...namespaces)),
      taskQueues: fc.uniqueArray(fc.constantFrom("spine", "a.b:c/d-e_f", "{environment}-queue", "Q".repeat(255), "0"), { minLength: 1, maxLength: 3 }),
      concurrency: maybe(record({ workflowTasks: maybe(fc.constantFrom(6, 40)), activities: maybe(fc.constant(1)), localActivities: maybe(fc.constant(1)) })),
      image: maybe(fc.constantFrom("registry.example/acme/one", "registry.example:5000/one", "localhost/a/b/c/d", `r.example/${"i".repeat(240)}`)),
      pullSecret: rarely(secretName("pull")),
      source: maybe(record({ repository: maybe(fc.constantFrom("https://git.example/acme/one", "ssh://git@git.example:2222/acme/one.git", "http://git.example:3000/acme/one")), context: maybe(fc.constantFrom(".", "a/b")), dockerfile: maybe(fc.constantFrom("Dockerfile", "a/b/Docker.file")), changedBy: maybe(fc.constant(["a/**", "*.lock"])) })),
      replicas: fc.constant(scaled ? undefined : replicas),
      scale: fc.constant(scaled ? by : undefined),
      cpu: maybe(cpu),
      memory: maybe(memory),
      health: rarely(record({ port: maybe(fc.constantFrom(1, 8081, 9464, 65535)), path: maybe(fc.constantFrom("/", "/healthz")) })),
      shutdown: maybe(fc.constantFrom("30s", "10m", "2h")),
      env: maybe(fc.dictionary(fc.constantFrom("LOG_LEVEL", "EMPTY", "a", "OTHER_1", "NODE_OPTIONS", "OWN_ADDRESS"), text, { maxKeys: 3 })),
      secrets: maybe(fc.dictionary(fc.constantFrom("API_KEY", "b", "TOKEN"), fc.constantFrom("place#key", "other-place#api-key", "spine-model#a"), { maxKeys: 3 })),
      connection: rarely(fc.constantFrom({ rename: { TEMPORAL_ADDRESS: "OWN_ADDRESS_2" } }, { rename: { TEMPORAL_NAMESPACE: "NS", TEMPORAL_TLS_CA: "CA", TEMPORAL_TLS_CERT: "CERT", TEMPORAL_TLS_KEY: "KEY", TEMPORAL_TLS_SERVER_NAME: "SERVER" } })),
      identity: maybe(guid),
      uses: maybe(fc.constantFrom({ outbound: ["api.acme.example"] }, { outbound: ["*.acme.example:8443", "db.acme.example:5432"] }, { outbound: [] })),
    }),
  );

const workers = (namespaces: readonly string[]): fc.Arbitrary<Written | undefined> =>
  fc.uniqueArray(fc.oneof({ weight: 30, arbitrary: fc.constantFrom("spine", "billing", "w", "42") }, { weight: 1, arbitrary: fc.constantFrom(longest("worker", 53), "codec-server", "payload-codec", "image", "kustomization") }), { maxLength: 3 }).chain((names) =>
    names.length === 0 ? fc.constant(undefined) : fc.tuple(...names.map(() => worker(namespaces))).map((all) => Object.fromEntries(names.map((one, index) => [one, all[index]]))),
  );

const issuer = (url: fc.Arbitrary<string>, keys: fc.Arbitrary<string | undefined>): fc.Arbitrary<Written> => record({ url, client: maybe(fc.constantFrom("temporal", "123-a.apps.example")), audience: maybe(fc.constant("api://temporal")), keys });
const keysUrl = fc.constantFrom("https://idp.example/keys", "https://idp.example:8443/keys?a=b", "https://idp.example/a", "https://idp.example/b", "http://idp.example:8080/keys");
const identity = fc.oneof(
  record({ "entra-id": record({ tenant: guid, client: guid, audience: maybe(fc.constant("api://temporal")) }), permissionsClaim: maybe(fc.constantFrom("roles", "permissions")) }),
  record({ oidc: issuer(fc.constantFrom("https://idp.example", "https://idp.example:8443/realms/a/"), keysUrl), permissionsClaim: maybe(fc.constant("a.b-c_d")) }),
  record({ keycloak: issuer(fc.constantFrom("https://keycloak.example/realms/acme", "https://keycloak.example:8443/realms/acme/"), maybe(keysUrl)) }),
  record({ authentik: issuer(fc.constant("https://authentik.example"), maybe(keysUrl)) }),
);

const cnpg = (azure: boolean): fc.Arbitrary<Written> =>
  record({
    cnpg: maybe(record({ version: maybe(fc.constantFrom(15, 16)), instances: maybe(fc.integer({ min: 1, max: 3 })), storage: maybe(fc.constantFrom("20Gi", "200Gi")), walStorage: maybe(fc.constant("10Gi")), memory: maybe(fc.constantFrom("2Gi", "8Gi")), cpu: maybe(cpu), parameters: maybe(fc.constant({ log_line_prefix: "%m [%p] ", work_mem: "8MB", jit: false, max_wal_senders: 12 })) })),
    backup: maybe(
      azure
        ? fc.oneof(
            record({ to: fc.constantFrom("https://acme.blob.core.windows.net/{cluster}", "https://acme.blob.core.windows.net/backups/{cluster}/a"), retention: maybe(fc.constant("7d")) }),
            record({ to: fc.constant("s3://bucket/{cluster}"), endpoint: maybe(fc.constantFrom("https://s3.example", "http://minio.storage.svc:9000")), credentials: secretName("backup-credentials") }),
          )
        : record({ to: fc.constant("s3://bucket/{cluster}"), endpoint: maybe(fc.constantFrom("https://s3.example:9443/x", "http://minio.storage.svc.cluster.local")), credentials: secretName("backup-credentials"), retention: maybe(fc.constant("30d")) }),
    ),
  });

const external = record({
  external: record({
    service: maybe(fc.constantFrom("azure-postgres", "other")),
    host: fc.constantFrom("pg-{environment}.postgres.database.azure.com", "10.0.0.5", "pg.acme.example"),
    port: maybe(fc.constantFrom(5433, 6432)),
    tls: maybe(fc.constantFrom("verify-full", "require")),
    ca: maybe(secretName("database-ca")),
    credentials: maybe(secretName("database-login")),
    names: maybe(record({ default: maybe(name("temporal").map((one) => one.replaceAll("-", "_"))), visibility: maybe(fc.constant("temporal_search")) })),
    maxConnections: fc.constant(5000),
    cpu: maybe(fc.constant(64)),
  }),
  pools: maybe(fc.constant({ default: 10, visibility: 5 })),
});

const exposure = fc.oneof(
  fc.constant(undefined),
  record({ loadBalancer: record({ address: maybe(fc.constantFrom("10.0.0.241", "fd00::241")), frontend: fc.constant(7233), ui: maybe(fc.constantFrom(80, 8080)), sourceRanges: maybe(fc.constant(["10.0.0.0/8", "fd00::/8"])) }), ui: maybe(record({ host: host("temporal"), ingress: fc.constantFrom("nginx", { class: "own", kubernetesNamespace: "ingress" }), certificate: usually(fc.constantFrom("letsencrypt", "letsencrypt", "private-ca")) })) }),
  record({ frontend: maybe(fc.constantFrom("internal-load-balancer", "public-load-balancer")), ui: maybe(record({ host: host("temporal"), gateway: fc.constantFrom("public", { name: "public", kubernetesNamespace: "gateways" }) })) }),
  record({ ui: record({ host: host("temporal"), ingress: fc.constantFrom("haproxy", "traefik"), certificate: usually(fc.constant("letsencrypt")) }) }),
  record({ ui: record({ host: host("temporal") }) }),
);

const operatorNames = ["cert-manager", "cloudnative-pg", "barman-cloud", "prometheus", "external-secrets", "keda", "argo-workflows"] as const;
const operators = fc.record(Object.fromEntries(operatorNames.map((key) => [key, maybe(fc.oneof(fc.constantFrom("install", "existing"), record({ existing: record({ kubernetesNamespace: maybe(fc.constant(`own-${key}`)), release: key === "prometheus" ? maybe(fc.constant("own")) : fc.constant(undefined) }) })))]))).map(said);

const receivers = record({
  pagerduty: maybe(record({ credentials: rarely(secretName("pager")) })),
  slack: maybe(record({ channel: fc.constantFrom("#temporal", "temporal_1", "0"), credentials: rarely(secretName("slack")) })),
  email: rarely(record({ to: fc.constant("a+b@acme.example"), from: maybe(fc.constant("t@acme.example")), server: fc.constant("smtp.acme.example:587"), credentials: maybe(secretName("mail")) })),
  teams: rarely(record({ credentials: maybe(secretName("teams")) })),
  webhook: rarely(record({ url: fc.constantFrom("https://hook.example/a?b=c", "http://hook.example:8080"), credentials: maybe(secretName("hook")) })),
});

const alerts = maybe(record({
  critical: maybe(receivers),
  warning: maybe(receivers),
  info: maybe(receivers),
  thresholds: maybe(record({ workflowFailures: maybe(fc.constantFrom("5%", "100%")), workflowTimeouts: maybe(fc.constant("1%")), shardsWarning: maybe(fc.constant("60%")), shardsCritical: maybe(fc.constant("80%")) })),
}));

const maintenance = maybe(fc.array(record({
  days: fc.uniqueArray(fc.constantFrom("monday", "saturday", "sunday"), { minLength: 1 }),
  from: fc.constantFrom("00:00", "22:30", "02:00"),
  to: fc.constantFrom("00:00", "06:00", "23:59"),
  timeZone: fc.constantFrom("UTC", "Europe/Amsterdam", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Etc/GMT+12", "Africa/Casablanca"),
}), { maxLength: 2 }));

const delivery = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.constant({ registries: ["registry.example/acme"] }) },
  {
    weight: 12,
    arbitrary: record({
      builder: fc.constantFrom("argo", "argo", "none"),
      registries: fc.constantFrom(["registry.example/acme"], ["registry.example:5000", "backup.example/a/b", "localhost:1/x"]),
      migrate: rarely(record({ image: fc.constantFrom("registry.example/acme/migrations", "registry.example:5000/m"), command: maybe(fc.constantFrom(["/bin/migrate", "it's", "{}", "-"], ["x"])), secret: maybe(secretName("migration")), when: maybe(fc.constantFrom("before", "after")) })),
      scan: maybe(fc.boolean()),
      sign: maybe(fc.boolean()),
    }),
  },
);

const RENAMED = ["server", "database", "codec", "workers", "delivery"] as const;
const namespaces = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: rarely(fc.constant("own-database")).map((database) => ({ kubernetesNamespaces: said({ server: "own-server", database, codec: "own-codec", workers: "own-workers", delivery: "own-delivery" }) })) },
  { weight: 1, arbitrary: fc.constant({ kubernetesNamespaces: Object.fromEntries(RENAMED.map((key) => [key, longest(`own-${key}`, 63)])) }) },
  { weight: 1, arbitrary: fc.record(Object.fromEntries(RENAMED.map((key) => [key, maybe(fc.constantFrom("one", "two", "monitoring", "cnpg-system", "temporal-workers", "argo", "cert-manager"))]))).map((asked) => ({ kubernetesNamespaces: said(asked) })) },
  { weight: 1, arbitrary: fc.constant({ kubernetesNamespace: "one-for-all" }) },
);

const nodeLabel = maybe(fc.constantFrom("pool=temporal", "node.kubernetes.io/instance-type=m5.large", "empty="));

/** What a cluster says for itself; the parts that need each other are drawn together, so that most platforms can be made. */
const cluster = (environment: string): fc.Arbitrary<Written> =>
  fc.record({ azure: fc.boolean(), tier: fc.constantFrom("small", "development", "production"), own: fc.boolean(), encrypted: fc.nat(3), secret: fc.nat(40), spaces: temporalNamespaces }).chain(({ azure, tier, own, encrypted, secret, spaces }) =>
    fc.tuple(
      record({
        environment: fc.constant(environment),
        tier: fc.constant(tier),
        cloud: fc.constant(azure ? "azure" : "on-premises"),
        region: maybe(fc.constant("eastus2")),
        state: maybe(fc.constantFrom("running", "running", "draining", "stopped")),
        peak: maybe(fc.constantFrom("1/s", "50/s", "200/s")),
        sizing: fc.constant({ acceptedBecause: "it is a test" }),
        azure: azure ? record({ tenant: fc.constant("11111111-1111-1111-1111-111111111111"), subscription: maybe(guid), resourceGroup: maybe(fc.constant("rg-temporal")), identities: fc.record(Object.fromEntries(["database", "codec", "workers", "secrets", "delivery"].map((key) => [key, usually(guid)]))).map(said) }) : fc.constant(undefined),
        storage: maybe(fc.constantFrom({ class: "fast" }, {})),
        services: maybe(record({ frontend: maybe(record({ replicas: maybe(fc.integer({ min: 1, max: 3 })), cpu: maybe(cpu), memory: maybe(memory) })), "internal-frontend": maybe(fc.constant({ replicas: 2 })), web: maybe(fc.constant({ replicas: 1 })), worker: maybe(fc.constant({ memory: "1Gi" })) })),
        database: own ? external : cnpg(azure),
        exposure,
        tls: maybe(record({ clients: maybe(fc.constantFrom("none", "server", "mutual")), serverName: maybe(fc.constantFrom("temporal.acme.example", "temporal-{cluster}.example")), internode: maybe(fc.boolean()), issuer: maybe(secretName("corporate")) })),
        identity: usually(identity),
        encryption: encrypted === 0 || ((encrypted === 1 || !azure) && tier === "production") ? fc.constant(undefined) : record({ ...(azure && encrypted > 1 ? { "azure-key-vault": record({ vault: fc.constantFrom("kv-acme", "kv-{environment}"), key: maybe(fc.constant("payload")) }) } : { local: record({ secret: maybe(secretName("own-key")) }) }), rotate: maybe(fc.constantFrom("monthly", "quarterly", "yearly", "never")), codecServer: maybe(record({ host: maybe(host("codec")), replicas: maybe(fc.integer({ min: 1, max: 3 })), cpu: maybe(cpu), memory: maybe(memory) })) }),
        secrets: secret === 0 ? fc.constant(undefined) : azure && secret % 2 === 1 ? fc.constant({ "azure-key-vault": { vault: "kv-{environment}" } }) : fc.constantFrom({ sops: "age" }, { sops: { age: [`age1${"q".repeat(58)}`] } }),
        nodeClasses: rarely(record({ server: nodeLabel, database: nodeLabel, workers: nodeLabel })),
        priorityClass: rarely(secretName("important")),
        maintenance,
        observability: maybe(fc.constantFrom({ dashboards: true }, { dashboards: false })),
        quotas: rarely(fc.constantFrom({ workers: { cpu: 1000, memory: "2Ti", pods: 1000 } }, { workers: {} })),
        operators: maybe(operators),
        flux: usually(fc.constant({ pullSecret: "flux-git" })),
        temporal: record({ clusterName: maybe(fc.constantFrom("active", longest("Own.cluster_name", 63))), dynamicConfig: maybe(fc.constant({ "frontend.rps": 2400, "limit.maxIDLength": 255 })), namespaces: fc.constant(spaces) }),
        workers: workers(Object.keys(spaces)),
        delivery,
        alerts,
      }),
      namespaces,
    ).map(([answers, renamed]) => ({ ...answers, ...renamed })),
  );

/** Whole platforms of one to four clusters. Most can be made; the rest contradict themselves the way people do. */
export const platforms: fc.Arbitrary<Written> = fc
  .uniqueArray(name("dev", "test", "uat", "prod"), { minLength: 1, maxLength: 4 })
  .chain((environments) =>
    record({
      apiVersion: fc.constant("temporal-platform/v1"),
      customer: record({ name: name("acme"), title: maybe(fc.constantFrom("Acme Holding", "A & B: \"C\"", "T".repeat(200))) }),
      provider: maybe(record({ name: fc.constant("consulting firm"), contact: maybe(fc.constant("a@b.example")), support: maybe(fc.constant({ p1: "1h", p4: "5d" })) })),
      repository: record({ url: fc.constantFrom("https://git.example/acme/platform", "https://gitlab.example:8443/a/b/c.git", "ssh://git@git.example:22/acme/platform.git", "http://git.example/x"), branch: maybe(fc.constantFrom("main", "release/1.0", "B".repeat(200))), controller: maybe(fc.constant("flux")), ci: maybe(fc.constant("none")) }),
      documents: maybe(record({ include: maybe(fc.subarray(["nist-ai-rmf", "security-pack"])), controls: maybe(fc.constant({ "AI-SEC-01": "encryption", "A.b_c": "data-retention", X: "vulnerability-management" })) })),
      clusters: fc.tuple(...environments.map(cluster)).map((all) => Object.fromEntries(environments.map((environment, index) => [/^[a-z]/.test(environment) ? environment : `c-${environment}`, all[index]]))),
    }),
  );
