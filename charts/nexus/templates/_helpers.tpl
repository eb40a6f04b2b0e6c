{{- define "nexus.instance" -}}
{{- printf "nexus-%s" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.content" -}}
AUTH_ENABLED: 'true'
BODY_LIMIT: {{ printf "%dmb" (int64 .Values.entry.largestBodyMb) | toJson }}
{{- if .Values.corsOrigins }}
CORS_ORIGINS: {{ join "," .Values.corsOrigins | toJson }}
{{- else }}
{{- if kindIs "invalid" (index .Values.entry "certificate") }}
CORS_ORIGINS: {{ printf "http://%s" .Values.entry.host | toJson }}
{{- else }}
CORS_ORIGINS: {{ printf "https://%s" .Values.entry.host | toJson }}
{{- end }}
{{- end }}
DATABASE_ADMIN_USER: nexus
DATABASE_HOST: postgres
DATABASE_KERNEL_CONNECTIONS: {{ printf "%d" (mul (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) 6) | toJson }}
DATABASE_NAME: nexus
DATABASE_POOL_SIZE: '6'
DATABASE_PORT: '5432'
DATABASE_USER: nexus_kernel
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
{{- if and (not (kindIs "invalid" (index .Values "signIn"))) (dig "developmentTokens" false .Values.signIn) }}
DEVELOPMENT_TOKENS: 'true'
{{- else }}
DEVELOPMENT_TOKENS: 'false'
{{- end }}
{{- end }}
IDLE_WORKSPACE_TIMEOUT_MS: {{ printf "%d" (mul (int64 .Values.limits.idleMinutes) 60000) | toJson }}
LOG_LEVEL: {{ .Values.logLevel | toJson }}
MAX_WORKSPACES_PER_POD: '50'
MULTI_TENANT_MODE: 'true'
NEXUS_OS_URL: http://nexus-os:4000
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
{{- if and (not (kindIs "invalid" (index .Values "signIn"))) (dig "adminRoles" (list "admin") .Values.signIn) }}
OIDC_ADMIN_ROLES: {{ join "," (dig "adminRoles" (list "admin") .Values.signIn) | toJson }}
{{- else }}
OIDC_ADMIN_ROLES: ''
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_AUDIENCE: {{ .Values.signIn.audience | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_CLIENT_ID: {{ .Values.signIn.clientId | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
{{- if and (not (kindIs "invalid" (index .Values "signIn"))) (kindIs "invalid" (index .Values.signIn "defaultRole")) }}
OIDC_DEFAULT_ROLE: ''
{{- else }}
OIDC_DEFAULT_ROLE: {{ .Values.signIn.defaultRole | toJson }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
{{- if and (not (kindIs "invalid" (index .Values "signIn"))) (dig "editorRoles" (list "editor") .Values.signIn) }}
OIDC_EDITOR_ROLES: {{ join "," (dig "editorRoles" (list "editor") .Values.signIn) | toJson }}
{{- else }}
OIDC_EDITOR_ROLES: ''
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_ISSUER: {{ .Values.signIn.issuer | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_PARAMETERS: {{ dig "parameters" "" .Values.signIn | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_ROLE_CLAIM: {{ dig "roleClaim" "roles" .Values.signIn | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_SCOPE: {{ dig "scope" "openid profile offline_access" .Values.signIn | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_TENANT_CLAIM: {{ dig "tenantClaim" "tenant" .Values.signIn | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
OIDC_USER_CLAIM: {{ dig "userClaim" "sub" .Values.signIn | toJson }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
{{- if and (not (kindIs "invalid" (index .Values "signIn"))) (dig "viewerRoles" (list "viewer") .Values.signIn) }}
OIDC_VIEWER_ROLES: {{ join "," (dig "viewerRoles" (list "viewer") .Values.signIn) | toJson }}
{{- else }}
OIDC_VIEWER_ROLES: ''
{{- end }}
{{- end }}
REDIS_HOST: redis
REDIS_PORT: '6379'
{{- if not (kindIs "invalid" (index .Values "signIn")) }}
{{- if and (not (kindIs "invalid" (index .Values "signIn"))) (dig "origins" (list ) .Values.signIn) }}
SIGN_IN_ORIGINS: {{ printf "%s %s" (regexFind "^[a-z]+://[^/?#]*" .Values.signIn.issuer) (join " " (dig "origins" (list ) .Values.signIn)) | toJson }}
{{- else }}
SIGN_IN_ORIGINS: {{ regexFind "^[a-z]+://[^/?#]*" .Values.signIn.issuer | toJson }}
{{- end }}
{{- end }}
TENANT_MAX_SOCKETS: {{ printf "%d" (int64 .Values.limits.tenantSockets) | toJson }}
TENANT_MAX_WORKSPACES: {{ printf "%d" (int64 .Values.limits.tenantWorkspaces) | toJson }}
TENANT_REQUESTS_PER_SECOND: {{ printf "%d" (int64 .Values.limits.tenantRequestsPerSecond) | toJson }}
TENANT_SHARE_PERCENT: {{ printf "%d" (int64 .Values.limits.tenantSharePercent) | toJson }}
TENANT_TOKENS_PER_DAY: {{ printf "%d" (int64 .Values.limits.tenantTokensPerDay) | toJson }}
USER_MAX_SOCKETS: {{ printf "%d" (int64 .Values.limits.userSockets) | toJson }}
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

{{- define "nexus.keys" -}}
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

{{- define "nexus.proxy-send-timeout" -}}
{{- printf "%ds" (int64 .Values.entry.websocketTimeoutSeconds) -}}
{{- end }}
