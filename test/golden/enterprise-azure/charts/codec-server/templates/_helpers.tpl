{{- define "codec-server.selector" -}}
app.kubernetes.io/name: codec-server
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* No label with the chart's version: Flux adds the commit to it (0.1.0+4f2a9c1…), which no label may hold, and pods would change with every commit. */ -}}
{{- define "codec-server.labels" -}}
{{ include "codec-server.selector" . }}
app.kubernetes.io/component: codec
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "codec-server.serviceAccount" -}}
{{ .Values.serviceAccount.name | default .Release.Name }}
{{- end }}

{{- define "codec-server.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}
