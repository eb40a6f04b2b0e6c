{{- define "nexus.instance" -}}
{{- printf "nexus-%s" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.content" -}}
AUTH_ENABLED: 'true'
BODY_LIMIT: 10mb
{{- if .Values.corsOrigins }}
CORS_ORIGINS: {{ join "," .Values.corsOrigins | toJson }}
{{- else }}
{{- if .Values.ingress.tlsSecret }}
CORS_ORIGINS: {{ printf "https://%s" .Values.ingress.host | toJson }}
{{- else }}
CORS_ORIGINS: {{ printf "http://%s" .Values.ingress.host | toJson }}
{{- end }}
{{- end }}
DATABASE_ADMIN_USER: nexus
DATABASE_HOST: postgres
DATABASE_NAME: nexus
DATABASE_PORT: '5432'
DATABASE_USER: nexus_kernel
IDLE_WORKSPACE_TIMEOUT_MS: '1800000'
LOG_LEVEL: {{ .Values.logLevel | toJson }}
MAX_WORKSPACES_PER_POD: '50'
MULTI_TENANT_MODE: 'true'
NEXUS_OS_URL: http://nexus-os:4000
REDIS_HOST: redis
REDIS_PORT: '6379'
WORKSPACE_KERNEL_URL: http://workspace-kernel:3000
{{- end }}

{{- define "nexus.nexus-config" -}}
{{- printf "nexus-config-%s" (include "nexus.content" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.version-postgres" -}}
{{- trimAll "-_." (trunc 63 .Values.images.postgres.tag) -}}
{{- end }}

{{- define "nexus.content2" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- JWT_SECRET
- DATABASE_PASSWORD
- REDIS_PASSWORD
- DATABASE_URL
{{- if not (kindIs "invalid" (index .Values "languageModel")) }}
- LLM_API_KEY
{{- end }}
- DATABASE_ADMIN_PASSWORD
- DATABASE_OWNER_PASSWORD
- DATABASE_MONITOR_PASSWORD
- DATABASE_BACKUP_PASSWORD
{{- end }}

{{- define "nexus.secrets" -}}
{{- include "nexus.content2" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.version-redis" -}}
{{- trimAll "-_." (trunc 63 .Values.images.redis.tag) -}}
{{- end }}

{{- define "nexus.version-workspace-kernel" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "workspace-kernel").tag) -}}
{{- end }}

{{- define "nexus.image-workspace-kernel" -}}
{{- printf "%s/%s:%s@%s" (default .Values.registry (index .Values.images "workspace-kernel").registry) (index .Values.images "workspace-kernel").repository (index .Values.images "workspace-kernel").tag (index .Values.images "workspace-kernel").digest -}}
{{- end }}

{{- define "nexus.image-workspace-kernel2" -}}
{{- printf "%s/%s:%s" (default .Values.registry (index .Values.images "workspace-kernel").registry) (index .Values.images "workspace-kernel").repository (index .Values.images "workspace-kernel").tag -}}
{{- end }}

{{- define "nexus.version-graphstudio-frontend" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "graphstudio-frontend").tag) -}}
{{- end }}

{{- define "nexus.version-nexus-os" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "nexus-os").tag) -}}
{{- end }}
