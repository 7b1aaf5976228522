import type { Schema } from "./record.ts";

const SUBDOMAIN = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
const LABEL_WITH_LETTER_FIRST = "^[a-z]([-a-z0-9]*[a-z0-9])?$";
const PATH_SEGMENT = "^(?!\\.{1,2}$)[^/%]+$";
const QUALIFIED_NAME = "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$";
const LABEL_VALUE = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";

/** Kinds whose names follow another rule than the DNS subdomain of up to 253 characters. */
const NAME_RULES: { readonly [kind: string]: Schema } = {
  Namespace: { type: "string", pattern: LABEL, maxLength: 63 },
  Service: { type: "string", pattern: LABEL_WITH_LETTER_FIRST, maxLength: 63 },
  CronJob: { type: "string", pattern: SUBDOMAIN, maxLength: 52 },
  StatefulSet: { type: "string", pattern: LABEL, maxLength: 63 },
  Role: { type: "string", pattern: PATH_SEGMENT },
  RoleBinding: { type: "string", pattern: PATH_SEGMENT },
  ClusterRole: { type: "string", pattern: PATH_SEGMENT },
  ClusterRoleBinding: { type: "string", pattern: PATH_SEGMENT },
};

/** A map of label keys to label values, as selectors and metadata have it. */
export const labelMap: Schema = {
  type: "object",
  propertyNames: { pattern: QUALIFIED_NAME, maxLength: 317 },
  additionalProperties: { type: "string", pattern: LABEL_VALUE, maxLength: 63 },
};

/**
 * The part of ObjectMeta that a manifest in Git may set, closed; what only a server sets is refused.
 * Source of the name rules: the API conventions and the validation of each kind in Kubernetes 1.36.
 */
export function objectMeta(kind: string): Schema {
  return {
    type: "object",
    required: ["name"],
    properties: {
      name: NAME_RULES[kind] ?? { type: "string", pattern: SUBDOMAIN, maxLength: 253 },
      generateName: { type: "string" },
      namespace: { type: "string", pattern: LABEL, maxLength: 63 },
      creationTimestamp: { type: ["string", "null"] },
      ...common,
      ownerReferences: {
        type: "array",
        items: {
          type: "object",
          required: ["apiVersion", "kind", "name", "uid"],
          properties: {
            apiVersion: { type: "string" },
            kind: { type: "string" },
            name: { type: "string" },
            uid: { type: "string" },
            controller: { type: "boolean" },
            blockOwnerDeletion: { type: "boolean" },
          },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  };
}

const common: Schema = {
  labels: labelMap,
  annotations: { type: "object", propertyNames: { pattern: QUALIFIED_NAME, maxLength: 317 }, additionalProperties: { type: "string" } },
  finalizers: { type: "array", items: { type: "string" }, uniqueItems: true },
};

/** Metadata of a template inside another resource, such as the pods of a Deployment. */
export const templateMeta: Schema = {
  type: "object",
  properties: { name: { type: "string" }, generateName: { type: "string" }, namespace: { type: "string" }, creationTimestamp: { type: ["string", "null"] }, ...common },
  additionalProperties: false,
};
