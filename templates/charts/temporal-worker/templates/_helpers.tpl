{{- define "temporal-worker.selector" -}}
app.kubernetes.io/name: temporal-worker
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "temporal-worker.labels" -}}
{{ include "temporal-worker.selector" . }}
app.kubernetes.io/part-of: temporal-platform
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* The digest decides which image runs; the tag says to people which commit that is. */ -}}
{{- define "temporal-worker.image" -}}
{{- $image := .Values.image -}}
{{- $image.repository }}{{ with $image.tag }}:{{ . }}{{ end }}{{ with $image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- /* Most pods there can be: above one they are spread, and protected from leaving all at once. */ -}}
{{- define "temporal-worker.mostPods" -}}
{{- if eq .Values.autoscaling.by "none" }}{{ .Values.replicas }}{{ else }}{{ .Values.autoscaling.max }}{{ end }}
{{- end }}
