import { support, supportOf, type Documented, type Topic } from "./evidence.ts";
import type { NistFunction } from "./model.ts";

interface Row {
  readonly id: string;
  /** What the subcategory asks for, in our words. */
  readonly asks: string;
  readonly says: string;
  readonly topics: readonly Topic[];
  readonly evidence?: (there: Documented) => readonly (string | false)[];
  /** Left out where it does not hold. */
  readonly when?: (there: Documented) => boolean;
}

const encrypts = ({ uses }: Documented): boolean => uses.codec;
const security = (file: string) => ({ documents }: Documented): (string | false)[] => [documents.security && `docs/security/${file}`];
const operations = (file: string) => (): string[] => [`docs/operations/${file}`];

/**
 * Subcategories of NIST AI RMF 1.0 that a platform for workflows can support at all. Most of its 72 ask about AI systems and the
 * people around them: those are the customer's. Ids and meaning: the NIST AI 100-1 text as catalogued by CISO Assistant.
 */
const ROWS: readonly Row[] = [
  { id: "GOVERN 1.2", asks: "Characteristics of trustworthy AI are part of policies and practices.", says: "Rules about encryption, access and network are code that is checked before it is applied.", topics: ["encryption", "access-control", "network"] },
  { id: "GOVERN 1.4", asks: "The risk process follows transparent policies and controls.", says: "Every derived choice is recorded with its reason and its source.", topics: ["change-management"] },
  { id: "GOVERN 1.5", asks: "Ongoing monitoring and periodic review are planned, with roles.", says: "Alerts, runbooks and who answers them are written down.", topics: ["monitoring"], evidence: ({ documents }) => [documents.handover && "docs/handover/responsibilities.md"] },
  { id: "GOVERN 1.6", asks: "AI systems are inventoried.", says: "Temporal namespaces, task queues and workers are listed; which of them run AI is the customer's to add.", topics: [], evidence: ({ clusters }) => clusters.map(({ name }) => `clusters/${name}/README.md`) },
  { id: "GOVERN 1.7", asks: "Systems are decommissioned safely.", says: "Leaving tenants are erased by destroying their key; the steps name what stays readable.", topics: ["data-retention"], when: encrypts },
  { id: "GOVERN 2.1", asks: "Roles and lines of communication are clear.", says: "Roles and responsibilities are listed by task.", topics: [], evidence: () => ["docs/handover/responsibilities.md"], when: ({ documents }) => documents.handover },
  { id: "GOVERN 4.3", asks: "Testing, incident identification and information sharing are practised.", says: "Tests of encryption, access, rotation and backup can be run, and leave a record.", topics: [], evidence: (there) => ["scripts/acceptance.sh", ...security("tests.md")(there), "docs/runbooks/README.md"] },
  { id: "GOVERN 6.1", asks: "Risks of third parties are covered by policy.", says: "What the platform depends on outside itself is listed as residual risk.", topics: [], evidence: security("residual-risks.md"), when: ({ documents }) => documents.security },
  { id: "GOVERN 6.2", asks: "Failures of third parties are planned for.", says: "Outages of key service, directory and database have steps of their own.", topics: [], evidence: operations("troubleshooting.md") },
  { id: "MAP 1.6", asks: "Requirements such as privacy are elicited and understood.", says: "Each Temporal namespace has a class of data, and it is said what encryption leaves readable.", topics: [], evidence: security("data.md"), when: ({ documents }) => documents.security },
  { id: "MAP 4.1", asks: "Legal and technical risks of components are mapped.", says: "Components and the ways between them are drawn from the same list that the network policies are made of.", topics: ["network"] },
  { id: "MAP 4.2", asks: "Internal controls of components are identified.", says: "What each workload may reach, and with which identity, is listed.", topics: ["access-control", "network"] },
  { id: "MEASURE 2.4", asks: "Behaviour in production is monitored.", says: "Server, database and workers are measured, and alerts compare with what is expected.", topics: ["monitoring"] },
  { id: "MEASURE 2.6", asks: "The system is safe and can fail safely.", says: "Without the key nothing is written in plain text: encryption fails closed.", topics: ["encryption"], when: encrypts },
  { id: "MEASURE 2.7", asks: "Security and resilience are evaluated and documented.", says: "The acceptance run searches for plain text, tries to get in without a token, and looks at the backups.", topics: ["recovery"], evidence: (there) => ["scripts/acceptance.sh", ...security("tests.md")(there)] },
  { id: "MEASURE 2.8", asks: "Risks to transparency and accountability are examined.", says: "It is said which logs show who did what, and what the open-source server does not log.", topics: ["audit"] },
  { id: "MEASURE 2.10", asks: "Privacy risk is examined.", says: "The list of what stays readable is complete by kind of data.", topics: ["data-retention"], evidence: security("data.md"), when: ({ documents }) => documents.security },
  { id: "MANAGE 1.3", asks: "Responses to high-priority risks are developed and planned.", says: "Each alert and each incident named has steps.", topics: [], evidence: () => ["docs/runbooks/README.md", "docs/operations/troubleshooting.md"] },
  { id: "MANAGE 1.4", asks: "Residual risks are documented.", says: "Residual risks are listed with what would lower them.", topics: [], evidence: security("residual-risks.md"), when: ({ documents }) => documents.security },
  { id: "MANAGE 2.3", asks: "Previously unknown risks can be responded to.", says: "The steps for a compromised key or token begin with what stops the damage.", topics: [], evidence: operations("compromised.md"), when: ({ uses }) => uses.identity || uses.codec },
  { id: "MANAGE 2.4", asks: "A system can be disengaged or deactivated.", says: "One commit stops a cluster, and disabling the key stops all decryption.", topics: [], evidence: ({ uses }) => ["docs/operations/state.md", uses.codec && "docs/operations/compromised.md"] },
  { id: "MANAGE 3.1", asks: "Third-party resources are monitored.", says: "What the platform takes from others shows in its own alerts: errors of persistence, certificates, Git.", topics: ["monitoring"] },
  { id: "MANAGE 4.1", asks: "Monitoring after deployment covers incidents, recovery and change.", says: "Alerts, runbooks, restore and updates are parts of one repository.", topics: ["monitoring", "recovery", "change-management"] },
  { id: "MANAGE 4.3", asks: "Incidents and errors are communicated.", says: "Who tells whom is part of the responsibilities.", topics: [], evidence: () => ["docs/handover/responsibilities.md"], when: ({ documents }) => documents.handover },
];

/** Ids that this mapping may name, for tests. */
export const NIST_IDS: readonly string[] = ROWS.map(({ id }) => id);

export function nistAiRmf(there: Documented): NistFunction[] {
  return ["GOVERN", "MAP", "MEASURE", "MANAGE"].map((name) => ({
    name,
    subcategories: ROWS.filter((row) => row.id.startsWith(`${name} `) && (row.when?.(there) ?? true)).map(({ id, asks, says, topics, evidence }) => ({
      id,
      asks,
      ...supportOf(says, [...(evidence?.(there) ?? []), ...topics.flatMap((topic) => support(topic, there).evidence)]),
    })),
  }));
}
