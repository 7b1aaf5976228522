/** Kinds that servers know and that have no record here: nobody means a similar one. By group; the core group is empty. */
const REAL: Readonly<Record<string, readonly string[]>> = {
  "": ["PersistentVolume", "Node", "Endpoints", "Event", "ReplicationController", "PodTemplate", "Binding", "List", "ConfigMapList", "SecretList", "ServiceList"],
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
