{{- define "nexus.instance" -}}
{{- printf "nexus-%s" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.namespace" -}}
{{- printf "%s-backup" (default .Release.Namespace .Values.namespace) -}}
{{- end }}

{{- define "nexus.namespace2" -}}
{{- printf "%s-logging" (default .Release.Namespace .Values.namespace) -}}
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

{{- define "nexus.content3" -}}
BACKUP_ENVIRONMENT: {{ default .Release.Name .Values.name | toJson }}
BACKUP_KEEP_DAILY: {{ printf "%d" (int64 (dig "keep" "daily" 7 .Values.backup)) | toJson }}
BACKUP_KEEP_LAST: {{ printf "%d" (int64 (dig "keep" "last" 3 .Values.backup)) | toJson }}
BACKUP_KEEP_MONTHLY: {{ printf "%d" (int64 (dig "keep" "monthly" 12 .Values.backup)) | toJson }}
BACKUP_KEEP_WEEKLY: {{ printf "%d" (int64 (dig "keep" "weekly" 5 .Values.backup)) | toJson }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
BACKUP_STORE: {{ printf "s3:%s/%s" .Values.backup.target.endpoint .Values.backup.target.bucket | toJson }}
{{- else }}
BACKUP_STORE: /store
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
BACKUP_STORE_REGION: {{ dig "target" "region" "us-east-1" .Values.backup | toJson }}
{{- else }}
BACKUP_STORE_REGION: ''
{{- end }}
DATABASE_ADMIN_USER: nexus
DATABASE_HOST: {{ printf "postgres.%s.svc" (default .Release.Namespace .Values.namespace) | toJson }}
DATABASE_NAME: nexus
LOG_LEVEL: {{ .Values.logLevel | toJson }}
{{- end }}

{{- define "nexus.nexus-backup-config" -}}
{{- printf "nexus-backup-config-%s" (include "nexus.content3" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.version-backup" -}}
{{- trimAll "-_." (trunc 63 .Values.images.backup.tag) -}}
{{- end }}

{{- define "nexus.content4" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- DATABASE_BACKUP_PASSWORD
- BACKUP_KEY
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
- AWS_ACCESS_KEY_ID
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
- AWS_SECRET_ACCESS_KEY
{{- end }}
{{- end }}

{{- define "nexus.keys-target" -}}
{{- include "nexus.content4" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.image-backup" -}}
{{- printf "%s/%s:%s@%s" (default .Values.registry .Values.images.backup.registry) .Values.images.backup.repository .Values.images.backup.tag .Values.images.backup.digest -}}
{{- end }}

{{- define "nexus.image-backup2" -}}
{{- printf "%s/%s:%s" (default .Values.registry .Values.images.backup.registry) .Values.images.backup.repository .Values.images.backup.tag -}}
{{- end }}

{{- define "nexus.content5" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- DATABASE_BACKUP_PASSWORD
- BACKUP_KEY
{{- end }}

{{- define "nexus.keys2" -}}
{{- include "nexus.content5" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content6" -}}
BACKUP_ENVIRONMENT: {{ default .Release.Name .Values.name | toJson }}
BACKUP_KEEP_DAILY: {{ printf "%d" (int64 (dig "keep" "daily" 7 .Values.backup)) | toJson }}
BACKUP_KEEP_LAST: {{ printf "%d" (int64 (dig "keep" "last" 3 .Values.backup)) | toJson }}
BACKUP_KEEP_MONTHLY: {{ printf "%d" (int64 (dig "keep" "monthly" 12 .Values.backup)) | toJson }}
BACKUP_KEEP_WEEKLY: {{ printf "%d" (int64 (dig "keep" "weekly" 5 .Values.backup)) | toJson }}
BACKUP_STORE: /store
BACKUP_STORE_REGION: ''
DATABASE_ADMIN_USER: nexus
DATABASE_HOST: {{ printf "postgres.%s.svc" (default .Release.Namespace .Values.namespace) | toJson }}
DATABASE_NAME: nexus
LOG_LEVEL: {{ .Values.logLevel | toJson }}
{{- end }}

{{- define "nexus.nexus-backup-config2" -}}
{{- printf "nexus-backup-config-%s" (include "nexus.content6" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content7" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- DATABASE_BACKUP_PASSWORD
- BACKUP_KEY
- AWS_ACCESS_KEY_ID
- AWS_SECRET_ACCESS_KEY
{{- end }}

{{- define "nexus.keys3" -}}
{{- include "nexus.content7" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content8" -}}
BACKUP_ENVIRONMENT: {{ default .Release.Name .Values.name | toJson }}
BACKUP_KEEP_DAILY: {{ printf "%d" (int64 (dig "keep" "daily" 7 .Values.backup)) | toJson }}
BACKUP_KEEP_LAST: {{ printf "%d" (int64 (dig "keep" "last" 3 .Values.backup)) | toJson }}
BACKUP_KEEP_MONTHLY: {{ printf "%d" (int64 (dig "keep" "monthly" 12 .Values.backup)) | toJson }}
BACKUP_KEEP_WEEKLY: {{ printf "%d" (int64 (dig "keep" "weekly" 5 .Values.backup)) | toJson }}
BACKUP_STORE: {{ printf "s3:%s/%s" .Values.backup.target.endpoint .Values.backup.target.bucket | toJson }}
BACKUP_STORE_REGION: {{ dig "target" "region" "us-east-1" .Values.backup | toJson }}
DATABASE_ADMIN_USER: nexus
DATABASE_HOST: {{ printf "postgres.%s.svc" (default .Release.Namespace .Values.namespace) | toJson }}
DATABASE_NAME: nexus
LOG_LEVEL: {{ .Values.logLevel | toJson }}
{{- end }}

{{- define "nexus.nexus-backup-config3" -}}
{{- printf "nexus-backup-config-%s" (include "nexus.content8" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.version-elasticsearch" -}}
{{- trimAll "-_." (trunc 63 .Values.images.elasticsearch.tag) -}}
{{- end }}

{{- define "nexus.content9" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- LOGS_ADMIN_PASSWORD
- LOGS_PAGE_PASSWORD
- LOGS_PASSWORD
{{- end }}

{{- define "nexus.keys4" -}}
{{- include "nexus.content9" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.image-elasticsearch" -}}
{{- printf "%s/%s:%s@%s" (default .Values.registry .Values.images.elasticsearch.registry) .Values.images.elasticsearch.repository .Values.images.elasticsearch.tag .Values.images.elasticsearch.digest -}}
{{- end }}

{{- define "nexus.image-elasticsearch2" -}}
{{- printf "%s/%s:%s" (default .Values.registry .Values.images.elasticsearch.registry) .Values.images.elasticsearch.repository .Values.images.elasticsearch.tag -}}
{{- end }}

{{- define "nexus.storage-backend" -}}
{{- include "nexus-gitops.quantity.canonical" (dig "backend" "storage" "20Gi" .Values.logging) -}}
{{- end }}

{{- define "nexus.version-kibana" -}}
{{- trimAll "-_." (trunc 63 .Values.images.kibana.tag) -}}
{{- end }}

{{- define "nexus.content10" -}}
mapping.json: |
  {
    "dynamic": false,
    "properties": {
      "@timestamp": {
        "type": "date"
      },
      "timestamp": {
        "type": "date"
      },
      "message": {
        "type": "text"
      },
      "level": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "service": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "workspaceId": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "userId": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "tenant": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "requestId": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "kubernetes": {
        "dynamic": false,
        "properties": {
          "namespace_name": {
            "type": "keyword",
            "ignore_above": 1024
          },
          "pod_name": {
            "type": "keyword",
            "ignore_above": 1024
          },
          "container_name": {
            "type": "keyword",
            "ignore_above": 1024
          }
        }
      }
    }
  }
objects.ndjson: {{ printf "{\"attributes\":{\"timeFieldName\":\"timestamp\",\"title\":\"nexus-%s\"},\"id\":\"nexus-lines\",\"references\":[],\"type\":\"index-pattern\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"level: (warn or error)\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"What went wrong\"},\"id\":\"nexus-errors\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"workspaceId: * and message: workspace\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"Life of the workspaces\"},\"id\":\"nexus-workspaces\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"requestId: *\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"Requests\"},\"id\":\"nexus-requests\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"title\":\"Lines by level\",\"uiStateJSON\":\"{}\",\"visState\":\"{\\\"title\\\": \\\"Lines by level\\\", \\\"type\\\": \\\"histogram\\\", \\\"params\\\": {}, \\\"aggs\\\": [{\\\"id\\\": \\\"1\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"count\\\", \\\"schema\\\": \\\"metric\\\", \\\"params\\\": {}}, {\\\"id\\\": \\\"2\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"date_histogram\\\", \\\"schema\\\": \\\"segment\\\", \\\"params\\\": {\\\"field\\\": \\\"timestamp\\\", \\\"interval\\\": \\\"auto\\\"}}, {\\\"id\\\": \\\"3\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"terms\\\", \\\"schema\\\": \\\"group\\\", \\\"params\\\": {\\\"field\\\": \\\"level\\\", \\\"size\\\": 10, \\\"order\\\": \\\"desc\\\", \\\"orderBy\\\": \\\"1\\\"}}]}\"},\"id\":\"nexus-levels\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"visualization\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"title\":\"Lines by service\",\"uiStateJSON\":\"{}\",\"visState\":\"{\\\"title\\\": \\\"Lines by service\\\", \\\"type\\\": \\\"table\\\", \\\"params\\\": {}, \\\"aggs\\\": [{\\\"id\\\": \\\"1\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"count\\\", \\\"schema\\\": \\\"metric\\\", \\\"params\\\": {}}, {\\\"id\\\": \\\"2\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"terms\\\", \\\"schema\\\": \\\"bucket\\\", \\\"params\\\": {\\\"field\\\": \\\"service\\\", \\\"size\\\": 10, \\\"order\\\": \\\"desc\\\", \\\"orderBy\\\": \\\"1\\\"}}]}\"},\"id\":\"nexus-services\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"visualization\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}}\"},\"optionsJSON\":\"{\\\"useMargins\\\": true}\",\"panelsJSON\":\"[{\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 0, \\\"w\\\": 24, \\\"h\\\": 15, \\\"i\\\": \\\"0\\\"}, \\\"panelIndex\\\": \\\"0\\\", \\\"panelRefName\\\": \\\"panel_0\\\"}, {\\\"gridData\\\": {\\\"x\\\": 24, \\\"y\\\": 0, \\\"w\\\": 24, \\\"h\\\": 15, \\\"i\\\": \\\"1\\\"}, \\\"panelIndex\\\": \\\"1\\\", \\\"panelRefName\\\": \\\"panel_1\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 15, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"2\\\"}, \\\"panelIndex\\\": \\\"2\\\", \\\"panelRefName\\\": \\\"panel_2\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 30, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"3\\\"}, \\\"panelIndex\\\": \\\"3\\\", \\\"panelRefName\\\": \\\"panel_3\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 45, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"4\\\"}, \\\"panelIndex\\\": \\\"4\\\", \\\"panelRefName\\\": \\\"panel_4\\\"}]\",\"timeFrom\":\"now-24h\",\"timeRestore\":true,\"timeTo\":\"now\",\"title\":\"Nexus\"},\"id\":\"nexus\",\"references\":[{\"id\":\"nexus-levels\",\"name\":\"panel_0\",\"type\":\"visualization\"},{\"id\":\"nexus-services\",\"name\":\"panel_1\",\"type\":\"visualization\"},{\"id\":\"nexus-errors\",\"name\":\"panel_2\",\"type\":\"search\"},{\"id\":\"nexus-workspaces\",\"name\":\"panel_3\",\"type\":\"search\"},{\"id\":\"nexus-requests\",\"name\":\"panel_4\",\"type\":\"search\"}],\"type\":\"dashboard\"}\n" (default .Release.Name .Values.name) | toJson }}
policy.json: {{ printf "{\n  \"policy\": {\n    \"phases\": {\n      \"hot\": {\n        \"actions\": {\n          \"rollover\": {\n            \"max_age\": \"1d\",\n            \"max_primary_shard_size\": \"10gb\"\n          }\n        }\n      },\n      \"delete\": {\n        \"min_age\": \"%dd\",\n        \"actions\": {\n          \"delete\": {}\n        }\n      }\n    }\n  }\n}\n" (int64 (dig "retentionDays" 14 .Values.logging)) | toJson }}
role.json: {{ printf "{\n  \"cluster\": [\n    \"monitor\"\n  ],\n  \"indices\": [\n    {\n      \"names\": [\n        \"nexus-%s\"\n      ],\n      \"privileges\": [\n        \"read\",\n        \"create_doc\"\n      ]\n    }\n  ]\n}\n" (default .Release.Name .Values.name) | toJson }}
setup.sh: |
  # Brings a store, and its page, to what is said beside this file. Each run may find any part of it done.
  set -eu
  umask 077
  work=$(mktemp -d)

  quoted() {
    printf %s "$1" | sed 's/[\\"]/\\&/g'
  }
  printf 'user = "%s:%s"\n' "$ADMIN" "$(quoted "$LOGS_ADMIN_PASSWORD")" > "$work/admin"

  # ask METHOD PATH [ARGUMENT OF CURL...]: prints the answer; nobody answering is tried again.
  ask() {
    method=$1 path=$2
    shift 2
    curl --config "$work/admin" --silent --show-error --retry 60 --retry-delay 5 --retry-connrefused \
      --max-time 60 --header 'Accept: application/json' --output "$work/answer" --write-out '%{http_code}' --request "$method" "$@" \
      "$STORE$path" > "$work/status"
    cat "$work/answer"
  }

  answered() {
    case $(cat "$work/status") in
      2??) ;;
      *)
        echo "$1: $(cat "$work/status") $(cat "$work/answer")" >&2
        exit 1
        ;;
    esac
  }

  # tell METHOD PATH FILE: the file must be taken.
  tell() {
    ask "$1" "$2" --header 'Content-Type: application/json' --data-binary "@$3" > /dev/null
    answered "$1 $2"
    echo "$1 $2"
  }

  password() {
    printf '{"password": "%s"%s}' "$(quoted "$1")" "${2:-}" > "$work/password"
  }

  stream() {
    ask GET "/_data_stream/$STREAM" > /dev/null
    if [ "$(cat "$work/status")" = 404 ]; then
      ask PUT "/_data_stream/$STREAM" > /dev/null
      answered "PUT /_data_stream/$STREAM"
    else
      tell PUT "/$STREAM/_mapping" "$SAID/mapping.json"
    fi
  }

  page() {
    until curl --config "$work/admin" --silent --fail --max-time 10 --output /dev/null "$PAGE/api/status"; do
      echo "waiting for $PAGE"
      sleep 5
    done
    STORE=$PAGE
    ask POST "/api/saved_objects/_import?overwrite=true" --header "$1: true" \
      --form "file=@$SAID/objects.ndjson;type=application/ndjson" > "$work/imported"
    answered "what the page shows"
    if ! grep -q '"success":true' "$work/imported"; then
      cat "$work/imported" >&2
      exit 1
    fi
  }

  ask GET /_cluster/health > /dev/null
  answered "the store"

  password "$LOGS_PAGE_PASSWORD"
  tell POST /_security/user/kibana_system/_password "$work/password"
  tell PUT /_security/role/nexus "$SAID/role.json"
  password "$LOGS_PASSWORD" ', "roles": ["nexus", "viewer"]'
  tell PUT /_security/user/nexus "$work/password"
  tell PUT "/_ilm/policy/$STREAM" "$SAID/policy.json"
  tell PUT "/_index_template/$STREAM" "$SAID/template.json"
  stream
  page kbn-xsrf
template.json: {{ printf "{\n  \"index_patterns\": [\n    \"nexus-%s\"\n  ],\n  \"priority\": 200,\n  \"data_stream\": {},\n  \"template\": {\n    \"settings\": {\n      \"number_of_shards\": 1,\n      \"number_of_replicas\": 0,\n      \"index.lifecycle.name\": \"nexus-%s\"\n    },\n    \"mappings\": {\n      \"dynamic\": false,\n      \"properties\": {\n        \"@timestamp\": {\n          \"type\": \"date\"\n        },\n        \"timestamp\": {\n          \"type\": \"date\"\n        },\n        \"message\": {\n          \"type\": \"text\"\n        },\n        \"level\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"service\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"workspaceId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"userId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"tenant\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"requestId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"kubernetes\": {\n          \"dynamic\": false,\n          \"properties\": {\n            \"namespace_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"pod_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"container_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            }\n          }\n        }\n      }\n    }\n  }\n}\n" (default .Release.Name .Values.name) (default .Release.Name .Values.name) | toJson }}
{{- end }}

{{- define "nexus.elasticsearch-setup-config" -}}
{{- printf "elasticsearch-setup-config-%s" (include "nexus.content10" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content11" -}}
activeDeadlineSeconds: 1800
backoffLimit: 3
template:
  metadata:
    {{- if not (eq .Values.secrets.kind "cluster") }}
    annotations:
      checksum/keys: {{ include "nexus.keys4" . | toJson }}
    {{- end }}
    labels:
      app.kubernetes.io/component: elasticsearch-setup
      app.kubernetes.io/instance: {{ include "nexus.instance" . | toJson }}
      app.kubernetes.io/managed-by: nexus-gitops
      app.kubernetes.io/name: elasticsearch-setup
      app.kubernetes.io/part-of: nexus
      {{- if include "nexus.version-elasticsearch" . }}
      app.kubernetes.io/version: {{ include "nexus.version-elasticsearch" . | toJson }}
      {{- end }}
  spec:
    automountServiceAccountToken: false
    containers:
    - command:
      - bash
      - /said/setup.sh
      env:
      - name: STORE
        value: http://elasticsearch:9200
      - name: PAGE
        value: http://kibana:5601
      - name: ADMIN
        value: elastic
      - name: STREAM
        value: {{ include "nexus.instance" . | toJson }}
      - name: SAID
        value: /said
      - name: LOGS_ADMIN_PASSWORD
        valueFrom:
          secretKeyRef:
            key: LOGS_ADMIN_PASSWORD
            name: nexus-logging-secrets
      - name: LOGS_PAGE_PASSWORD
        valueFrom:
          secretKeyRef:
            key: LOGS_PAGE_PASSWORD
            name: nexus-logging-secrets
      - name: LOGS_PASSWORD
        valueFrom:
          secretKeyRef:
            key: LOGS_PASSWORD
            name: nexus-logging-secrets
      {{- if .Values.images.elasticsearch.digest }}
      image: {{ include "nexus.image-elasticsearch" . | toJson }}
      {{- else }}
      image: {{ include "nexus.image-elasticsearch2" . | toJson }}
      {{- end }}
      imagePullPolicy: IfNotPresent
      name: elasticsearch-setup
      resources:
        limits:
          cpu: 500m
          memory: 128Mi
        requests:
          cpu: 50m
          memory: 64Mi
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
          - ALL
        readOnlyRootFilesystem: true
        runAsNonRoot: true
        runAsUser: 1000
      volumeMounts:
      - mountPath: /said
        name: elasticsearch-setup-config
        readOnly: true
      - mountPath: /tmp
        name: tmp
    enableServiceLinks: false
    restartPolicy: Never
    securityContext:
      fsGroup: 1000
      fsGroupChangePolicy: OnRootMismatch
      runAsGroup: 1000
      runAsNonRoot: true
      runAsUser: 1000
      seccompProfile:
        type: RuntimeDefault
    serviceAccountName: elasticsearch-setup
    terminationGracePeriodSeconds: 30
    volumes:
    - configMap:
        name: {{ include "nexus.elasticsearch-setup-config" . | toJson }}
      name: elasticsearch-setup-config
    - emptyDir:
        sizeLimit: 16Mi
      name: tmp
{{- end }}

{{- define "nexus.elasticsearch-setup" -}}
{{- printf "elasticsearch-setup-%s" (include "nexus.content11" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content12" -}}
contract.lua: |
  -- Makes of every line what the platform's own services write: timestamp, level, service, message.
  --
  -- Fluent Bit has taken a line that is a JSON object apart already; any other is in `log`, the
  -- runtime's time of both in `time`.

  local LEVELS = {
    trace = "debug", debug = "debug", debug1 = "debug", debug2 = "debug", debug3 = "debug",
    debug4 = "debug", debug5 = "debug", info = "info", information = "info", notice = "info",
    log = "info", warn = "warn", warning = "warn", error = "error", err = "error", crit = "error",
    critical = "error", alert = "error", emerg = "error", fatal = "error", panic = "error",
  }

  -- Redis: the sign after its time, from debug to warning.
  local REDIS = { ["."] = "debug", ["-"] = "debug", ["*"] = "info", ["#"] = "warn" }

  -- `2026-01-01 00:00:00.000 UTC [42] FATAL:  the database system is starting up`
  local function postgres(line)
    local level, message = line:match("^%d+%-%d%d%-%d%d %d%d:%d%d:%d%d%.%d+ %S+ %[%d+%] .-(%u+%d?):  (.*)$")
    -- HINT, DETAIL, STATEMENT and the like belong to the line before, whatever its level.
    return level and (LEVELS[level:lower()] or "info"), message
  end

  -- `1:M 01 Jan 2026 00:00:00.000 * Ready to accept connections tcp`
  local function redis(line)
    local sign, message = line:match("^%d+:%u %d+ %a+ %d+ %d%d:%d%d:%d%d%.%d+ ([%.%-%*#]) (.*)$")
    return sign and REDIS[sign], message
  end

  -- `2026/01/01 00:00:00 [error] 7#7: *1 connect() failed`
  local function nginx(line)
    local level, message = line:match("^%d+/%d%d/%d%d %d%d:%d%d:%d%d %[(%l+)%] (.*)$")
    return level and LEVELS[level], message
  end

  -- `time=2026-01-01T00:00:00.000Z level=INFO source=server.go:1 msg="Listening"`
  local function logfmt(line)
    local level = line:match("^level=(%a+) ") or line:match(" level=(%a+) ")
    local message = line:match(' msg="(.-[^\\])"') or line:match(" msg=(%S+)")
    return level and LEVELS[level:lower()], level and (message or line)
  end

  local FORMS = { postgres, redis, nginx, logfmt }

  local function read(line)
    for _, form in ipairs(FORMS) do
      local level, message = form(line)
      if level and message then
        return level, message
      end
    end
    return "info", line
  end

  function to_contract(tag, timestamp, record)
    local container = record.kubernetes and record.kubernetes.container_name
    if record.log ~= nil then
      record.level, record.message = read(record.log)
      record.log = nil
    end
    record.level = LEVELS[tostring(record.level):lower()] or "info"
    record.message = record.message or record.msg or ""
    -- A store refuses a line whose time it cannot read.
    if not tostring(record.timestamp):match("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.?%d*Z$") then
      record.timestamp = record.time
    end
    record.service = record.service or container
    record.time, record._p = nil, nil
    return 2, timestamp, record
  end
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (eq (dig "backend" "kind" "victorialogs" .Values.logging) "elasticsearch") }}
{{- if kindIs "invalid" (index .Values "backup") }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: 'warn'\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: '/buffer/chunks'\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: 'tail'\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: 'cri'\n    db: '/buffer/positions.db'\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: 'filesystem'\n  filters:\n  - name: 'kubernetes'\n    match: 'kube.*'\n    kube_tag_prefix: 'kube.var.log.containers.'\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: 'lua'\n    match: 'kube.*'\n    script: '/fluent-bit/etc/nexus/contract.lua'\n    call: 'to_contract'\n  outputs:\n  - name: 'es'\n    host: 'elasticsearch'\n    port: 9200\n    index: 'nexus-%s'\n    suppress_type_name: true\n    write_operation: 'create'\n    generate_id: true\n    trace_error: true\n    compress: 'gzip'\n    http_user: 'nexus'\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Name .Values.name) | toJson }}
{{- else }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: 'warn'\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: '/buffer/chunks'\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: 'tail'\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-backup_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: 'cri'\n    db: '/buffer/positions.db'\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: 'filesystem'\n  filters:\n  - name: 'kubernetes'\n    match: 'kube.*'\n    kube_tag_prefix: 'kube.var.log.containers.'\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: 'lua'\n    match: 'kube.*'\n    script: '/fluent-bit/etc/nexus/contract.lua'\n    call: 'to_contract'\n  outputs:\n  - name: 'es'\n    host: 'elasticsearch'\n    port: 9200\n    index: 'nexus-%s'\n    suppress_type_name: true\n    write_operation: 'create'\n    generate_id: true\n    trace_error: true\n    compress: 'gzip'\n    http_user: 'nexus'\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Name .Values.name) | toJson }}
{{- end }}
{{- else }}
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (eq (dig "backend" "kind" "victorialogs" .Values.logging) "victorialogs") }}
{{- if kindIs "invalid" (index .Values "backup") }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: 'warn'\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: '/buffer/chunks'\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: 'tail'\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: 'cri'\n    db: '/buffer/positions.db'\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: 'filesystem'\n  filters:\n  - name: 'kubernetes'\n    match: 'kube.*'\n    kube_tag_prefix: 'kube.var.log.containers.'\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: 'lua'\n    match: 'kube.*'\n    script: '/fluent-bit/etc/nexus/contract.lua'\n    call: 'to_contract'\n  outputs:\n  - name: 'http'\n    host: 'victoria-logs'\n    port: 9428\n    uri: '/insert/jsonline?_stream_fields=service,kubernetes.namespace_name&_msg_field=message&_time_field=timestamp'\n    format: 'json_lines'\n    json_date_key: false\n    compress: 'gzip'\n    http_user: 'nexus'\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) | toJson }}
{{- else }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: 'warn'\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: '/buffer/chunks'\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: 'tail'\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-backup_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: 'cri'\n    db: '/buffer/positions.db'\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: 'filesystem'\n  filters:\n  - name: 'kubernetes'\n    match: 'kube.*'\n    kube_tag_prefix: 'kube.var.log.containers.'\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: 'lua'\n    match: 'kube.*'\n    script: '/fluent-bit/etc/nexus/contract.lua'\n    call: 'to_contract'\n  outputs:\n  - name: 'http'\n    host: 'victoria-logs'\n    port: 9428\n    uri: '/insert/jsonline?_stream_fields=service,kubernetes.namespace_name&_msg_field=message&_time_field=timestamp'\n    format: 'json_lines'\n    json_date_key: false\n    compress: 'gzip'\n    http_user: 'nexus'\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) | toJson }}
{{- end }}
{{- else }}
{{- if kindIs "invalid" (index .Values "backup") }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: 'warn'\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: '/buffer/chunks'\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: 'tail'\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: 'cri'\n    db: '/buffer/positions.db'\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: 'filesystem'\n  filters:\n  - name: 'kubernetes'\n    match: 'kube.*'\n    kube_tag_prefix: 'kube.var.log.containers.'\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: 'lua'\n    match: 'kube.*'\n    script: '/fluent-bit/etc/nexus/contract.lua'\n    call: 'to_contract'\n  outputs:\n  - name: 'opensearch'\n    host: 'opensearch'\n    port: 9200\n    index: 'nexus-%s'\n    suppress_type_name: true\n    write_operation: 'create'\n    generate_id: true\n    trace_error: true\n    compress: 'gzip'\n    http_user: 'nexus'\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Name .Values.name) | toJson }}
{{- else }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: 'warn'\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: '/buffer/chunks'\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: 'tail'\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-backup_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: 'cri'\n    db: '/buffer/positions.db'\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: 'filesystem'\n  filters:\n  - name: 'kubernetes'\n    match: 'kube.*'\n    kube_tag_prefix: 'kube.var.log.containers.'\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: 'lua'\n    match: 'kube.*'\n    script: '/fluent-bit/etc/nexus/contract.lua'\n    call: 'to_contract'\n  outputs:\n  - name: 'opensearch'\n    host: 'opensearch'\n    port: 9200\n    index: 'nexus-%s'\n    suppress_type_name: true\n    write_operation: 'create'\n    generate_id: true\n    trace_error: true\n    compress: 'gzip'\n    http_user: 'nexus'\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Name .Values.name) | toJson }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "nexus.fluent-bit-config" -}}
{{- printf "fluent-bit-config-%s" (include "nexus.content12" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.version-fluent-bit" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "fluent-bit").tag) -}}
{{- end }}

{{- define "nexus.content13" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (not (eq (dig "backend" "kind" "victorialogs" .Values.logging) "victorialogs")) }}
- LOGS_ADMIN_PASSWORD
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (not (eq (dig "backend" "kind" "victorialogs" .Values.logging) "victorialogs")) }}
- LOGS_PAGE_PASSWORD
{{- end }}
- LOGS_PASSWORD
{{- end }}

{{- define "nexus.keys-backend" -}}
{{- include "nexus.content13" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.version-victoria-logs" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "victoria-logs").tag) -}}
{{- end }}

{{- define "nexus.content14" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- LOGS_PASSWORD
{{- end }}

{{- define "nexus.keys5" -}}
{{- include "nexus.content14" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.version-opensearch" -}}
{{- trimAll "-_." (trunc 63 .Values.images.opensearch.tag) -}}
{{- end }}

{{- define "nexus.image-opensearch" -}}
{{- printf "%s/%s:%s@%s" (default .Values.registry .Values.images.opensearch.registry) .Values.images.opensearch.repository .Values.images.opensearch.tag .Values.images.opensearch.digest -}}
{{- end }}

{{- define "nexus.image-opensearch2" -}}
{{- printf "%s/%s:%s" (default .Values.registry .Values.images.opensearch.registry) .Values.images.opensearch.repository .Values.images.opensearch.tag -}}
{{- end }}

{{- define "nexus.version-opensearch-dashboards" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "opensearch-dashboards").tag) -}}
{{- end }}

{{- define "nexus.content15" -}}
mapping.json: |
  {
    "dynamic": false,
    "properties": {
      "@timestamp": {
        "type": "date"
      },
      "timestamp": {
        "type": "date"
      },
      "message": {
        "type": "text"
      },
      "level": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "service": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "workspaceId": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "userId": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "tenant": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "requestId": {
        "type": "keyword",
        "ignore_above": 1024
      },
      "kubernetes": {
        "dynamic": false,
        "properties": {
          "namespace_name": {
            "type": "keyword",
            "ignore_above": 1024
          },
          "pod_name": {
            "type": "keyword",
            "ignore_above": 1024
          },
          "container_name": {
            "type": "keyword",
            "ignore_above": 1024
          }
        }
      }
    }
  }
objects.ndjson: {{ printf "{\"attributes\":{\"timeFieldName\":\"timestamp\",\"title\":\"nexus-%s\"},\"id\":\"nexus-lines\",\"references\":[],\"type\":\"index-pattern\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"level: (warn or error)\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"What went wrong\"},\"id\":\"nexus-errors\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"workspaceId: * and message: workspace\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"Life of the workspaces\"},\"id\":\"nexus-workspaces\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"requestId: *\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"Requests\"},\"id\":\"nexus-requests\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"title\":\"Lines by level\",\"uiStateJSON\":\"{}\",\"visState\":\"{\\\"title\\\": \\\"Lines by level\\\", \\\"type\\\": \\\"histogram\\\", \\\"params\\\": {}, \\\"aggs\\\": [{\\\"id\\\": \\\"1\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"count\\\", \\\"schema\\\": \\\"metric\\\", \\\"params\\\": {}}, {\\\"id\\\": \\\"2\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"date_histogram\\\", \\\"schema\\\": \\\"segment\\\", \\\"params\\\": {\\\"field\\\": \\\"timestamp\\\", \\\"interval\\\": \\\"auto\\\"}}, {\\\"id\\\": \\\"3\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"terms\\\", \\\"schema\\\": \\\"group\\\", \\\"params\\\": {\\\"field\\\": \\\"level\\\", \\\"size\\\": 10, \\\"order\\\": \\\"desc\\\", \\\"orderBy\\\": \\\"1\\\"}}]}\"},\"id\":\"nexus-levels\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"visualization\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"title\":\"Lines by service\",\"uiStateJSON\":\"{}\",\"visState\":\"{\\\"title\\\": \\\"Lines by service\\\", \\\"type\\\": \\\"table\\\", \\\"params\\\": {}, \\\"aggs\\\": [{\\\"id\\\": \\\"1\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"count\\\", \\\"schema\\\": \\\"metric\\\", \\\"params\\\": {}}, {\\\"id\\\": \\\"2\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"terms\\\", \\\"schema\\\": \\\"bucket\\\", \\\"params\\\": {\\\"field\\\": \\\"service\\\", \\\"size\\\": 10, \\\"order\\\": \\\"desc\\\", \\\"orderBy\\\": \\\"1\\\"}}]}\"},\"id\":\"nexus-services\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"visualization\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}}\"},\"optionsJSON\":\"{\\\"useMargins\\\": true}\",\"panelsJSON\":\"[{\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 0, \\\"w\\\": 24, \\\"h\\\": 15, \\\"i\\\": \\\"0\\\"}, \\\"panelIndex\\\": \\\"0\\\", \\\"panelRefName\\\": \\\"panel_0\\\"}, {\\\"gridData\\\": {\\\"x\\\": 24, \\\"y\\\": 0, \\\"w\\\": 24, \\\"h\\\": 15, \\\"i\\\": \\\"1\\\"}, \\\"panelIndex\\\": \\\"1\\\", \\\"panelRefName\\\": \\\"panel_1\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 15, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"2\\\"}, \\\"panelIndex\\\": \\\"2\\\", \\\"panelRefName\\\": \\\"panel_2\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 30, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"3\\\"}, \\\"panelIndex\\\": \\\"3\\\", \\\"panelRefName\\\": \\\"panel_3\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 45, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"4\\\"}, \\\"panelIndex\\\": \\\"4\\\", \\\"panelRefName\\\": \\\"panel_4\\\"}]\",\"timeFrom\":\"now-24h\",\"timeRestore\":true,\"timeTo\":\"now\",\"title\":\"Nexus\"},\"id\":\"nexus\",\"references\":[{\"id\":\"nexus-levels\",\"name\":\"panel_0\",\"type\":\"visualization\"},{\"id\":\"nexus-services\",\"name\":\"panel_1\",\"type\":\"visualization\"},{\"id\":\"nexus-errors\",\"name\":\"panel_2\",\"type\":\"search\"},{\"id\":\"nexus-workspaces\",\"name\":\"panel_3\",\"type\":\"search\"},{\"id\":\"nexus-requests\",\"name\":\"panel_4\",\"type\":\"search\"}],\"type\":\"dashboard\"}\n" (default .Release.Name .Values.name) | toJson }}
policy.json: {{ printf "{\n  \"policy\": {\n    \"description\": \"Lines of nexus-%s\",\n    \"default_state\": \"written\",\n    \"states\": [\n      {\n        \"name\": \"written\",\n        \"actions\": [\n          {\n            \"rollover\": {\n              \"min_index_age\": \"1d\",\n              \"min_primary_shard_size\": \"10gb\"\n            }\n          }\n        ],\n        \"transitions\": [\n          {\n            \"state_name\": \"over\",\n            \"conditions\": {\n              \"min_rollover_age\": \"%dd\"\n            }\n          }\n        ]\n      },\n      {\n        \"name\": \"over\",\n        \"actions\": [\n          {\n            \"delete\": {}\n          }\n        ],\n        \"transitions\": []\n      }\n    ],\n    \"ism_template\": [\n      {\n        \"index_patterns\": [\n          \"nexus-%s\"\n        ],\n        \"priority\": 200\n      }\n    ]\n  }\n}\n" (default .Release.Name .Values.name) (int64 (dig "retentionDays" 14 .Values.logging)) (default .Release.Name .Values.name) | toJson }}
role-mapping.json: |
  {
    "users": [
      "nexus"
    ]
  }
role.json: {{ printf "{\n  \"cluster_permissions\": [\n    \"cluster_composite_ops\",\n    \"cluster_monitor\"\n  ],\n  \"index_permissions\": [\n    {\n      \"index_patterns\": [\n        \"nexus-%s\",\n        \".ds-nexus-%s-*\"\n      ],\n      \"allowed_actions\": [\n        \"read\",\n        \"index\"\n      ]\n    }\n  ]\n}\n" (default .Release.Name .Values.name) (default .Release.Name .Values.name) | toJson }}
setup.sh: |
  # Brings a store, and its page, to what is said beside this file. Each run may find any part of it done.
  set -eu
  umask 077
  work=$(mktemp -d)

  quoted() {
    printf %s "$1" | sed 's/[\\"]/\\&/g'
  }
  printf 'user = "%s:%s"\n' "$ADMIN" "$(quoted "$LOGS_ADMIN_PASSWORD")" > "$work/admin"

  # ask METHOD PATH [ARGUMENT OF CURL...]: prints the answer; nobody answering is tried again.
  ask() {
    method=$1 path=$2
    shift 2
    curl --config "$work/admin" --silent --show-error --retry 60 --retry-delay 5 --retry-connrefused \
      --max-time 60 --header 'Accept: application/json' --output "$work/answer" --write-out '%{http_code}' --request "$method" "$@" \
      "$STORE$path" > "$work/status"
    cat "$work/answer"
  }

  answered() {
    case $(cat "$work/status") in
      2??) ;;
      *)
        echo "$1: $(cat "$work/status") $(cat "$work/answer")" >&2
        exit 1
        ;;
    esac
  }

  # tell METHOD PATH FILE: the file must be taken.
  tell() {
    ask "$1" "$2" --header 'Content-Type: application/json' --data-binary "@$3" > /dev/null
    answered "$1 $2"
    echo "$1 $2"
  }

  password() {
    printf '{"password": "%s"%s}' "$(quoted "$1")" "${2:-}" > "$work/password"
  }

  stream() {
    ask GET "/_data_stream/$STREAM" > /dev/null
    if [ "$(cat "$work/status")" = 404 ]; then
      ask PUT "/_data_stream/$STREAM" > /dev/null
      answered "PUT /_data_stream/$STREAM"
    else
      tell PUT "/$STREAM/_mapping" "$SAID/mapping.json"
    fi
  }

  page() {
    until curl --config "$work/admin" --silent --fail --max-time 10 --output /dev/null "$PAGE/api/status"; do
      echo "waiting for $PAGE"
      sleep 5
    done
    STORE=$PAGE
    ask POST "/api/saved_objects/_import?overwrite=true" --header "$1: true" \
      --form "file=@$SAID/objects.ndjson;type=application/ndjson" > "$work/imported"
    answered "what the page shows"
    if ! grep -q '"success":true' "$work/imported"; then
      cat "$work/imported" >&2
      exit 1
    fi
  }

  ask GET /_cluster/health > /dev/null
  answered "the store"

  password "$LOGS_PAGE_PASSWORD"
  tell PUT /_plugins/_security/api/internalusers/kibanaserver "$work/password"
  password "$LOGS_PASSWORD" ', "backend_roles": ["kibanauser"]'
  tell PUT /_plugins/_security/api/internalusers/nexus "$work/password"
  tell PUT /_plugins/_security/api/roles/nexus "$SAID/role.json"
  tell PUT /_plugins/_security/api/rolesmapping/nexus "$SAID/role-mapping.json"

  # What is there is changed only by whoever says which version it saw.
  policy=/_plugins/_ism/policies/$STREAM
  found=$(ask GET "$policy")
  if [ "$(cat "$work/status")" = 200 ]; then
    number=$(printf %s "$found" | sed 's/.*"_seq_no":\([0-9]*\).*/\1/')
    term=$(printf %s "$found" | sed 's/.*"_primary_term":\([0-9]*\).*/\1/')
    tell PUT "$policy?if_seq_no=$number&if_primary_term=$term" "$SAID/policy.json"
    printf '{"policy_id": "%s"}' "$STREAM" > "$work/policy"
    tell POST "/_plugins/_ism/change_policy/$STREAM" "$work/policy"
  else
    tell PUT "$policy" "$SAID/policy.json"
  fi

  tell PUT "/_index_template/$STREAM" "$SAID/template.json"
  stream
  page osd-xsrf
template.json: {{ printf "{\n  \"index_patterns\": [\n    \"nexus-%s\"\n  ],\n  \"priority\": 200,\n  \"data_stream\": {},\n  \"template\": {\n    \"settings\": {\n      \"number_of_shards\": 1,\n      \"number_of_replicas\": 0\n    },\n    \"mappings\": {\n      \"dynamic\": false,\n      \"properties\": {\n        \"@timestamp\": {\n          \"type\": \"date\"\n        },\n        \"timestamp\": {\n          \"type\": \"date\"\n        },\n        \"message\": {\n          \"type\": \"text\"\n        },\n        \"level\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"service\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"workspaceId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"userId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"tenant\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"requestId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"kubernetes\": {\n          \"dynamic\": false,\n          \"properties\": {\n            \"namespace_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"pod_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"container_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            }\n          }\n        }\n      }\n    }\n  }\n}\n" (default .Release.Name .Values.name) | toJson }}
{{- end }}

{{- define "nexus.opensearch-setup-config" -}}
{{- printf "opensearch-setup-config-%s" (include "nexus.content15" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content16" -}}
activeDeadlineSeconds: 1800
backoffLimit: 3
template:
  metadata:
    {{- if not (eq .Values.secrets.kind "cluster") }}
    annotations:
      checksum/keys: {{ include "nexus.keys4" . | toJson }}
    {{- end }}
    labels:
      app.kubernetes.io/component: opensearch-setup
      app.kubernetes.io/instance: {{ include "nexus.instance" . | toJson }}
      app.kubernetes.io/managed-by: nexus-gitops
      app.kubernetes.io/name: opensearch-setup
      app.kubernetes.io/part-of: nexus
      {{- if include "nexus.version-opensearch" . }}
      app.kubernetes.io/version: {{ include "nexus.version-opensearch" . | toJson }}
      {{- end }}
  spec:
    automountServiceAccountToken: false
    containers:
    - command:
      - bash
      - /said/setup.sh
      env:
      - name: STORE
        value: http://opensearch:9200
      - name: PAGE
        value: http://opensearch-dashboards:5601
      - name: ADMIN
        value: admin
      - name: STREAM
        value: {{ include "nexus.instance" . | toJson }}
      - name: SAID
        value: /said
      - name: LOGS_ADMIN_PASSWORD
        valueFrom:
          secretKeyRef:
            key: LOGS_ADMIN_PASSWORD
            name: nexus-logging-secrets
      - name: LOGS_PAGE_PASSWORD
        valueFrom:
          secretKeyRef:
            key: LOGS_PAGE_PASSWORD
            name: nexus-logging-secrets
      - name: LOGS_PASSWORD
        valueFrom:
          secretKeyRef:
            key: LOGS_PASSWORD
            name: nexus-logging-secrets
      {{- if .Values.images.opensearch.digest }}
      image: {{ include "nexus.image-opensearch" . | toJson }}
      {{- else }}
      image: {{ include "nexus.image-opensearch2" . | toJson }}
      {{- end }}
      imagePullPolicy: IfNotPresent
      name: opensearch-setup
      resources:
        limits:
          cpu: 500m
          memory: 128Mi
        requests:
          cpu: 50m
          memory: 64Mi
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
          - ALL
        readOnlyRootFilesystem: true
        runAsNonRoot: true
        runAsUser: 1000
      volumeMounts:
      - mountPath: /said
        name: opensearch-setup-config
        readOnly: true
      - mountPath: /tmp
        name: tmp
    enableServiceLinks: false
    restartPolicy: Never
    securityContext:
      fsGroup: 1000
      fsGroupChangePolicy: OnRootMismatch
      runAsGroup: 1000
      runAsNonRoot: true
      runAsUser: 1000
      seccompProfile:
        type: RuntimeDefault
    serviceAccountName: opensearch-setup
    terminationGracePeriodSeconds: 30
    volumes:
    - configMap:
        name: {{ include "nexus.opensearch-setup-config" . | toJson }}
      name: opensearch-setup-config
    - emptyDir:
        sizeLimit: 16Mi
      name: tmp
{{- end }}

{{- define "nexus.opensearch-setup" -}}
{{- printf "opensearch-setup-%s" (include "nexus.content16" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}
