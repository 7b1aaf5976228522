{{- define "codec-server.selector" -}}
app.kubernetes.io/name: codec-server
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "codec-server.labels" -}}
{{ include "codec-server.selector" . }}
app.kubernetes.io/component: codec
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "codec-server.serviceAccount" -}}
{{ .Values.serviceAccount.name | default .Release.Name }}
{{- end }}

{{- define "codec-server.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}
