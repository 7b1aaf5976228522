import type { Rule, Schema } from "./record.ts";

/**
 * What the OpenAPI definitions of the core kinds leave to code: enumerations, port ranges, immutable fields.
 * Source: the types and validation of Kubernetes 1.36 (its API types and their validation), as far as 1.34 knows them.
 */

const protocol = ["TCP", "UDP", "SCTP"];
const profile = ["RuntimeDefault", "Unconfined", "Localhost"];

/** Definition (without `io.k8s.api.`) and field → the values it takes. */
export const ENUMS: { readonly [field: string]: readonly string[] } = {
  "core.v1.Container.imagePullPolicy": ["Always", "IfNotPresent", "Never"],
  "core.v1.Container.restartPolicy": ["Always", "OnFailure", "Never"],
  "core.v1.Container.terminationMessagePolicy": ["File", "FallbackToLogsOnError"],
  "core.v1.ContainerPort.protocol": protocol,
  "core.v1.ContainerResizePolicy.restartPolicy": ["NotRequired", "RestartContainer"],
  "core.v1.VolumeMount.mountPropagation": ["None", "HostToContainer", "Bidirectional"],
  "core.v1.VolumeMount.recursiveReadOnly": ["Disabled", "IfPossible", "Enabled"],
  "core.v1.HTTPGetAction.scheme": ["HTTP", "HTTPS"],
  "core.v1.PodSpec.restartPolicy": ["Always", "OnFailure", "Never"],
  "core.v1.PodSpec.dnsPolicy": ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
  "core.v1.PodSpec.preemptionPolicy": ["Never", "PreemptLowerPriority"],
  "core.v1.PodSecurityContext.fsGroupChangePolicy": ["OnRootMismatch", "Always"],
  "core.v1.PodSecurityContext.seLinuxChangePolicy": ["Recursive", "MountOption"],
  "core.v1.PodSecurityContext.supplementalGroupsPolicy": ["Merge", "Strict"],
  "core.v1.SecurityContext.procMount": ["Default", "Unmasked"],
  "core.v1.SeccompProfile.type": profile,
  "core.v1.AppArmorProfile.type": profile,
  "core.v1.Toleration.operator": ["Exists", "Equal"],
  "core.v1.Toleration.effect": ["NoSchedule", "PreferNoSchedule", "NoExecute"],
  "core.v1.TopologySpreadConstraint.whenUnsatisfiable": ["DoNotSchedule", "ScheduleAnyway"],
  "core.v1.TopologySpreadConstraint.nodeAffinityPolicy": ["Honor", "Ignore"],
  "core.v1.TopologySpreadConstraint.nodeTaintsPolicy": ["Honor", "Ignore"],
  "core.v1.NodeSelectorRequirement.operator": ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"],
  "core.v1.HostPathVolumeSource.type": ["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"],
  "core.v1.PersistentVolumeClaimSpec.accessModes[]": ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"],
  "core.v1.PersistentVolumeClaimSpec.volumeMode": ["Filesystem", "Block"],
  "core.v1.ServiceSpec.type": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
  "core.v1.ServiceSpec.sessionAffinity": ["None", "ClientIP"],
  "core.v1.ServiceSpec.externalTrafficPolicy": ["Cluster", "Local"],
  "core.v1.ServiceSpec.internalTrafficPolicy": ["Cluster", "Local"],
  "core.v1.ServiceSpec.ipFamilies[]": ["IPv4", "IPv6"],
  "core.v1.ServiceSpec.ipFamilyPolicy": ["SingleStack", "PreferDualStack", "RequireDualStack"],
  "core.v1.ServiceSpec.trafficDistribution": ["PreferClose", "PreferSameZone", "PreferSameNode"],
  "core.v1.ServicePort.protocol": protocol,
  "core.v1.ResourceQuotaSpec.scopes[]": ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"],
  "core.v1.LimitRangeItem.type": ["Pod", "Container", "PersistentVolumeClaim"],
  "apps.v1.DeploymentStrategy.type": ["Recreate", "RollingUpdate"],
  "apps.v1.StatefulSetUpdateStrategy.type": ["RollingUpdate", "OnDelete"],
  "apps.v1.StatefulSetSpec.podManagementPolicy": ["OrderedReady", "Parallel"],
  "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted": ["Retain", "Delete"],
  "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled": ["Retain", "Delete"],
  "apps.v1.DaemonSetUpdateStrategy.type": ["RollingUpdate", "OnDelete"],
  "batch.v1.CronJobSpec.concurrencyPolicy": ["Allow", "Forbid", "Replace"],
  "batch.v1.JobSpec.completionMode": ["NonIndexed", "Indexed"],
  "batch.v1.JobSpec.podReplacementPolicy": ["TerminatingOrFailed", "Failed"],
  "batch.v1.PodFailurePolicyRule.action": ["FailJob", "FailIndex", "Ignore", "Count"],
  "networking.v1.HTTPIngressPath.pathType": ["Exact", "Prefix", "ImplementationSpecific"],
  "networking.v1.NetworkPolicyPort.protocol": protocol,
  "networking.v1.NetworkPolicySpec.policyTypes[]": ["Ingress", "Egress"],
  "policy.v1.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy": ["IfHealthyBudget", "AlwaysAllow"],
  "autoscaling.v2.MetricSpec.type": ["ContainerResource", "External", "Object", "Pods", "Resource"],
  "autoscaling.v2.MetricTarget.type": ["Utilization", "Value", "AverageValue"],
  "autoscaling.v2.HPAScalingPolicy.type": ["Pods", "Percent"],
  "autoscaling.v2.HPAScalingRules.selectPolicy": ["Max", "Min", "Disabled"],
  "rbac.v1.RoleRef.kind": ["Role", "ClusterRole"],
  "rbac.v1.RoleRef.apiGroup": ["rbac.authorization.k8s.io"],
  "rbac.v1.Subject.kind": ["User", "Group", "ServiceAccount"],
  "storage.v1.StorageClass.reclaimPolicy": ["Delete", "Retain"],
  "storage.v1.StorageClass.volumeBindingMode": ["Immediate", "WaitForFirstConsumer"],
  "scheduling.v1.PriorityClass.preemptionPolicy": ["Never", "PreemptLowerPriority"],
  "apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement.operator": ["In", "NotIn", "Exists", "DoesNotExist"],
};

/** Definition and field → what the server fills in, where the value tells items of a list apart. */
export const DEFAULTS: { readonly [field: string]: string } = { "core.v1.ContainerPort.protocol": "TCP", "core.v1.ServicePort.protocol": "TCP" };

const port: Schema = { type: "integer", minimum: 1, maximum: 65535 };
const portOrName: Schema = { type: ["integer", "string"], minimum: 1, maximum: 65535, pattern: "^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$" };
const portName: Schema = { type: "string", pattern: "^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?$", maxLength: 15 };
const servicePortName: Schema = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", maxLength: 63 };

/** Kubernetes' own decimal, binary and exponent suffixes. Numbers are taken as well. */
export const quantity: Schema = { type: ["number", "string"], pattern: "^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$" };

/** What a container can ask for: the four that Kubernetes knows, or a name with a domain. */
const containerResources: Schema = { type: "object", propertyNames: { pattern: "^(cpu|memory|ephemeral-storage|hugepages-.+|[^/]+/.+)$" }, additionalProperties: quantity };
const volumeResources: Schema = { type: "object", propertyNames: { pattern: "^storage$" }, additionalProperties: quantity };

/** Definition and field → the schema that replaces the one of the definitions. */
export const FIELDS: { readonly [field: string]: Schema } = {
  "core.v1.Container.name": { type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", maxLength: 63 },
  "core.v1.ContainerPort.containerPort": port,
  "core.v1.ContainerPort.hostPort": port,
  "core.v1.ContainerPort.name": portName,
  "core.v1.ServicePort.port": port,
  "core.v1.ServicePort.nodePort": port,
  "core.v1.ServicePort.name": servicePortName,
  "core.v1.ServicePort.targetPort": portOrName,
  "core.v1.ResourceRequirements.limits": containerResources,
  "core.v1.ResourceRequirements.requests": containerResources,
  "core.v1.VolumeResourceRequirements.limits": volumeResources,
  "core.v1.VolumeResourceRequirements.requests": volumeResources,
  "core.v1.HTTPGetAction.port": portOrName,
  "core.v1.TCPSocketAction.port": portOrName,
  "core.v1.GRPCAction.port": port,
  "networking.v1.ServiceBackendPort.number": port,
  "networking.v1.NetworkPolicyPort.port": portOrName,
  "networking.v1.NetworkPolicyPort.endPort": port,
};

/** Fields that 1.36 has and the oldest supported minor, 1.34, has not. Found by comparing the definitions of both. */
export const NEWER_THAN_OLDEST: ReadonlySet<string> = new Set(["core.v1.PodSpec.schedulingGroup", "core.v1.PodCertificateProjection.userAnnotations"]);

/** Fields whose absence the definitions allow and the server refuses. */
export const REQUIRED: { readonly [definition: string]: readonly string[] } = {
  "apps.v1.Deployment": ["spec"],
  "apps.v1.StatefulSet": ["spec"],
  "apps.v1.DaemonSet": ["spec"],
  "batch.v1.Job": ["spec"],
  "batch.v1.CronJob": ["spec"],
  "core.v1.Pod": ["spec"],
  "core.v1.Container": ["image"],
  "core.v1.PodTemplateSpec": ["spec"],
  "core.v1.PersistentVolumeClaim": ["spec"],
  "core.v1.PersistentVolumeClaimSpec": ["accessModes", "resources"],
  "autoscaling.v2.HorizontalPodAutoscaler": ["spec"],
  "networking.v1.NetworkPolicy": ["spec"],
};

type Fixed = readonly [field: string, rule: string];

/** A field that stays as it is; where it is absent, `otherwise` is what the server fills in, as CEL, or nothing. */
const fixed = (field: string, otherwise?: string): Fixed => [
  field,
  otherwise === undefined
    ? `has(self.${field}) == has(oldSelf.${field}) && (!has(self.${field}) || self.${field} == oldSelf.${field})`
    : `(has(self.${field}) ? self.${field} : ${otherwise}) == (has(oldSelf.${field}) ? oldSelf.${field} : ${otherwise})`,
];

/** A field that the cluster fills in where it is absent, so that only two values that were both written can be compared. */
const fixedOnceSet = (field: string): Fixed => [field, `!has(self.${field}) || !has(oldSelf.${field}) || self.${field} == oldSelf.${field}`];

const at = (path: string, ...rows: readonly Fixed[]): readonly Rule[] => rows.map(([field, rule]) => ({ path, rule, field }));

const isExternal = (object: string): string => `(has(${object}.type) && ${object}.type == 'ExternalName')`;

/** Of what was declared immutable nothing may change any more. */
const sealed = (field: string): Fixed => [field, `!has(oldSelf.immutable) || !oldSelf.immutable || (${fixed(field)[1]})`];
const unsealed: Fixed = ["immutable", "!has(oldSelf.immutable) || !oldSelf.immutable || (has(self.immutable) && self.immutable)"];

/**
 * Kind → what an update may not change, as the validation of updates in Kubernetes 1.34 has it. Pods are left out: nearly
 * everything in them is fixed, and nobody who declares one in a repository changes it.
 */
export const IMMUTABLE: { readonly [kind: string]: readonly Rule[] } = {
  Deployment: at("spec", fixed("selector")),
  DaemonSet: at("spec", fixed("selector")),
  StatefulSet: at("spec", fixed("selector"), fixed("serviceName", "''"), fixed("podManagementPolicy", "'OrderedReady'"), fixed("volumeClaimTemplates")),
  Job: at("spec", fixedOnceSet("selector"), fixed("template"), fixed("completionMode", "'NonIndexed'"), ["completions", `(has(self.completionMode) && self.completionMode == 'Indexed') || (${fixed("completions")[1]})`]),
  PersistentVolumeClaim: [
    ...at("spec", fixed("accessModes"), fixed("selector"), fixedOnceSet("storageClassName"), fixed("volumeMode", "'Filesystem'"), fixedOnceSet("volumeName"), fixed("dataSource")),
    { path: "spec.resources.requests.storage", rule: "quantity(string(self)).compareTo(quantity(string(oldSelf))) >= 0" },
  ],
  Service: at("spec", ["clusterIP", `${isExternal("self")} || ${isExternal("oldSelf")} || !has(self.clusterIP) || self.clusterIP == '' || (has(oldSelf.clusterIP) && self.clusterIP == oldSelf.clusterIP)`]),
  RoleBinding: at("", fixed("roleRef")),
  ClusterRoleBinding: at("", fixed("roleRef")),
  StorageClass: at("", fixed("provisioner"), fixed("parameters"), fixed("reclaimPolicy", "'Delete'"), fixed("volumeBindingMode", "'Immediate'")),
  PriorityClass: at("", fixed("value"), fixed("preemptionPolicy", "'PreemptLowerPriority'")),
  Secret: at("", fixed("type", "'Opaque'"), unsealed, sealed("data"), sealed("stringData")),
  ConfigMap: at("", unsealed, sealed("data"), sealed("binaryData")),
  IngressClass: at("spec", fixed("controller")),
  ResourceQuota: at("spec", fixed("scopes")),
};
