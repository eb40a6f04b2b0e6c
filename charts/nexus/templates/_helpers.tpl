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

{{- define "nexus.version-victoria-logs" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "victoria-logs").tag) -}}
{{- end }}

{{- define "nexus.content9" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- LOGS_PASSWORD
{{- end }}

{{- define "nexus.keys4" -}}
{{- include "nexus.content9" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content10" -}}
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
{{- if kindIs "invalid" (index .Values "backup") }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: warn\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: /buffer/chunks\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: tail\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: cri\n    db: /buffer/positions.db\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: filesystem\n  filters:\n  - name: kubernetes\n    match: 'kube.*'\n    kube_tag_prefix: kube.var.log.containers.\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: lua\n    match: 'kube.*'\n    script: /fluent-bit/etc/nexus/contract.lua\n    call: to_contract\n  outputs:\n  - name: http\n    host: victoria-logs\n    port: 9428\n    uri: '/insert/jsonline?_stream_fields=service,kubernetes.namespace_name&_msg_field=message&_time_field=timestamp'\n    format: json_lines\n    json_date_key: false\n    compress: gzip\n    http_user: nexus\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) | toJson }}
{{- else }}
fluent-bit.yaml: {{ printf "service:\n  flush: 1\n  grace: 20\n  log_level: warn\n  http_server: true\n  http_listen: '0.0.0.0'\n  http_port: 2020\n  scheduler.base: 1\n  scheduler.cap: 60\n  storage.path: /buffer/chunks\n  storage.max_chunks_up: 32\n  storage.backlog.mem_limit: '16M'\n  storage.metrics: true\n  storage.delete_irrecoverable_chunks: true\npipeline:\n  inputs:\n  - name: tail\n    tag: 'kube.*'\n    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-backup_*.log,/var/log/containers/*_%s-logging_*.log'\n    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n    multiline.parser: cri\n    db: /buffer/positions.db\n    read_from_head: true\n    refresh_interval: 5\n    rotate_wait: 30\n    buffer_max_size: '256k'\n    skip_long_lines: true\n    storage.type: filesystem\n  filters:\n  - name: kubernetes\n    match: 'kube.*'\n    kube_tag_prefix: kube.var.log.containers.\n    merge_log: true\n    keep_log: false\n    labels: false\n    annotations: false\n    buffer_size: 0\n  - name: lua\n    match: 'kube.*'\n    script: /fluent-bit/etc/nexus/contract.lua\n    call: to_contract\n  outputs:\n  - name: http\n    host: victoria-logs\n    port: 9428\n    uri: '/insert/jsonline?_stream_fields=service,kubernetes.namespace_name&_msg_field=message&_time_field=timestamp'\n    format: json_lines\n    json_date_key: false\n    compress: gzip\n    http_user: nexus\n    http_passwd: '${LOGS_PASSWORD}'\n    match: 'kube.*'\n    retry_limit: 60\n    storage.total_limit_size: '512M'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.fluent-bit-config" -}}
{{- printf "fluent-bit-config-%s" (include "nexus.content10" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.version-fluent-bit" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "fluent-bit").tag) -}}
{{- end }}
