{{- define "robustmq-operator.selector" -}}
app.kubernetes.io/name: robustmq-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "robustmq-operator.labels" -}}
{{ include "robustmq-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
