/** Kinds that servers know and that have no record here: nobody means a similar one. By group; the core group is empty. */
const REAL: Readonly<Record<string, readonly string[]>> = {
  "": ["PersistentVolume", "Node", "Endpoints", "Event", "ReplicationController", "PodTemplate", "Binding", "List", "ConfigMapList", "SecretList", "ServiceList"],
  "admissionregistration.k8s.io": ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  apps: ["ReplicaSet", "ControllerRevision"],
  "argoproj.io": ["ClusterWorkflowTemplate", "WorkflowTaskSet", "WorkflowTaskResult", "WorkflowArtifactGCTask", "Application", "ApplicationSet", "AppProject", "Rollout", "AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun", "Experiment"],
  "discovery.k8s.io": ["EndpointSlice"],
  "external-secrets.io": ["ClusterExternalSecret", "ClusterPushSecret"],
  "gateway.networking.k8s.io": ["TCPRoute", "UDPRoute", "ListenerSet"],
  "keda.sh": ["ScaledJob", "CloudEventSource"],
  "metallb.io": ["ServiceL2Status", "ServiceBGPStatus", "ConfigurationState"],
  "monitoring.coreos.com": ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler", "ScrapeConfig"],
  "networking.k8s.io": ["IPAddress", "ServiceCIDR"],
  "postgresql.cnpg.io": ["FailoverQuorum"],
  "storage.k8s.io": ["CSIDriver", "CSINode", "CSIStorageCapacity", "VolumeAttachment", "VolumeAttributesClass"],
};

export const isRealKind = (group: string, kind: string): boolean => Object.hasOwn(REAL, group) && (REAL[group] as readonly string[]).includes(kind);

/** Versions of kinds that every supported server has dropped, and where each kind went. Source: Kubernetes' guide to deprecated APIs. */
const GONE: Readonly<Record<string, string>> = {
  "extensions/v1beta1/Deployment": "apps/v1",
  "extensions/v1beta1/DaemonSet": "apps/v1",
  "extensions/v1beta1/ReplicaSet": "apps/v1",
  "extensions/v1beta1/Ingress": "networking.k8s.io/v1",
  "extensions/v1beta1/NetworkPolicy": "networking.k8s.io/v1",
  "extensions/v1beta1/PodSecurityPolicy": "",
  "policy/v1beta1/PodSecurityPolicy": "",
  "apiextensions.k8s.io/v1beta1/CustomResourceDefinition": "apiextensions.k8s.io/v1",
  "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
  "admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
};

/** The version that a kind is served in now, empty when it is gone altogether; undefined for what is not known to be gone. */
export const movedTo = (apiVersion: string, kind: string): string | undefined => (Object.hasOwn(GONE, `${apiVersion}/${kind}`) ? GONE[`${apiVersion}/${kind}`] : undefined);
