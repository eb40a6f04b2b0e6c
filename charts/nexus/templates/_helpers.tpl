{{- define "nexus.instance" -}}
{{- printf "nexus-%s" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.limitscpu" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.cpuLimit) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.cpuLimit) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.cpuLimit) (list 1 .Values.postgres.resources.cpuLimit) (list (mul 1 3) .Values.redis.resources.cpuLimit) (list 1 "500m"))) -}}
{{- end }}

{{- define "nexus.limitscpu2" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.cpuLimit) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.cpuLimit) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.cpuLimit) (list 1 .Values.postgres.resources.cpuLimit) (list 1 "100m") (list (mul 1 3) .Values.redis.resources.cpuLimit) (list (mul 1 3) "100m") (list 1 "500m"))) -}}
{{- end }}

{{- define "nexus.limitsmemory" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.memoryLimit) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.memoryLimit) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.memoryLimit) (list 1 .Values.postgres.resources.memoryLimit) (list (mul 1 3) .Values.redis.resources.memoryLimit) (list 1 "256Mi"))) -}}
{{- end }}

{{- define "nexus.limitsmemory2" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.memoryLimit) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.memoryLimit) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.memoryLimit) (list 1 .Values.postgres.resources.memoryLimit) (list 1 "64Mi") (list (mul 1 3) .Values.redis.resources.memoryLimit) (list (mul 1 3) "64Mi") (list 1 "256Mi"))) -}}
{{- end }}

{{- define "nexus.pods-scaling" -}}
{{- include "nexus-gitops.quantity.canonical" (printf "%d" (add (add (add (add (add (add (mul (int64 .Values.frontend.replicas) 2) 1) (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1)) (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1)) 1) 3) 1)) -}}
{{- end }}

{{- define "nexus.requestscpu" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.cpuRequest) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.cpuRequest) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.cpuRequest) (list 1 .Values.postgres.resources.cpuRequest) (list (mul 1 3) .Values.redis.resources.cpuRequest) (list 1 "100m"))) -}}
{{- end }}

{{- define "nexus.requestscpu2" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.cpuRequest) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.cpuRequest) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.cpuRequest) (list 1 .Values.postgres.resources.cpuRequest) (list 1 "10m") (list (mul 1 3) .Values.redis.resources.cpuRequest) (list (mul 1 3) "10m") (list 1 "100m"))) -}}
{{- end }}

{{- define "nexus.requestsmemory" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.memoryRequest) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.memoryRequest) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.memoryRequest) (list 1 .Values.postgres.resources.memoryRequest) (list (mul 1 3) .Values.redis.resources.memoryRequest) (list 1 "128Mi"))) -}}
{{- end }}

{{- define "nexus.requestsmemory2" -}}
{{- include "nexus-gitops.quantity.format" (include "nexus-gitops.quantity.sum" (list (list (add (mul (int64 .Values.frontend.replicas) 2) 1) .Values.frontend.resources.memoryRequest) (list (add (mul (int64 .Values.kernel.scaling.maxReplicas) 2) 1) .Values.kernel.resources.memoryRequest) (list (add (mul (int64 .Values.nexusOs.scaling.maxReplicas) 2) 1) .Values.nexusOs.resources.memoryRequest) (list 1 .Values.postgres.resources.memoryRequest) (list 1 "32Mi") (list (mul 1 3) .Values.redis.resources.memoryRequest) (list (mul 1 3) "32Mi") (list 1 "128Mi"))) -}}
{{- end }}

{{- define "nexus.namespace" -}}
{{- printf "%s-observability" (default .Release.Namespace .Values.namespace) -}}
{{- end }}

{{- define "nexus.namespace2" -}}
{{- printf "%s-backup" (default .Release.Namespace .Values.namespace) -}}
{{- end }}

{{- define "nexus.namespace3" -}}
{{- printf "%s-logging" (default .Release.Namespace .Values.namespace) -}}
{{- end }}

{{- define "nexus.version-postgres" -}}
{{- trimAll "-_." (trunc 63 .Values.images.postgres.tag) -}}
{{- end }}

{{- define "nexus.version-redis" -}}
{{- trimAll "-_." (trunc 63 .Values.images.redis.tag) -}}
{{- end }}

{{- define "nexus.version-backup" -}}
{{- trimAll "-_." (trunc 63 .Values.images.backup.tag) -}}
{{- end }}

{{- define "nexus.image-backup" -}}
{{- printf "%s/%s:%s@%s" (default .Values.registry .Values.images.backup.registry) .Values.images.backup.repository .Values.images.backup.tag .Values.images.backup.digest -}}
{{- end }}

{{- define "nexus.image-backup2" -}}
{{- printf "%s/%s:%s" (default .Values.registry .Values.images.backup.registry) .Values.images.backup.repository .Values.images.backup.tag -}}
{{- end }}

{{- define "nexus.sizeLimit" -}}
{{- include "nexus-gitops.quantity.canonical" (dig "scratch" "10Gi" .Values.backup) -}}
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

{{- define "nexus.version-alertmanager" -}}
{{- trimAll "-_." (trunc 63 .Values.images.alertmanager.tag) -}}
{{- end }}

{{- define "nexus.version-kube-state-metrics" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "kube-state-metrics").tag) -}}
{{- end }}

{{- define "nexus.version-prometheus" -}}
{{- trimAll "-_." (trunc 63 .Values.images.prometheus.tag) -}}
{{- end }}

{{- define "nexus.kerneljson" -}}
{{- printf "{\n \"annotations\": {\n  \"list\": [\n   {\n    \"builtIn\": 0,\n    \"datasource\": {\n     \"type\": \"prometheus\",\n     \"uid\": \"prometheus\"\n    },\n    \"enable\": true,\n    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n    \"hide\": false,\n    \"iconColor\": \"blue\",\n    \"name\": \"Releases\"\n   }\n  ]\n },\n \"editable\": true,\n \"fiscalYearStartMonth\": 0,\n \"graphTooltip\": 1,\n \"panels\": [\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"nexus_active_workspaces{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Active workspaces by pod\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"installation:nexus_active_workspaces:sum{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"active\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"installation:nexus_workspace_capacity:most{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"most\",\n     \"refId\": \"B\"\n    },\n    {\n     \"expr\": \"installation:nexus_active_workspaces:in_1d{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"in a day\",\n     \"refId\": \"C\"\n    }\n   ],\n   \"title\": \"The installation\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"How long a half, 95 and 99 of 100 requests take at most.\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"s\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"job:nexus_request_seconds:p50_5m{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}\",\n     \"legendFormat\": \"p50\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"job:nexus_request_seconds:p95_5m{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}\",\n     \"legendFormat\": \"p95\",\n     \"refId\": \"B\"\n    },\n    {\n     \"expr\": \"job:nexus_request_seconds:p99_5m{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}\",\n     \"legendFormat\": \"p99\",\n     \"refId\": \"C\"\n    }\n   ],\n   \"title\": \"Latency\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"reqps\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (status) (rate(nexus_request_seconds_count{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m]))\",\n     \"legendFormat\": \"{{status}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Requests by status\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"s\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 16\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"histogram_quantile(0.5, sum by (le) (rate(nexus_workspace_activation_seconds_bucket{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m])))\",\n     \"legendFormat\": \"p50\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"histogram_quantile(0.99, sum by (le) (rate(nexus_workspace_activation_seconds_bucket{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m])))\",\n     \"legendFormat\": \"p99\",\n     \"refId\": \"B\"\n    }\n   ],\n   \"title\": \"Time until a workspace is in memory\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"ops\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 16\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum(rate(nexus_workspace_activations_total{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m]))\",\n     \"legendFormat\": \"activated\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"sum(rate(nexus_rejected_placements_total{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m]))\",\n     \"legendFormat\": \"rejected\",\n     \"refId\": \"B\"\n    },\n    {\n     \"expr\": \"sum(rate(nexus_lease_losses_total{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m]))\",\n     \"legendFormat\": \"lost\",\n     \"refId\": \"C\"\n    }\n   ],\n   \"title\": \"Workspaces that come and go\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 24\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"nexus_live_connections{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Live connections\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"reqps\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 24\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (pod) (rate(nexus_forwarded_requests_total{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}[5m]))\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Requests passed on to another pod\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"cores\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 32\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"pod:cpu_cores:rate5m{namespace=\\\"%s\\\", pod=~\\\"workspace-kernel-.*\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"CPU by pod\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"bytes\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 32\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"pod:memory_bytes:sum{namespace=\\\"%s\\\", pod=~\\\"workspace-kernel-.*\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Memory by pod\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  }\n ],\n \"refresh\": \"1m\",\n \"schemaVersion\": 41,\n \"tags\": [\n  \"nexus\",\n  \"%s\"\n ],\n \"templating\": {},\n \"time\": {\n  \"from\": \"now-6h\",\n  \"to\": \"now\"\n },\n \"timezone\": \"browser\",\n \"title\": \"%s: Kernel\",\n \"uid\": \"nexus-%s-kernel\"\n}" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") -}}
{{- end }}

{{- define "nexus.nexus-osjson" -}}
{{- printf "{\n \"annotations\": {\n  \"list\": [\n   {\n    \"builtIn\": 0,\n    \"datasource\": {\n     \"type\": \"prometheus\",\n     \"uid\": \"prometheus\"\n    },\n    \"enable\": true,\n    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n    \"hide\": false,\n    \"iconColor\": \"blue\",\n    \"name\": \"Releases\"\n   }\n  ]\n },\n \"editable\": true,\n \"fiscalYearStartMonth\": 0,\n \"graphTooltip\": 1,\n \"panels\": [\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"How long a half, 95 and 99 of 100 requests take at most.\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"s\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"job:nexus_request_seconds:p50_5m{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}\",\n     \"legendFormat\": \"p50\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"job:nexus_request_seconds:p95_5m{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}\",\n     \"legendFormat\": \"p95\",\n     \"refId\": \"B\"\n    },\n    {\n     \"expr\": \"job:nexus_request_seconds:p99_5m{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}\",\n     \"legendFormat\": \"p99\",\n     \"refId\": \"C\"\n    }\n   ],\n   \"title\": \"Latency\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"reqps\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (status) (rate(nexus_request_seconds_count{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}[5m]))\",\n     \"legendFormat\": \"{{status}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Requests by status\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"s\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"histogram_quantile(0.95, sum by (outcome, le) (rate(nexus_model_answer_seconds_bucket{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}[5m])))\",\n     \"legendFormat\": \"{{outcome}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Time of the model's answers\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"ops\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (kind) (rate(nexus_model_tokens_total{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}[5m]))\",\n     \"legendFormat\": \"{{kind}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Tokens\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"ops\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 16\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (outcome) (rate(nexus_answer_cache_total{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}[5m]))\",\n     \"legendFormat\": \"{{outcome}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Looks for a cached answer\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 16\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"nexus_model_circuit_open{namespace=\\\"%s\\\", job=\\\"nexus-os\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Whether the model is not asked\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"cores\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 24\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"pod:cpu_cores:rate5m{namespace=\\\"%s\\\", pod=~\\\"nexus-os-.*\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"CPU by pod\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"bytes\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 24\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"pod:memory_bytes:sum{namespace=\\\"%s\\\", pod=~\\\"nexus-os-.*\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Memory by pod\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  }\n ],\n \"refresh\": \"1m\",\n \"schemaVersion\": 41,\n \"tags\": [\n  \"nexus\",\n  \"%s\"\n ],\n \"templating\": {},\n \"time\": {\n  \"from\": \"now-6h\",\n  \"to\": \"now\"\n },\n \"timezone\": \"browser\",\n \"title\": \"%s: nexus-os\",\n \"uid\": \"nexus-%s-nexus-os\"\n}" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") -}}
{{- end }}

{{- define "nexus.entryjson" -}}
{{- printf "{\n \"annotations\": {\n  \"list\": [\n   {\n    \"builtIn\": 0,\n    \"datasource\": {\n     \"type\": \"prometheus\",\n     \"uid\": \"prometheus\"\n    },\n    \"enable\": true,\n    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n    \"hide\": false,\n    \"iconColor\": \"blue\",\n    \"name\": \"Releases\"\n   }\n  ]\n },\n \"editable\": true,\n \"fiscalYearStartMonth\": 0,\n \"graphTooltip\": 1,\n \"panels\": [\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"reqps\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (route) (rate(nexus_request_seconds_count{namespace=\\\"%s\\\", job=\\\"graphstudio-frontend\\\"}[5m]))\",\n     \"legendFormat\": \"{{route}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Requests by route\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"reqps\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (status) (rate(nexus_request_seconds_count{namespace=\\\"%s\\\", job=\\\"graphstudio-frontend\\\"}[5m]))\",\n     \"legendFormat\": \"{{status}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Requests by status\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"How long a half, 95 and 99 of 100 requests take at most.\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"s\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"job:nexus_request_seconds:p50_5m{namespace=\\\"%s\\\", job=\\\"graphstudio-frontend\\\"}\",\n     \"legendFormat\": \"p50\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"job:nexus_request_seconds:p95_5m{namespace=\\\"%s\\\", job=\\\"graphstudio-frontend\\\"}\",\n     \"legendFormat\": \"p95\",\n     \"refId\": \"B\"\n    },\n    {\n     \"expr\": \"job:nexus_request_seconds:p99_5m{namespace=\\\"%s\\\", job=\\\"graphstudio-frontend\\\"}\",\n     \"legendFormat\": \"p99\",\n     \"refId\": \"C\"\n    }\n   ],\n   \"title\": \"Latency\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"ops\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum(rate(nexus_websockets_total{namespace=\\\"%s\\\", job=\\\"graphstudio-frontend\\\"}[5m]))\",\n     \"legendFormat\": \"ended\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"WebSockets that have ended\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  }\n ],\n \"refresh\": \"1m\",\n \"schemaVersion\": 41,\n \"tags\": [\n  \"nexus\",\n  \"%s\"\n ],\n \"templating\": {},\n \"time\": {\n  \"from\": \"now-6h\",\n  \"to\": \"now\"\n },\n \"timezone\": \"browser\",\n \"title\": \"%s: Entry\",\n \"uid\": \"nexus-%s-entry\"\n}" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") -}}
{{- end }}

{{- define "nexus.databasejson" -}}
{{- printf "{\n \"annotations\": {\n  \"list\": [\n   {\n    \"builtIn\": 0,\n    \"datasource\": {\n     \"type\": \"prometheus\",\n     \"uid\": \"prometheus\"\n    },\n    \"enable\": true,\n    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n    \"hide\": false,\n    \"iconColor\": \"blue\",\n    \"name\": \"Releases\"\n   }\n  ]\n },\n \"editable\": true,\n \"fiscalYearStartMonth\": 0,\n \"graphTooltip\": 1,\n \"panels\": [\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"ops\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"rate(pg_stat_database_xact_commit{namespace=\\\"%s\\\", datname=\\\"nexus\\\"}[5m])\",\n     \"legendFormat\": \"committed\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"rate(pg_stat_database_xact_rollback{namespace=\\\"%s\\\", datname=\\\"nexus\\\"}[5m])\",\n     \"legendFormat\": \"rolled back\",\n     \"refId\": \"B\"\n    }\n   ],\n   \"title\": \"Transactions\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"percentunit\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"namespace:database_connections:used_ratio{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"used\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Connections\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"bytes\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"pg_database_size_bytes{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"{{datname}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Size\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"percentunit\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"namespace:database_disk:used_ratio{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"used\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Disk\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"bytes\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 16\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"redis_memory_used_bytes{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"used\",\n     \"refId\": \"A\"\n    },\n    {\n     \"expr\": \"redis_memory_max_bytes{namespace=\\\"%s\\\"}\",\n     \"legendFormat\": \"most\",\n     \"refId\": \"B\"\n    }\n   ],\n   \"title\": \"Redis: memory\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"ops\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 16\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"rate(redis_commands_processed_total{namespace=\\\"%s\\\"}[5m])\",\n     \"legendFormat\": \"commands\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Redis: commands\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  }\n ],\n \"refresh\": \"1m\",\n \"schemaVersion\": 41,\n \"tags\": [\n  \"nexus\",\n  \"%s\"\n ],\n \"templating\": {},\n \"time\": {\n  \"from\": \"now-6h\",\n  \"to\": \"now\"\n },\n \"timezone\": \"browser\",\n \"title\": \"%s: Database and cache\",\n \"uid\": \"nexus-%s-database\"\n}" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") -}}
{{- end }}

{{- define "nexus.releasejson" -}}
{{- printf "{\n \"annotations\": {\n  \"list\": [\n   {\n    \"builtIn\": 0,\n    \"datasource\": {\n     \"type\": \"prometheus\",\n     \"uid\": \"prometheus\"\n    },\n    \"enable\": true,\n    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n    \"hide\": false,\n    \"iconColor\": \"blue\",\n    \"name\": \"Releases\"\n   }\n  ]\n },\n \"editable\": true,\n \"fiscalYearStartMonth\": 0,\n \"graphTooltip\": 1,\n \"panels\": [\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"count by (name, sync_status, health_status) (argocd_app_info{name=~\\\"nexus-%s-.+\\\"})\",\n     \"legendFormat\": \"{{name}} {{sync_status}} {{health_status}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Applications by what Argo CD says\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 0\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"sum by (name, phase) (increase(argocd_app_sync_total{name=~\\\"nexus-%s-.+\\\"}[10m]))\",\n     \"legendFormat\": \"{{name}} {{phase}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Syncs\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"Which release runs; two of one container while one replaces the other.\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"short\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 0,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"count by (container, image) (kube_pod_container_info{namespace=\\\"%s\\\"})\",\n     \"legendFormat\": \"{{container}} {{image}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Images that run\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  },\n  {\n   \"datasource\": {\n    \"type\": \"prometheus\",\n    \"uid\": \"prometheus\"\n   },\n   \"description\": \"\",\n   \"fieldConfig\": {\n    \"defaults\": {\n     \"custom\": {\n      \"fillOpacity\": 10\n     },\n     \"min\": 0,\n     \"unit\": \"dtdurations\"\n    },\n    \"overrides\": []\n   },\n   \"gridPos\": {\n    \"h\": 8,\n    \"w\": 12,\n    \"x\": 12,\n    \"y\": 8\n   },\n   \"options\": {\n    \"legend\": {\n     \"calcs\": [],\n     \"displayMode\": \"list\",\n     \"placement\": \"bottom\",\n     \"showLegend\": true\n    },\n    \"tooltip\": {\n     \"mode\": \"single\",\n     \"sort\": \"asc\"\n    }\n   },\n   \"repeatDirection\": \"h\",\n   \"targets\": [\n    {\n     \"expr\": \"time() - process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"}\",\n     \"legendFormat\": \"{{pod}}\",\n     \"refId\": \"A\"\n    }\n   ],\n   \"title\": \"Age of the kernels\",\n   \"transparent\": false,\n   \"type\": \"timeseries\"\n  }\n ],\n \"refresh\": \"1m\",\n \"schemaVersion\": 41,\n \"tags\": [\n  \"nexus\",\n  \"%s\"\n ],\n \"templating\": {},\n \"time\": {\n  \"from\": \"now-6h\",\n  \"to\": \"now\"\n },\n \"timezone\": \"browser\",\n \"title\": \"%s: Release\",\n \"uid\": \"nexus-%s-release\"\n}" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") -}}
{{- end }}

{{- define "nexus.version-grafana" -}}
{{- trimAll "-_." (trunc 63 .Values.images.grafana.tag) -}}
{{- end }}

{{- define "nexus.version-victoria-logs" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "victoria-logs").tag) -}}
{{- end }}

{{- define "nexus.storage-backend" -}}
{{- include "nexus-gitops.quantity.canonical" (dig "backend" "storage" "20Gi" .Values.logging) -}}
{{- end }}

{{- define "nexus.version-fluent-bit" -}}
{{- trimAll "-_." (trunc 63 (index .Values.images "fluent-bit").tag) -}}
{{- end }}

{{- define "nexus.pod-security-deviations" -}}
{{- printf "containers[fluent-bit].securityContext.runAsUser=0: the container runtime's log files are root's alone\ncontainers[fluent-bit].securityContext.runAsNonRoot=false: the container runtime's log files are root's alone\nvolumes[logs].hostPath=/var/log: the lines of the node's pods are there\nvolumes[buffer].hostPath=/var/lib/%s-logging/fluent-bit: a new pod goes on where the one before stopped, and sends what that had" (default .Release.Namespace .Values.namespace) -}}
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

{{- define "nexus.objectsndjson" -}}
{{- printf "{\"attributes\":{\"timeFieldName\":\"timestamp\",\"title\":\"nexus-%s\"},\"id\":\"nexus-lines\",\"references\":[],\"type\":\"index-pattern\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"level: (warn or error)\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"What went wrong\"},\"id\":\"nexus-errors\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"workspaceId: * and message: workspace\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"Life of the workspaces\"},\"id\":\"nexus-workspaces\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"columns\":[\"level\",\"service\",\"workspaceId\",\"userId\",\"message\"],\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"requestId: *\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"sort\":[[\"timestamp\",\"desc\"]],\"title\":\"Requests\"},\"id\":\"nexus-requests\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"search\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"title\":\"Lines by level\",\"uiStateJSON\":\"{}\",\"visState\":\"{\\\"title\\\": \\\"Lines by level\\\", \\\"type\\\": \\\"histogram\\\", \\\"params\\\": {}, \\\"aggs\\\": [{\\\"id\\\": \\\"1\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"count\\\", \\\"schema\\\": \\\"metric\\\", \\\"params\\\": {}}, {\\\"id\\\": \\\"2\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"date_histogram\\\", \\\"schema\\\": \\\"segment\\\", \\\"params\\\": {\\\"field\\\": \\\"timestamp\\\", \\\"interval\\\": \\\"auto\\\"}}, {\\\"id\\\": \\\"3\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"terms\\\", \\\"schema\\\": \\\"group\\\", \\\"params\\\": {\\\"field\\\": \\\"level\\\", \\\"size\\\": 10, \\\"order\\\": \\\"desc\\\", \\\"orderBy\\\": \\\"1\\\"}}]}\"},\"id\":\"nexus-levels\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"visualization\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}, \\\"filter\\\": [], \\\"indexRefName\\\": \\\"kibanaSavedObjectMeta.searchSourceJSON.index\\\"}\"},\"title\":\"Lines by service\",\"uiStateJSON\":\"{}\",\"visState\":\"{\\\"title\\\": \\\"Lines by service\\\", \\\"type\\\": \\\"table\\\", \\\"params\\\": {}, \\\"aggs\\\": [{\\\"id\\\": \\\"1\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"count\\\", \\\"schema\\\": \\\"metric\\\", \\\"params\\\": {}}, {\\\"id\\\": \\\"2\\\", \\\"enabled\\\": true, \\\"type\\\": \\\"terms\\\", \\\"schema\\\": \\\"bucket\\\", \\\"params\\\": {\\\"field\\\": \\\"service\\\", \\\"size\\\": 10, \\\"order\\\": \\\"desc\\\", \\\"orderBy\\\": \\\"1\\\"}}]}\"},\"id\":\"nexus-services\",\"references\":[{\"id\":\"nexus-lines\",\"name\":\"kibanaSavedObjectMeta.searchSourceJSON.index\",\"type\":\"index-pattern\"}],\"type\":\"visualization\"}\n{\"attributes\":{\"kibanaSavedObjectMeta\":{\"searchSourceJSON\":\"{\\\"query\\\": {\\\"language\\\": \\\"kuery\\\", \\\"query\\\": \\\"\\\"}}\"},\"optionsJSON\":\"{\\\"useMargins\\\": true}\",\"panelsJSON\":\"[{\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 0, \\\"w\\\": 24, \\\"h\\\": 15, \\\"i\\\": \\\"0\\\"}, \\\"panelIndex\\\": \\\"0\\\", \\\"panelRefName\\\": \\\"panel_0\\\"}, {\\\"gridData\\\": {\\\"x\\\": 24, \\\"y\\\": 0, \\\"w\\\": 24, \\\"h\\\": 15, \\\"i\\\": \\\"1\\\"}, \\\"panelIndex\\\": \\\"1\\\", \\\"panelRefName\\\": \\\"panel_1\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 15, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"2\\\"}, \\\"panelIndex\\\": \\\"2\\\", \\\"panelRefName\\\": \\\"panel_2\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 30, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"3\\\"}, \\\"panelIndex\\\": \\\"3\\\", \\\"panelRefName\\\": \\\"panel_3\\\"}, {\\\"gridData\\\": {\\\"x\\\": 0, \\\"y\\\": 45, \\\"w\\\": 48, \\\"h\\\": 15, \\\"i\\\": \\\"4\\\"}, \\\"panelIndex\\\": \\\"4\\\", \\\"panelRefName\\\": \\\"panel_4\\\"}]\",\"timeFrom\":\"now-24h\",\"timeRestore\":true,\"timeTo\":\"now\",\"title\":\"Nexus\"},\"id\":\"nexus\",\"references\":[{\"id\":\"nexus-levels\",\"name\":\"panel_0\",\"type\":\"visualization\"},{\"id\":\"nexus-services\",\"name\":\"panel_1\",\"type\":\"visualization\"},{\"id\":\"nexus-errors\",\"name\":\"panel_2\",\"type\":\"search\"},{\"id\":\"nexus-workspaces\",\"name\":\"panel_3\",\"type\":\"search\"},{\"id\":\"nexus-requests\",\"name\":\"panel_4\",\"type\":\"search\"}],\"type\":\"dashboard\"}\n" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.policyjson" -}}
{{- printf "{\n  \"policy\": {\n    \"description\": \"Lines of nexus-%s\",\n    \"default_state\": \"written\",\n    \"states\": [\n      {\n        \"name\": \"written\",\n        \"actions\": [\n          {\n            \"rollover\": {\n              \"min_index_age\": \"1d\",\n              \"min_primary_shard_size\": \"10gb\"\n            }\n          }\n        ],\n        \"transitions\": [\n          {\n            \"state_name\": \"over\",\n            \"conditions\": {\n              \"min_rollover_age\": \"%dd\"\n            }\n          }\n        ]\n      },\n      {\n        \"name\": \"over\",\n        \"actions\": [\n          {\n            \"delete\": {}\n          }\n        ],\n        \"transitions\": []\n      }\n    ],\n    \"ism_template\": [\n      {\n        \"index_patterns\": [\n          \"nexus-%s\"\n        ],\n        \"priority\": 200\n      }\n    ]\n  }\n}\n" (default .Release.Name .Values.name) (int64 (dig "retentionDays" 14 .Values.logging)) (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.rolejson" -}}
{{- printf "{\n  \"cluster_permissions\": [\n    \"cluster_composite_ops\",\n    \"cluster_monitor\"\n  ],\n  \"index_permissions\": [\n    {\n      \"index_patterns\": [\n        \"nexus-%s\",\n        \".ds-nexus-%s-*\"\n      ],\n      \"allowed_actions\": [\n        \"read\",\n        \"index\"\n      ]\n    }\n  ]\n}\n" (default .Release.Name .Values.name) (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.templatejson" -}}
{{- printf "{\n  \"index_patterns\": [\n    \"nexus-%s\"\n  ],\n  \"priority\": 200,\n  \"data_stream\": {},\n  \"template\": {\n    \"settings\": {\n      \"number_of_shards\": 1,\n      \"number_of_replicas\": 0\n    },\n    \"mappings\": {\n      \"dynamic\": false,\n      \"properties\": {\n        \"@timestamp\": {\n          \"type\": \"date\"\n        },\n        \"timestamp\": {\n          \"type\": \"date\"\n        },\n        \"message\": {\n          \"type\": \"text\"\n        },\n        \"level\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"service\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"workspaceId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"userId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"tenant\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"requestId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"kubernetes\": {\n          \"dynamic\": false,\n          \"properties\": {\n            \"namespace_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"pod_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"container_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            }\n          }\n        }\n      }\n    }\n  }\n}\n" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.version-elasticsearch" -}}
{{- trimAll "-_." (trunc 63 .Values.images.elasticsearch.tag) -}}
{{- end }}

{{- define "nexus.image-elasticsearch" -}}
{{- printf "%s/%s:%s@%s" (default .Values.registry .Values.images.elasticsearch.registry) .Values.images.elasticsearch.repository .Values.images.elasticsearch.tag .Values.images.elasticsearch.digest -}}
{{- end }}

{{- define "nexus.image-elasticsearch2" -}}
{{- printf "%s/%s:%s" (default .Values.registry .Values.images.elasticsearch.registry) .Values.images.elasticsearch.repository .Values.images.elasticsearch.tag -}}
{{- end }}

{{- define "nexus.version-kibana" -}}
{{- trimAll "-_." (trunc 63 .Values.images.kibana.tag) -}}
{{- end }}

{{- define "nexus.policyjson2" -}}
{{- printf "{\n  \"policy\": {\n    \"phases\": {\n      \"hot\": {\n        \"actions\": {\n          \"rollover\": {\n            \"max_age\": \"1d\",\n            \"max_primary_shard_size\": \"10gb\"\n          }\n        }\n      },\n      \"delete\": {\n        \"min_age\": \"%dd\",\n        \"actions\": {\n          \"delete\": {}\n        }\n      }\n    }\n  }\n}\n" (int64 (dig "retentionDays" 14 .Values.logging)) -}}
{{- end }}

{{- define "nexus.rolejson2" -}}
{{- printf "{\n  \"cluster\": [\n    \"monitor\"\n  ],\n  \"indices\": [\n    {\n      \"names\": [\n        \"nexus-%s\"\n      ],\n      \"privileges\": [\n        \"read\",\n        \"create_doc\"\n      ]\n    }\n  ]\n}\n" (default .Release.Name .Values.name) -}}
{{- end }}

{{- define "nexus.templatejson2" -}}
{{- printf "{\n  \"index_patterns\": [\n    \"nexus-%s\"\n  ],\n  \"priority\": 200,\n  \"data_stream\": {},\n  \"template\": {\n    \"settings\": {\n      \"number_of_shards\": 1,\n      \"number_of_replicas\": 0,\n      \"index.lifecycle.name\": \"nexus-%s\"\n    },\n    \"mappings\": {\n      \"dynamic\": false,\n      \"properties\": {\n        \"@timestamp\": {\n          \"type\": \"date\"\n        },\n        \"timestamp\": {\n          \"type\": \"date\"\n        },\n        \"message\": {\n          \"type\": \"text\"\n        },\n        \"level\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"service\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"workspaceId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"userId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"tenant\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"requestId\": {\n          \"type\": \"keyword\",\n          \"ignore_above\": 1024\n        },\n        \"kubernetes\": {\n          \"dynamic\": false,\n          \"properties\": {\n            \"namespace_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"pod_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            },\n            \"container_name\": {\n              \"type\": \"keyword\",\n              \"ignore_above\": 1024\n            }\n          }\n        }\n      }\n    }\n  }\n}\n" (default .Release.Name .Values.name) (default .Release.Name .Values.name) -}}
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
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (dig "target" "beforeMigration" true .Values.backup) }}
- BACKUP_KEY
{{- end }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (dig "target" "beforeMigration" true .Values.backup) }}
- AWS_ACCESS_KEY_ID
{{- end }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (eq .Values.backup.target.kind "s3") }}
{{- if and (not (kindIs "invalid" (index .Values "backup"))) (dig "target" "beforeMigration" true .Values.backup) }}
- AWS_SECRET_ACCESS_KEY
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "nexus.keys-target" -}}
{{- include "nexus.content2" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content3" -}}
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
- BACKUP_KEY
- AWS_ACCESS_KEY_ID
- AWS_SECRET_ACCESS_KEY
{{- end }}

{{- define "nexus.keys" -}}
{{- include "nexus.content3" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.text" -}}
{{- "route:\n" }}
{{- "  receiver: 'nobody'\n" }}
{{- "  group_by:\n" }}
{{- "  - 'environment'\n" }}
{{- "  - 'alertname'\n" }}
{{- "  group_wait: '30s'\n" }}
{{- "  group_interval: '5m'\n" }}
{{- "  repeat_interval: '4h'\n" }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical")) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  routes:\n" }}
{{- end }}
{{- else }}
{{- "  routes:\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  - receiver: 'critical'\n" }}
{{- "    matchers:\n" }}
{{- "    - 'severity=\"critical\"'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  - receiver: 'warning'\n" }}
{{- "    matchers:\n" }}
{{- "    - 'severity=\"warning\"'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical")) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning")) }}
{{- "  routes: []\n" }}
{{- end }}
{{- end }}
{{- "inhibit_rules:\n" }}
{{- "- source_matchers:\n" }}
{{- "  - 'alertname=~\"DatabaseIsDown|RedisIsDown\"'\n" }}
{{- "  target_matchers:\n" }}
{{- "  - 'severity=\"warning\"'\n" }}
{{- "  equal:\n" }}
{{- "  - 'environment'\n" }}
{{- "receivers:\n" }}
{{- "- name: 'nobody'\n" }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "- name: 'critical'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) (eq .Values.observability.stack.critical.kind "slack") }}
{{- "  slack_configs:\n" }}
{{- "  - api_url_file: '/etc/alertmanager-secrets/ALERTS_CRITICAL'\n" }}
{{- printf "    channel: '%s'\n" .Values.observability.stack.critical.channel }}
{{- "    send_resolved: true\n" }}
{{- "    title: '{{ .CommonLabels.alertname }} in {{ .CommonLabels.environment }}'\n" }}
{{- "    text: '{{ range .Alerts }}{{ .Annotations.summary }} ({{ .Annotations.runbook_url }}) {{ end }}'\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) (eq .Values.observability.stack.critical.kind "pagerduty") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  pagerduty_configs:\n" }}
{{- "  - routing_key_file: '/etc/alertmanager-secrets/ALERTS_CRITICAL'\n" }}
{{- "    send_resolved: true\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) (eq .Values.observability.stack.critical.kind "webhook") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  webhook_configs:\n" }}
{{- printf "  - url: '%s'\n" .Values.observability.stack.critical.url }}
{{- "    send_resolved: true\n" }}
{{- "    http_config:\n" }}
{{- "      authorization:\n" }}
{{- "        credentials_file: '/etc/alertmanager-secrets/ALERTS_CRITICAL'\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "- name: 'warning'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) (eq .Values.observability.stack.warning.kind "slack") }}
{{- "  slack_configs:\n" }}
{{- "  - api_url_file: '/etc/alertmanager-secrets/ALERTS_WARNING'\n" }}
{{- printf "    channel: '%s'\n" .Values.observability.stack.warning.channel }}
{{- "    send_resolved: true\n" }}
{{- "    title: '{{ .CommonLabels.alertname }} in {{ .CommonLabels.environment }}'\n" }}
{{- "    text: '{{ range .Alerts }}{{ .Annotations.summary }} ({{ .Annotations.runbook_url }}) {{ end }}'\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) (eq .Values.observability.stack.warning.kind "pagerduty") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  pagerduty_configs:\n" }}
{{- "  - routing_key_file: '/etc/alertmanager-secrets/ALERTS_WARNING'\n" }}
{{- "    send_resolved: true\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) (eq .Values.observability.stack.warning.kind "webhook") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  webhook_configs:\n" }}
{{- printf "  - url: '%s'\n" .Values.observability.stack.warning.url }}
{{- "    send_resolved: true\n" }}
{{- "    http_config:\n" }}
{{- "      authorization:\n" }}
{{- "        credentials_file: '/etc/alertmanager-secrets/ALERTS_WARNING'\n" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "nexus.content4" -}}
alertmanager.yml: {{ include "nexus.text" . | toJson }}
{{- end }}

{{- define "nexus.alertmanager-config" -}}
{{- printf "alertmanager-config-%s" (include "nexus.content4" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content5" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
- ALERTS_CRITICAL
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
- ALERTS_WARNING
{{- end }}
- GRAFANA_ADMIN_PASSWORD
{{- end }}

{{- define "nexus.keys-stack" -}}
{{- include "nexus.content5" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.text2" -}}
{{- "route:\n" }}
{{- "  receiver: 'nobody'\n" }}
{{- "  group_by:\n" }}
{{- "  - 'environment'\n" }}
{{- "  - 'alertname'\n" }}
{{- "  group_wait: '30s'\n" }}
{{- "  group_interval: '5m'\n" }}
{{- "  repeat_interval: '4h'\n" }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning")) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  routes:\n" }}
{{- end }}
{{- else }}
{{- "  routes:\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  - receiver: 'critical'\n" }}
{{- "    matchers:\n" }}
{{- "    - 'severity=\"critical\"'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  - receiver: 'warning'\n" }}
{{- "    matchers:\n" }}
{{- "    - 'severity=\"warning\"'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning")) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical")) }}
{{- "  routes: []\n" }}
{{- end }}
{{- end }}
{{- "inhibit_rules:\n" }}
{{- "- source_matchers:\n" }}
{{- "  - 'alertname=~\"DatabaseIsDown|RedisIsDown\"'\n" }}
{{- "  target_matchers:\n" }}
{{- "  - 'severity=\"warning\"'\n" }}
{{- "  equal:\n" }}
{{- "  - 'environment'\n" }}
{{- "receivers:\n" }}
{{- "- name: 'nobody'\n" }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "- name: 'critical'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) (eq .Values.observability.stack.critical.kind "slack") }}
{{- "  slack_configs:\n" }}
{{- "  - api_url_file: '/etc/alertmanager-secrets/ALERTS_CRITICAL'\n" }}
{{- printf "    channel: '%s'\n" .Values.observability.stack.critical.channel }}
{{- "    send_resolved: true\n" }}
{{- "    title: '{{ .CommonLabels.alertname }} in {{ .CommonLabels.environment }}'\n" }}
{{- "    text: '{{ range .Alerts }}{{ .Annotations.summary }} ({{ .Annotations.runbook_url }}) {{ end }}'\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) (eq .Values.observability.stack.critical.kind "pagerduty") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  pagerduty_configs:\n" }}
{{- "  - routing_key_file: '/etc/alertmanager-secrets/ALERTS_CRITICAL'\n" }}
{{- "    send_resolved: true\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) (eq .Values.observability.stack.critical.kind "webhook") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "critical"))) }}
{{- "  webhook_configs:\n" }}
{{- printf "  - url: '%s'\n" .Values.observability.stack.critical.url }}
{{- "    send_resolved: true\n" }}
{{- "    http_config:\n" }}
{{- "      authorization:\n" }}
{{- "        credentials_file: '/etc/alertmanager-secrets/ALERTS_CRITICAL'\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "- name: 'warning'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) (eq .Values.observability.stack.warning.kind "slack") }}
{{- "  slack_configs:\n" }}
{{- "  - api_url_file: '/etc/alertmanager-secrets/ALERTS_WARNING'\n" }}
{{- printf "    channel: '%s'\n" .Values.observability.stack.warning.channel }}
{{- "    send_resolved: true\n" }}
{{- "    title: '{{ .CommonLabels.alertname }} in {{ .CommonLabels.environment }}'\n" }}
{{- "    text: '{{ range .Alerts }}{{ .Annotations.summary }} ({{ .Annotations.runbook_url }}) {{ end }}'\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) (eq .Values.observability.stack.warning.kind "pagerduty") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  pagerduty_configs:\n" }}
{{- "  - routing_key_file: '/etc/alertmanager-secrets/ALERTS_WARNING'\n" }}
{{- "    send_resolved: true\n" }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) (eq .Values.observability.stack.warning.kind "webhook") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index (dig "stack" (dict "kind" "own" "retention" "15d" "storage" "20Gi") .Values.observability) "warning"))) }}
{{- "  webhook_configs:\n" }}
{{- printf "  - url: '%s'\n" .Values.observability.stack.warning.url }}
{{- "    send_resolved: true\n" }}
{{- "    http_config:\n" }}
{{- "      authorization:\n" }}
{{- "        credentials_file: '/etc/alertmanager-secrets/ALERTS_WARNING'\n" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "nexus.content6" -}}
alertmanager.yml: {{ include "nexus.text2" . | toJson }}
{{- end }}

{{- define "nexus.alertmanager-config2" -}}
{{- printf "alertmanager-config-%s" (include "nexus.content6" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.text3" -}}
{{- "global:\n" }}
{{- "  scrape_interval: '30s'\n" }}
{{- "  evaluation_interval: '30s'\n" }}
{{- "  external_labels:\n" }}
{{- printf "    environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "rule_files:\n" }}
{{- "- '/etc/prometheus/rules.yml'\n" }}
{{- "alerting:\n" }}
{{- "  alertmanagers:\n" }}
{{- "  - static_configs:\n" }}
{{- "    - targets:\n" }}
{{- "      - 'alertmanager:9093'\n" }}
{{- "scrape_configs:\n" }}
{{- "- job_name: 'graphstudio-frontend'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'graphstudio-frontend'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '9113'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'workspace-kernel'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'workspace-kernel'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '3000'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'nexus-os'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'nexus-os'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '4000'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'postgres'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'postgres'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '9187'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'redis'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'redis'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '9121'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'prometheus'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'prometheus'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '9090'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'alertmanager'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'alertmanager'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '9093'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'grafana'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'grafana'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '3000'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- "- job_name: 'kube-state-metrics'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'kube-state-metrics'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '8080'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "- job_name: 'backup-metrics'\n" }}
{{- "  metrics_path: '/metrics'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'backup-metrics'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '9100'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- "- job_name: 'fluent-bit'\n" }}
{{- "  metrics_path: '/api/v2/metrics/prometheus'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  kubernetes_sd_configs:\n" }}
{{- "  - role: 'pod'\n" }}
{{- "    namespaces:\n" }}
{{- "      names:\n" }}
{{- printf "      - '%s'\n" (default .Release.Namespace .Values.namespace) }}
{{- printf "      - '%s-observability'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-backup'\n" (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "      - '%s-logging'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  relabel_configs:\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_name'\n" }}
{{- "    regex: 'fluent-bit'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_label_app_kubernetes_io_instance'\n" }}
{{- printf "    regex: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_container_port_number'\n" }}
{{- "    regex: '2020'\n" }}
{{- "    action: 'keep'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_phase'\n" }}
{{- "    regex: 'Succeeded|Failed'\n" }}
{{- "    action: 'drop'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_namespace'\n" }}
{{- "    target_label: 'namespace'\n" }}
{{- "  - source_labels:\n" }}
{{- "    - '__meta_kubernetes_pod_name'\n" }}
{{- "    target_label: 'pod'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (and (hasKey .Values.observability "argocd") (kindIs "invalid" (index .Values.observability "argocd")))) }}
{{- "- job_name: 'argocd'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  static_configs:\n" }}
{{- "  - targets:\n" }}
{{- printf "    - 'argocd-metrics.%s.svc:8082'\n" (dig "argocd" "argocd" .Values.observability) }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index .Values.observability "certManager"))) }}
{{- "- job_name: 'cert-manager'\n" }}
{{- "  honor_labels: true\n" }}
{{- "  static_configs:\n" }}
{{- "  - targets:\n" }}
{{- printf "    - 'cert-manager.%s.svc:9402'\n" .Values.observability.certManager }}
{{- end }}
{{- end }}

{{- define "nexus.text4" -}}
{{- "groups:\n" }}
{{- "- name: 'workspaces'\n" }}
{{- "  rules:\n" }}
{{- "  - record: 'installation:nexus_active_workspaces:sum'\n" }}
{{- printf "    expr: 'sum by (namespace) (nexus_active_workspaces{namespace=\"%s\"})'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'installation:nexus_workspace_capacity:sum'\n" }}
{{- printf "    expr: 'sum by (namespace) (nexus_workspace_capacity{namespace=\"%s\"})'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'installation:nexus_workspace_capacity:most'\n" }}
{{- printf "    expr: '%d * max by (namespace) (nexus_workspace_capacity{namespace=\"%s\"})'\n" (int64 .Values.kernel.scaling.maxReplicas) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'installation:nexus_active_workspaces:headroom'\n" }}
{{- printf "    expr: 'installation:nexus_workspace_capacity:most{namespace=\"%s\"} - installation:nexus_active_workspaces:sum{namespace=\"%s\"}'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'installation:nexus_active_workspaces:used_ratio'\n" }}
{{- printf "    expr: 'installation:nexus_active_workspaces:sum{namespace=\"%s\"} / installation:nexus_workspace_capacity:most{namespace=\"%s\"}'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'installation:nexus_active_workspaces:in_1d'\n" }}
{{- printf "    expr: 'predict_linear(installation:nexus_active_workspaces:sum{namespace=\"%s\"}[6h], 86400)'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - alert: 'InstallationIsNearlyFull'\n" }}
{{- printf "    expr: 'installation:nexus_active_workspaces:used_ratio{namespace=\"%s\"} > 0.95'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '5m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $value | humanizePercentage }} of the workspaces that fit into the installation are active; soon nobody can open another'\n" }}
{{- printf "      runbook_url: '%s/InstallationIsNearlyFull.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'InstallationFillsUp'\n" }}
{{- printf "    expr: 'installation:nexus_active_workspaces:in_1d{namespace=\"%s\"} > installation:nexus_workspace_capacity:most{namespace=\"%s\"} and installation:nexus_active_workspaces:used_ratio{namespace=\"%s\"} > 0.5'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "    for: '30m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'in a day the installation is full, as it goes on: {{ $value | humanize }} active workspaces'\n" }}
{{- printf "      runbook_url: '%s/InstallationFillsUp.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'WorkspacesAreRejected'\n" }}
{{- printf "    expr: 'sum by (namespace) (increase(nexus_rejected_placements_total{namespace=\"%s\"}[5m])) > 0'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '2m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'no kernel has room: {{ $value | humanize }} requests for a workspace were answered with 503 in five minutes'\n" }}
{{- printf "      runbook_url: '%s/WorkspacesAreRejected.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'LeasesAreLost'\n" }}
{{- printf "    expr: 'sum by (namespace) (increase(nexus_lease_losses_total{namespace=\"%s\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '1m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'kernels lose the leases of workspaces that they own: Redis is slow, or away'\n" }}
{{- printf "      runbook_url: '%s/LeasesAreLost.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "- name: 'requests'\n" }}
{{- "  rules:\n" }}
{{- "  - record: 'job:nexus_requests:rate5m'\n" }}
{{- printf "    expr: 'sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[5m]))'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_seconds:p50_5m'\n" }}
{{- printf "    expr: 'histogram_quantile(0.5, sum by (namespace, job, le) (rate(nexus_request_seconds_bucket{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", route!~\".*/proposals\"}[5m])))'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_seconds:p95_5m'\n" }}
{{- printf "    expr: 'histogram_quantile(0.95, sum by (namespace, job, le) (rate(nexus_request_seconds_bucket{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", route!~\".*/proposals\"}[5m])))'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_seconds:p99_5m'\n" }}
{{- printf "    expr: 'histogram_quantile(0.99, sum by (namespace, job, le) (rate(nexus_request_seconds_bucket{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", route!~\".*/proposals\"}[5m])))'\n" (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate5m'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[5m])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[5m]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[5m]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate30m'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[30m])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[30m]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[30m]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate1h'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[1h])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[1h]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[1h]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate2h'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[2h])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[2h]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[2h]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate6h'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[6h])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[6h]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[6h]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate1d'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[1d])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[1d]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[1d]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'job:nexus_request_errors:ratio_rate3d'\n" }}
{{- printf "    expr: '(sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\", status=~\"5..\"}[3d])) or 0 * sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[3d]))) / sum by (namespace, job) (rate(nexus_request_seconds_count{namespace=\"%s\", route!~\"/health|/ready|/load|/metrics|none\"}[3d]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - alert: 'ErrorBudgetBurnsFast'\n" }}
{{- printf "    expr: '(job:nexus_request_errors:ratio_rate1h{namespace=\"%s\"} > 14.4 * (1 - %s / 100) and job:nexus_request_errors:ratio_rate5m{namespace=\"%s\"} > 14.4 * (1 - %s / 100)) or (job:nexus_request_errors:ratio_rate6h{namespace=\"%s\"} > 6 * (1 - %s / 100) and job:nexus_request_errors:ratio_rate30m{namespace=\"%s\"} > 6 * (1 - %s / 100))'\n" (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) }}
{{- "    for: '2m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail'\n" }}
{{- printf "      runbook_url: '%s/ErrorBudgetBurnsFast.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'ErrorBudgetBurnsSlowly'\n" }}
{{- printf "    expr: '(job:nexus_request_errors:ratio_rate1d{namespace=\"%s\"} > 3 * (1 - %s / 100) and job:nexus_request_errors:ratio_rate2h{namespace=\"%s\"} > 3 * (1 - %s / 100)) or (job:nexus_request_errors:ratio_rate3d{namespace=\"%s\"} > 1 * (1 - %s / 100) and job:nexus_request_errors:ratio_rate6h{namespace=\"%s\"} > 1 * (1 - %s / 100))'\n" (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) (default .Release.Namespace .Values.namespace) (dig "slo" "availability" "99.9" .Values.observability) }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail, which uses up the error budget before its thirty days are over'\n" }}
{{- printf "      runbook_url: '%s/ErrorBudgetBurnsSlowly.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'RequestsAreSlow'\n" }}
{{- printf "    expr: 'job:nexus_request_seconds:p95_5m{namespace=\"%s\", job=\"workspace-kernel\"} > %s'\n" (default .Release.Namespace .Values.namespace) (dig "slo" "p95Seconds" "1" .Values.observability) }}
{{- "    for: '10m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'one of 20 requests to {{ $labels.job }} takes {{ $value | humanizeDuration }} or longer'\n" }}
{{- printf "      runbook_url: '%s/RequestsAreSlow.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'ModelIsNotAsked'\n" }}
{{- printf "    expr: 'max by (namespace, job) (nexus_model_circuit_open{namespace=\"%s\"}) == 1'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '10m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.job }} asks the language model no more, because it does not answer'\n" }}
{{- printf "      runbook_url: '%s/ModelIsNotAsked.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "- name: 'pods'\n" }}
{{- "  rules:\n" }}
{{- "  - record: 'pod:cpu_cores:rate5m'\n" }}
{{- printf "    expr: 'sum by (namespace, pod) (rate(process_cpu_seconds_total{namespace=\"%s\", job=~\"workspace-kernel|nexus-os\"}[5m])) or sum by (namespace, pod) (rate(redis_cpu_user_seconds_total{namespace=\"%s\"}[5m]) + rate(redis_cpu_sys_seconds_total{namespace=\"%s\"}[5m]))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'pod:memory_bytes:sum'\n" }}
{{- printf "    expr: 'sum by (namespace, pod) (process_resident_memory_bytes{namespace=\"%s\", job=~\"workspace-kernel|nexus-os\"}) or sum by (namespace, pod) (redis_memory_used_rss_bytes{namespace=\"%s\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'pod:cpu_of_request:ratio'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability|%s-backup|%s-logging\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability|%s-logging\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability|%s-backup\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "  - record: 'pod:cpu_of_limit:ratio'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability|%s-backup|%s-logging\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability|%s-logging\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability|%s-backup\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'pod:cpu_cores:rate5m / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability\", resource=\"cpu\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "  - record: 'pod:memory_of_request:ratio'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability|%s-backup|%s-logging\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability|%s-logging\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability|%s-backup\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_requests{namespace=~\"%s|%s-observability\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "  - record: 'pod:memory_of_limit:ratio'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability|%s-backup|%s-logging\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability|%s-logging\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability|%s-backup\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'pod:memory_bytes:sum / sum by (namespace, pod) (kube_pod_container_resource_limits{namespace=~\"%s|%s-observability\", resource=\"memory\", container=~\"workspace-kernel|nexus-os|redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "  - alert: 'PodNeedsMoreMemory'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:memory_of_limit:ratio{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:memory_of_limit:ratio{namespace=~\"%s|%s-observability|%s-logging\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'pod:memory_of_limit:ratio{namespace=~\"%s|%s-observability|%s-backup\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'pod:memory_of_limit:ratio{namespace=~\"%s|%s-observability\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '10m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of the memory that it may'\n" }}
{{- printf "      runbook_url: '%s/PodNeedsMoreMemory.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'PodNeedsMoreCpu'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:cpu_of_limit:ratio{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'pod:cpu_of_limit:ratio{namespace=~\"%s|%s-observability|%s-logging\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'pod:cpu_of_limit:ratio{namespace=~\"%s|%s-observability|%s-backup\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'pod:cpu_of_limit:ratio{namespace=~\"%s|%s-observability\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of the CPU that it may'\n" }}
{{- printf "      runbook_url: '%s/PodNeedsMoreCpu.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'PodRestarts'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}[15m])) > 2'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability|%s-logging\"}[15m])) > 2'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability|%s-backup\"}[15m])) > 2'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability\"}[15m])) > 2'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '1m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.container }} of {{ $labels.pod }} was restarted {{ $value | humanize }} times in 15 minutes'\n" }}
{{- printf "      runbook_url: '%s/PodRestarts.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'PodIsKilledForItsMemory'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}[15m])) > 0 and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{namespace=~\"%s|%s-observability|%s-backup|%s-logging\", reason=\"OOMKilled\"} == 1'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability|%s-logging\"}[15m])) > 0 and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{namespace=~\"%s|%s-observability|%s-logging\", reason=\"OOMKilled\"} == 1'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability|%s-backup\"}[15m])) > 0 and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{namespace=~\"%s|%s-observability|%s-backup\", reason=\"OOMKilled\"} == 1'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=~\"%s|%s-observability\"}[15m])) > 0 and on (namespace, pod, container) kube_pod_container_status_last_terminated_reason{namespace=~\"%s|%s-observability\", reason=\"OOMKilled\"} == 1'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '1m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.container }} of {{ $labels.pod }} had more memory than its limit, and was killed'\n" }}
{{- printf "      runbook_url: '%s/PodIsKilledForItsMemory.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'WorkloadLacksPods'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: '(kube_deployment_spec_replicas{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} > kube_deployment_status_replicas_available{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}) or (kube_statefulset_replicas{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} > kube_statefulset_status_replicas_ready{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: '(kube_deployment_spec_replicas{namespace=~\"%s|%s-observability|%s-logging\"} > kube_deployment_status_replicas_available{namespace=~\"%s|%s-observability|%s-logging\"}) or (kube_statefulset_replicas{namespace=~\"%s|%s-observability|%s-logging\"} > kube_statefulset_status_replicas_ready{namespace=~\"%s|%s-observability|%s-logging\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: '(kube_deployment_spec_replicas{namespace=~\"%s|%s-observability|%s-backup\"} > kube_deployment_status_replicas_available{namespace=~\"%s|%s-observability|%s-backup\"}) or (kube_statefulset_replicas{namespace=~\"%s|%s-observability|%s-backup\"} > kube_statefulset_status_replicas_ready{namespace=~\"%s|%s-observability|%s-backup\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: '(kube_deployment_spec_replicas{namespace=~\"%s|%s-observability\"} > kube_deployment_status_replicas_available{namespace=~\"%s|%s-observability\"}) or (kube_statefulset_replicas{namespace=~\"%s|%s-observability\"} > kube_statefulset_status_replicas_ready{namespace=~\"%s|%s-observability\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.deployment }}{{ $labels.statefulset }} has fewer pods that are ready than it should'\n" }}
{{- printf "      runbook_url: '%s/WorkloadLacksPods.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'AutoscalerIsAtItsMaximum'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'kube_horizontalpodautoscaler_status_current_replicas{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} >= kube_horizontalpodautoscaler_spec_max_replicas{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} > kube_horizontalpodautoscaler_spec_min_replicas{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'kube_horizontalpodautoscaler_status_current_replicas{namespace=~\"%s|%s-observability|%s-logging\"} >= kube_horizontalpodautoscaler_spec_max_replicas{namespace=~\"%s|%s-observability|%s-logging\"} > kube_horizontalpodautoscaler_spec_min_replicas{namespace=~\"%s|%s-observability|%s-logging\"}'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'kube_horizontalpodautoscaler_status_current_replicas{namespace=~\"%s|%s-observability|%s-backup\"} >= kube_horizontalpodautoscaler_spec_max_replicas{namespace=~\"%s|%s-observability|%s-backup\"} > kube_horizontalpodautoscaler_spec_min_replicas{namespace=~\"%s|%s-observability|%s-backup\"}'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'kube_horizontalpodautoscaler_status_current_replicas{namespace=~\"%s|%s-observability\"} >= kube_horizontalpodautoscaler_spec_max_replicas{namespace=~\"%s|%s-observability\"} > kube_horizontalpodautoscaler_spec_min_replicas{namespace=~\"%s|%s-observability\"}'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.horizontalpodautoscaler }} has as many pods as it may have, and adds none'\n" }}
{{- printf "      runbook_url: '%s/AutoscalerIsAtItsMaximum.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'ServiceIsDown'\n" }}
{{- printf "    expr: 'label_replace(absent(up{namespace=\"%s\", job=\"graphstudio-frontend\"} == 1), \"job\", \"graphstudio-frontend\", \"\", \"\") or label_replace(absent(up{namespace=\"%s\", job=\"workspace-kernel\"} == 1), \"job\", \"workspace-kernel\", \"\", \"\") or label_replace(absent(up{namespace=\"%s\", job=\"nexus-os\"} == 1), \"job\", \"nexus-os\", \"\", \"\")'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "    for: '2m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'no pod of {{ $labels.job }} answers'\n" }}
{{- printf "      runbook_url: '%s/ServiceIsDown.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'FiguresAreMissing'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'up{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"} == 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'up{namespace=~\"%s|%s-observability|%s-logging\"} == 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'up{namespace=~\"%s|%s-observability|%s-backup\"} == 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'up{namespace=~\"%s|%s-observability\"} == 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '10m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.pod }} does not tell its figures, so no alert on them can fire'\n" }}
{{- printf "      runbook_url: '%s/FiguresAreMissing.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "- name: 'database'\n" }}
{{- "  rules:\n" }}
{{- "  - record: 'namespace:database_connections:used_ratio'\n" }}
{{- printf "    expr: 'sum by (namespace) (pg_stat_database_numbackends{namespace=\"%s\"}) / max by (namespace) (pg_settings_max_connections{namespace=\"%s\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - record: 'namespace:database_disk:used_ratio'\n" }}
{{- printf "    expr: '(sum by (namespace) (pg_database_size_bytes{namespace=\"%s\"}) + (max by (namespace) (pg_replication_slots_pg_wal_lsn_diff{namespace=\"%s\"}) or 0 * max by (namespace) (pg_up{namespace=\"%s\"}))) / %d'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (div (splitList " " (include "nexus-gitops.quantity.sum" (list (list 1 .Values.postgres.storage))) | first | int64) 1) }}
{{- "  - alert: 'DatabaseIsDown'\n" }}
{{- printf "    expr: '(max by (namespace) (pg_up{namespace=\"%s\"}) == 0) or absent(pg_up{namespace=\"%s\", job=\"postgres\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "    for: '2m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'PostgreSQL does not answer, so no workspace can be opened or saved'\n" }}
{{- printf "      runbook_url: '%s/DatabaseIsDown.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'DatabaseConnectionsRunOut'\n" }}
{{- printf "    expr: 'namespace:database_connections:used_ratio{namespace=\"%s\"} > 0.8'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '5m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $value | humanizePercentage }} of the connections that PostgreSQL allows are taken'\n" }}
{{- printf "      runbook_url: '%s/DatabaseConnectionsRunOut.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'ReplicationSlotHoldsBack'\n" }}
{{- printf "    expr: 'max by (namespace, slot_name) (pg_replication_slots_pg_wal_lsn_diff{namespace=\"%s\"}) > 1073741824'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '10m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'nobody reads from the replication slot {{ $labels.slot_name }}, so PostgreSQL keeps {{ $value | humanize1024 }}B of its log'\n" }}
{{- printf "      runbook_url: '%s/ReplicationSlotHoldsBack.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'DatabaseDiskIsNearlyFull'\n" }}
{{- printf "    expr: 'namespace:database_disk:used_ratio{namespace=\"%s\"} > 0.85'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '5m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $value | humanizePercentage }} of the database''s disk is used; when it is full, PostgreSQL stops'\n" }}
{{- printf "      runbook_url: '%s/DatabaseDiskIsNearlyFull.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'DatabaseDiskFillsUp'\n" }}
{{- printf "    expr: 'predict_linear(namespace:database_disk:used_ratio{namespace=\"%s\"}[6h], 4 * 86400) > 1 and namespace:database_disk:used_ratio{namespace=\"%s\"} > 0.4'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "    for: '1h'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'in four days the database''s disk is full, as it goes on'\n" }}
{{- printf "      runbook_url: '%s/DatabaseDiskFillsUp.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "- name: 'cache'\n" }}
{{- "  rules:\n" }}
{{- "  - record: 'namespace:redis_memory:used_ratio'\n" }}
{{- printf "    expr: 'max by (namespace) (redis_memory_used_bytes{namespace=\"%s\"} / (redis_memory_max_bytes{namespace=\"%s\"} > 0))'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "  - alert: 'RedisIsDown'\n" }}
{{- printf "    expr: '(max by (namespace) (redis_up{namespace=\"%s\"}) == 0) or absent(redis_up{namespace=\"%s\", job=\"redis\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "    for: '2m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'Redis does not answer, so kernels cannot tell each other what they own'\n" }}
{{- printf "      runbook_url: '%s/RedisIsDown.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'RedisMemoryRunsOut'\n" }}
{{- printf "    expr: 'namespace:redis_memory:used_ratio{namespace=\"%s\"} > 0.9'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '10m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'Redis uses {{ $value | humanizePercentage }} of the memory that it may, and then lets go of what was not used for long'\n" }}
{{- printf "      runbook_url: '%s/RedisMemoryRunsOut.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (and (hasKey .Values.observability "argocd") (kindIs "invalid" (index .Values.observability "argocd")))) }}
{{- "- name: 'release'\n" }}
{{- "  rules:\n" }}
{{- "  - alert: 'ReleaseIsOutOfSync'\n" }}
{{- printf "    expr: 'argocd_app_info{name=~\"nexus-%s-.+\", sync_status!=\"Synced\"} == 1'\n" (default .Release.Name .Values.name) }}
{{- "    for: '30m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.name }} is {{ $labels.sync_status }}: the cluster does not run what is published'\n" }}
{{- printf "      runbook_url: '%s/ReleaseIsOutOfSync.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'ReleaseIsDegraded'\n" }}
{{- printf "    expr: 'argocd_app_info{name=~\"nexus-%s-.+\", health_status=~\"Degraded|Missing\"} == 1'\n" (default .Release.Name .Values.name) }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.name }} is {{ $labels.health_status }}'\n" }}
{{- printf "      runbook_url: '%s/ReleaseIsDegraded.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (kindIs "invalid" (index .Values.observability "certManager"))) }}
{{- "- name: 'certificates'\n" }}
{{- "  rules:\n" }}
{{- "  - alert: 'CertificateIsNotRenewed'\n" }}
{{- printf "    expr: 'certmanager_certificate_expiration_timestamp_seconds{namespace=\"%s\"} - time() < 14 * 86400'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    for: '1h'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'the certificate {{ $labels.name }} expires in {{ $value | humanizeDuration }}, and should have been renewed'\n" }}
{{- printf "      runbook_url: '%s/CertificateIsNotRenewed.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'CertificateExpires'\n" }}
{{- printf "    expr: '(certmanager_certificate_expiration_timestamp_seconds{namespace=\"%s\"} - time() < 3 * 86400) or absent(certmanager_certificate_expiration_timestamp_seconds{namespace=\"%s\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'the certificate {{ $labels.name }} expires in {{ $value | humanizeDuration }}, or there is none'\n" }}
{{- printf "      runbook_url: '%s/CertificateExpires.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- "- name: 'lines'\n" }}
{{- "  rules:\n" }}
{{- "  - alert: 'LinesAreLost'\n" }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, pod) (increase(fluentbit_output_dropped_records_total{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, pod) (increase(fluentbit_output_dropped_records_total{namespace=~\"%s|%s-observability|%s-logging\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- "    for: '1m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: '{{ $labels.pod }} has given up {{ $value | humanize }} lines of its node''s pods'\n" }}
{{- printf "      runbook_url: '%s/LinesAreLost.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "- name: 'backups'\n" }}
{{- "  rules:\n" }}
{{- "  - alert: 'BackupIsOld'\n" }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: '(time() - max(nexus_backup_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}) > %d * 3600) or absent(nexus_backup_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (int64 (dig "backups" "newestHours" 26 .Values.observability)) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: '(time() - max(nexus_backup_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup\"}) > %d * 3600) or absent(nexus_backup_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (int64 (dig "backups" "newestHours" 26 .Values.observability)) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'the newest good backup is {{ $value | humanizeDuration }} old, or there is none'\n" }}
{{- printf "      runbook_url: '%s/BackupIsOld.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'RestoreIsNotVerified'\n" }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: '(time() - max(nexus_restore_test_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}) > %d * 3600) or absent(nexus_restore_test_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (int64 (dig "backups" "verifiedHours" 192 .Values.observability)) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: '(time() - max(nexus_restore_test_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup\"}) > %d * 3600) or absent(nexus_restore_test_last_success_timestamp_seconds{namespace=~\"%s|%s-observability|%s-backup\"})'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (int64 (dig "backups" "verifiedHours" 192 .Values.observability)) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'the newest backup that was restored and found whole is {{ $value | humanizeDuration }} old, or there is none'\n" }}
{{- printf "      runbook_url: '%s/RestoreIsNotVerified.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- end }}
{{- "- name: 'watching'\n" }}
{{- "  rules:\n" }}
{{- "  - alert: 'RulesFail'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, rule_group) (increase(prometheus_rule_evaluation_failures_total{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, rule_group) (increase(prometheus_rule_evaluation_failures_total{namespace=~\"%s|%s-observability|%s-logging\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'sum by (namespace, rule_group) (increase(prometheus_rule_evaluation_failures_total{namespace=~\"%s|%s-observability|%s-backup\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'sum by (namespace, rule_group) (increase(prometheus_rule_evaluation_failures_total{namespace=~\"%s|%s-observability\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '15m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'warning'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'Prometheus cannot work out rules of {{ $labels.rule_group }}'\n" }}
{{- printf "      runbook_url: '%s/RulesFail.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- "  - alert: 'AlertsReachNobody'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, integration) (increase(alertmanager_notifications_failed_total{namespace=~\"%s|%s-observability|%s-backup|%s-logging\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- printf "    expr: 'sum by (namespace, integration) (increase(alertmanager_notifications_failed_total{namespace=~\"%s|%s-observability|%s-logging\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    expr: 'sum by (namespace, integration) (increase(alertmanager_notifications_failed_total{namespace=~\"%s|%s-observability|%s-backup\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    expr: 'sum by (namespace, integration) (increase(alertmanager_notifications_failed_total{namespace=~\"%s|%s-observability\"}[15m])) > 0'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- "    for: '5m'\n" }}
{{- "    labels:\n" }}
{{- "      severity: 'critical'\n" }}
{{- printf "      environment: '%s'\n" (default .Release.Name .Values.name) }}
{{- "    annotations:\n" }}
{{- "      summary: 'Alertmanager cannot tell {{ $labels.integration }} of alerts'\n" }}
{{- printf "      runbook_url: '%s/AlertsReachNobody.md'\n" (dig "runbooks" "docs/runbooks" .Values.observability) }}
{{- end }}

{{- define "nexus.content7" -}}
prometheus.yml: {{ include "nexus.text3" . | toJson }}
rules.yml: {{ include "nexus.text4" . | toJson }}
{{- end }}

{{- define "nexus.prometheus-config" -}}
{{- printf "prometheus-config-%s" (include "nexus.content7" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.text5" -}}
{{- "{\n" }}
{{- " \"annotations\": {\n" }}
{{- "  \"list\": [\n" }}
{{- "   {\n" }}
{{- "    \"builtIn\": 0,\n" }}
{{- "    \"datasource\": {\n" }}
{{- "     \"type\": \"prometheus\",\n" }}
{{- "     \"uid\": \"prometheus\"\n" }}
{{- "    },\n" }}
{{- "    \"enable\": true,\n" }}
{{- printf "    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "    \"hide\": false,\n" }}
{{- "    \"iconColor\": \"blue\",\n" }}
{{- "    \"name\": \"Releases\"\n" }}
{{- "   }\n" }}
{{- "  ]\n" }}
{{- " },\n" }}
{{- " \"editable\": true,\n" }}
{{- " \"fiscalYearStartMonth\": 0,\n" }}
{{- " \"graphTooltip\": 1,\n" }}
{{- " \"panels\": [\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"reqps\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 0\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_requests:rate5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Requests\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"Share of the requests that are answered with 5xx, and what the SLO allows.\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"percentunit\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 0\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_request_errors:ratio_rate5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    },\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"1 - vector(%s) / 100\",\n" ((dig "slo" "availability" "99.9" .Values.observability) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"allowed\",\n" }}
{{- "     \"refId\": \"B\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Errors\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"s\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 8\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_request_seconds:p95_5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Latency: 95 of 100 requests\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 8\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"installation:nexus_active_workspaces:sum{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"active\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    },\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"installation:nexus_workspace_capacity:sum{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"room now\",\n" }}
{{- "     \"refId\": \"B\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Active workspaces\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"cores\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 16\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"pod:cpu_cores:rate5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{pod}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"CPU by pod\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"bytes\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 16\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"pod:memory_bytes:sum{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{pod}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Memory by pod\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability|%s-backup|%s-logging\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability|%s-logging\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability|%s-backup\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"1 is a rate that uses up the budget in exactly its thirty days.\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"percentunit\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_request_errors:ratio_rate3d{namespace=\\\"%s\\\"} / (1 - %s / 100)\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((dig "slo" "availability" "99.9" .Values.observability) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Error budget used: three days\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  }\n" }}
{{- " ],\n" }}
{{- " \"refresh\": \"1m\",\n" }}
{{- " \"schemaVersion\": 41,\n" }}
{{- " \"tags\": [\n" }}
{{- "  \"nexus\",\n" }}
{{- printf "  \"%s\"\n" ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- " ],\n" }}
{{- " \"templating\": {},\n" }}
{{- " \"time\": {\n" }}
{{- "  \"from\": \"now-6h\",\n" }}
{{- "  \"to\": \"now\"\n" }}
{{- " },\n" }}
{{- " \"timezone\": \"browser\",\n" }}
{{- printf " \"title\": \"%s: Platform\",\n" ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- printf " \"uid\": \"nexus-%s-platform\"\n" ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "}" }}
{{- end }}

{{- define "nexus.text6" -}}
{{- "{\n" }}
{{- " \"annotations\": {\n" }}
{{- "  \"list\": [\n" }}
{{- "   {\n" }}
{{- "    \"builtIn\": 0,\n" }}
{{- "    \"datasource\": {\n" }}
{{- "     \"type\": \"prometheus\",\n" }}
{{- "     \"uid\": \"prometheus\"\n" }}
{{- "    },\n" }}
{{- "    \"enable\": true,\n" }}
{{- printf "    \"expr\": \"changes(max by (namespace) (process_start_time_seconds{namespace=\\\"%s\\\", job=\\\"workspace-kernel\\\"})[10m:1m]) > 0\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "    \"hide\": false,\n" }}
{{- "    \"iconColor\": \"blue\",\n" }}
{{- "    \"name\": \"Releases\"\n" }}
{{- "   }\n" }}
{{- "  ]\n" }}
{{- " },\n" }}
{{- " \"editable\": true,\n" }}
{{- " \"fiscalYearStartMonth\": 0,\n" }}
{{- " \"graphTooltip\": 1,\n" }}
{{- " \"panels\": [\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"reqps\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 0\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_requests:rate5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Requests\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"Share of the requests that are answered with 5xx, and what the SLO allows.\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"percentunit\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 0\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_request_errors:ratio_rate5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    },\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"1 - vector(%s) / 100\",\n" ((dig "slo" "availability" "99.9" .Values.observability) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"allowed\",\n" }}
{{- "     \"refId\": \"B\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Errors\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"s\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 8\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_request_seconds:p95_5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Latency: 95 of 100 requests\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 8\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"installation:nexus_active_workspaces:sum{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"active\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    },\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"installation:nexus_workspace_capacity:sum{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"room now\",\n" }}
{{- "     \"refId\": \"B\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Active workspaces\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"cores\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 16\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"pod:cpu_cores:rate5m{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{pod}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"CPU by pod\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"bytes\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 16\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"pod:memory_bytes:sum{namespace=\\\"%s\\\"}\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{pod}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Memory by pod\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  },\n" }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability|%s-backup|%s-logging\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability|%s-backup\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "logging")) }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability|%s-logging\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if kindIs "invalid" (index .Values "logging") }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"short\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 0,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"sum by (job) (up{namespace=~\\\"%s|%s-observability\\\"})\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Pods that tell their figures\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- end }}
{{- end }}
{{- "  },\n" }}
{{- "  {\n" }}
{{- "   \"datasource\": {\n" }}
{{- "    \"type\": \"prometheus\",\n" }}
{{- "    \"uid\": \"prometheus\"\n" }}
{{- "   },\n" }}
{{- "   \"description\": \"1 is a rate that uses up the budget in exactly its thirty days.\",\n" }}
{{- "   \"fieldConfig\": {\n" }}
{{- "    \"defaults\": {\n" }}
{{- "     \"custom\": {\n" }}
{{- "      \"fillOpacity\": 10\n" }}
{{- "     },\n" }}
{{- "     \"min\": 0,\n" }}
{{- "     \"unit\": \"percentunit\"\n" }}
{{- "    },\n" }}
{{- "    \"overrides\": []\n" }}
{{- "   },\n" }}
{{- "   \"gridPos\": {\n" }}
{{- "    \"h\": 8,\n" }}
{{- "    \"w\": 12,\n" }}
{{- "    \"x\": 12,\n" }}
{{- "    \"y\": 24\n" }}
{{- "   },\n" }}
{{- "   \"options\": {\n" }}
{{- "    \"legend\": {\n" }}
{{- "     \"calcs\": [],\n" }}
{{- "     \"displayMode\": \"list\",\n" }}
{{- "     \"placement\": \"bottom\",\n" }}
{{- "     \"showLegend\": true\n" }}
{{- "    },\n" }}
{{- "    \"tooltip\": {\n" }}
{{- "     \"mode\": \"single\",\n" }}
{{- "     \"sort\": \"asc\"\n" }}
{{- "    }\n" }}
{{- "   },\n" }}
{{- "   \"repeatDirection\": \"h\",\n" }}
{{- "   \"targets\": [\n" }}
{{- "    {\n" }}
{{- printf "     \"expr\": \"job:nexus_request_errors:ratio_rate3d{namespace=\\\"%s\\\"} / (1 - %s / 100)\",\n" ((default .Release.Namespace .Values.namespace) | toRawJson | trimPrefix "\"" | trimSuffix "\"") ((dig "slo" "availability" "99.9" .Values.observability) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "     \"legendFormat\": \"{{job}}\",\n" }}
{{- "     \"refId\": \"A\"\n" }}
{{- "    }\n" }}
{{- "   ],\n" }}
{{- "   \"title\": \"Error budget used: three days\",\n" }}
{{- "   \"transparent\": false,\n" }}
{{- "   \"type\": \"timeseries\"\n" }}
{{- "  }\n" }}
{{- " ],\n" }}
{{- " \"refresh\": \"1m\",\n" }}
{{- " \"schemaVersion\": 41,\n" }}
{{- " \"tags\": [\n" }}
{{- "  \"nexus\",\n" }}
{{- printf "  \"%s\"\n" ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- " ],\n" }}
{{- " \"templating\": {},\n" }}
{{- " \"time\": {\n" }}
{{- "  \"from\": \"now-6h\",\n" }}
{{- "  \"to\": \"now\"\n" }}
{{- " },\n" }}
{{- " \"timezone\": \"browser\",\n" }}
{{- printf " \"title\": \"%s: Platform\",\n" ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- printf " \"uid\": \"nexus-%s-platform\"\n" ((default .Release.Name .Values.name) | toRawJson | trimPrefix "\"" | trimSuffix "\"") }}
{{- "}" }}
{{- end }}

{{- define "nexus.content8" -}}
{{- if not (eq (printf "%s-platform.json" (default .Release.Name .Values.name)) "platform.json") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (eq (dig "stack" "kind" "own" .Values.observability) "own") }}
platform.json: {{ include "nexus.text5" . | toJson }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (eq (dig "stack" "kind" "own" .Values.observability) "own")) }}
{{ printf "%s-platform.json" (default .Release.Name .Values.name) | toJson }}: {{ include "nexus.text6" . | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.dashboard-platform" -}}
{{- printf "dashboard-platform-%s" (include "nexus.content8" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content9" -}}
{{- if not (eq (printf "%s-kernel.json" (default .Release.Name .Values.name)) "kernel.json") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (eq (dig "stack" "kind" "own" .Values.observability) "own") }}
kernel.json: {{ include "nexus.kerneljson" . | toJson }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (eq (dig "stack" "kind" "own" .Values.observability) "own")) }}
{{ printf "%s-kernel.json" (default .Release.Name .Values.name) | toJson }}: {{ include "nexus.kerneljson" . | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.dashboard-kernel" -}}
{{- printf "dashboard-kernel-%s" (include "nexus.content9" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content10" -}}
{{- if not (eq (printf "%s-nexus-os.json" (default .Release.Name .Values.name)) "nexus-os.json") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (eq (dig "stack" "kind" "own" .Values.observability) "own") }}
nexus-os.json: {{ include "nexus.nexus-osjson" . | toJson }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (eq (dig "stack" "kind" "own" .Values.observability) "own")) }}
{{ printf "%s-nexus-os.json" (default .Release.Name .Values.name) | toJson }}: {{ include "nexus.nexus-osjson" . | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.dashboard-nexus-os" -}}
{{- printf "dashboard-nexus-os-%s" (include "nexus.content10" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content11" -}}
{{- if not (eq (printf "%s-entry.json" (default .Release.Name .Values.name)) "entry.json") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (eq (dig "stack" "kind" "own" .Values.observability) "own") }}
entry.json: {{ include "nexus.entryjson" . | toJson }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (eq (dig "stack" "kind" "own" .Values.observability) "own")) }}
{{ printf "%s-entry.json" (default .Release.Name .Values.name) | toJson }}: {{ include "nexus.entryjson" . | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.dashboard-entry" -}}
{{- printf "dashboard-entry-%s" (include "nexus.content11" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content12" -}}
{{- if not (eq (printf "%s-database.json" (default .Release.Name .Values.name)) "database.json") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (eq (dig "stack" "kind" "own" .Values.observability) "own") }}
database.json: {{ include "nexus.databasejson" . | toJson }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (eq (dig "stack" "kind" "own" .Values.observability) "own")) }}
{{ printf "%s-database.json" (default .Release.Name .Values.name) | toJson }}: {{ include "nexus.databasejson" . | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.dashboard-database" -}}
{{- printf "dashboard-database-%s" (include "nexus.content12" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content13" -}}
{{- if not (eq (printf "%s-release.json" (default .Release.Name .Values.name)) "release.json") }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (eq (dig "stack" "kind" "own" .Values.observability) "own") }}
release.json: {{ include "nexus.releasejson" . | toJson }}
{{- end }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "observability"))) (not (eq (dig "stack" "kind" "own" .Values.observability) "own")) }}
{{ printf "%s-release.json" (default .Release.Name .Values.name) | toJson }}: {{ include "nexus.releasejson" . | toJson }}
{{- end }}
{{- end }}

{{- define "nexus.dashboard-release" -}}
{{- printf "dashboard-release-%s" (include "nexus.content13" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content14" -}}
platform.json: {{ include "nexus.text5" . | toJson }}
{{- end }}

{{- define "nexus.dashboard-platform2" -}}
{{- printf "dashboard-platform-%s" (include "nexus.content14" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content15" -}}
kernel.json: {{ include "nexus.kerneljson" . | toJson }}
{{- end }}

{{- define "nexus.dashboard-kernel2" -}}
{{- printf "dashboard-kernel-%s" (include "nexus.content15" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content16" -}}
nexus-os.json: {{ include "nexus.nexus-osjson" . | toJson }}
{{- end }}

{{- define "nexus.dashboard-nexus-os2" -}}
{{- printf "dashboard-nexus-os-%s" (include "nexus.content16" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content17" -}}
entry.json: {{ include "nexus.entryjson" . | toJson }}
{{- end }}

{{- define "nexus.dashboard-entry2" -}}
{{- printf "dashboard-entry-%s" (include "nexus.content17" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content18" -}}
database.json: {{ include "nexus.databasejson" . | toJson }}
{{- end }}

{{- define "nexus.dashboard-database2" -}}
{{- printf "dashboard-database-%s" (include "nexus.content18" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content19" -}}
release.json: {{ include "nexus.releasejson" . | toJson }}
{{- end }}

{{- define "nexus.dashboard-release2" -}}
{{- printf "dashboard-release-%s" (include "nexus.content19" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content20" -}}
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
{{- printf "nexus-backup-config-%s" (include "nexus.content20" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content21" -}}
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

{{- define "nexus.keys-target2" -}}
{{- include "nexus.content21" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content22" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- DATABASE_BACKUP_PASSWORD
- BACKUP_KEY
- AWS_ACCESS_KEY_ID
- AWS_SECRET_ACCESS_KEY
{{- end }}

{{- define "nexus.keys2" -}}
{{- include "nexus.content22" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content23" -}}
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

{{- define "nexus.nexus-backup-config2" -}}
{{- printf "nexus-backup-config-%s" (include "nexus.content23" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content24" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- DATABASE_BACKUP_PASSWORD
- BACKUP_KEY
{{- end }}

{{- define "nexus.keys3" -}}
{{- include "nexus.content24" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content25" -}}
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

{{- define "nexus.nexus-backup-config3" -}}
{{- printf "nexus-backup-config-%s" (include "nexus.content25" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content26" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- LOGS_PASSWORD
{{- end }}

{{- define "nexus.keys4" -}}
{{- include "nexus.content26" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.text7" -}}
{{- "service:\n" }}
{{- "  flush: 1\n" }}
{{- "  grace: 20\n" }}
{{- "  log_level: 'warn'\n" }}
{{- "  http_server: true\n" }}
{{- "  http_listen: '0.0.0.0'\n" }}
{{- "  http_port: 2020\n" }}
{{- "  scheduler.base: 1\n" }}
{{- "  scheduler.cap: 60\n" }}
{{- "  storage.path: '/buffer/chunks'\n" }}
{{- "  storage.max_chunks_up: 32\n" }}
{{- "  storage.backlog.mem_limit: '16M'\n" }}
{{- "  storage.metrics: true\n" }}
{{- "  storage.delete_irrecoverable_chunks: true\n" }}
{{- "pipeline:\n" }}
{{- "  inputs:\n" }}
{{- "  - name: 'tail'\n" }}
{{- "    tag: 'kube.*'\n" }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- if not (kindIs "invalid" (index .Values "observability")) }}
{{- printf "    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-observability_*.log,/var/log/containers/*_%s-backup_*.log,/var/log/containers/*_%s-logging_*.log'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- if not (kindIs "invalid" (index .Values "observability")) }}
{{- printf "    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-observability_*.log,/var/log/containers/*_%s-logging_*.log'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "observability") }}
{{- if not (kindIs "invalid" (index .Values "backup")) }}
{{- printf "    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-backup_*.log,/var/log/containers/*_%s-logging_*.log'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- if kindIs "invalid" (index .Values "observability") }}
{{- if kindIs "invalid" (index .Values "backup") }}
{{- printf "    path: '/var/log/containers/*_%s_*.log,/var/log/containers/*_%s-logging_*.log'\n" (default .Release.Namespace .Values.namespace) (default .Release.Namespace .Values.namespace) }}
{{- end }}
{{- end }}
{{- printf "    exclude_path: '/var/log/containers/fluent-bit-*_%s-logging_*.log'\n" (default .Release.Namespace .Values.namespace) }}
{{- "    multiline.parser: 'cri'\n" }}
{{- "    db: '/buffer/positions.db'\n" }}
{{- "    read_from_head: true\n" }}
{{- "    refresh_interval: 5\n" }}
{{- "    rotate_wait: 30\n" }}
{{- "    buffer_max_size: '256k'\n" }}
{{- "    skip_long_lines: true\n" }}
{{- "    storage.type: 'filesystem'\n" }}
{{- "  filters:\n" }}
{{- "  - name: 'kubernetes'\n" }}
{{- "    match: 'kube.*'\n" }}
{{- "    kube_tag_prefix: 'kube.var.log.containers.'\n" }}
{{- "    merge_log: true\n" }}
{{- "    keep_log: false\n" }}
{{- "    labels: false\n" }}
{{- "    annotations: false\n" }}
{{- "    buffer_size: 0\n" }}
{{- "  - name: 'lua'\n" }}
{{- "    match: 'kube.*'\n" }}
{{- "    script: '/fluent-bit/etc/nexus/contract.lua'\n" }}
{{- "    call: 'to_contract'\n" }}
{{- "  outputs:\n" }}
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (eq (dig "backend" "kind" "victorialogs" .Values.logging) "victorialogs") }}
{{- "  - name: 'http'\n" }}
{{- "    host: 'victoria-logs'\n" }}
{{- "    port: 9428\n" }}
{{- "    uri: '/insert/jsonline?_stream_fields=service,kubernetes.namespace_name&_msg_field=message&_time_field=timestamp'\n" }}
{{- "    format: 'json_lines'\n" }}
{{- "    json_date_key: false\n" }}
{{- "    compress: 'gzip'\n" }}
{{- "    http_user: 'nexus'\n" }}
{{- "    http_passwd: '${LOGS_PASSWORD}'\n" }}
{{- "    match: 'kube.*'\n" }}
{{- "    retry_limit: 60\n" }}
{{- "    storage.total_limit_size: '512M'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (eq (dig "backend" "kind" "victorialogs" .Values.logging) "opensearch") }}
{{- "  - name: 'opensearch'\n" }}
{{- "    host: 'opensearch'\n" }}
{{- "    port: 9200\n" }}
{{- printf "    index: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    suppress_type_name: true\n" }}
{{- "    write_operation: 'create'\n" }}
{{- "    generate_id: true\n" }}
{{- "    trace_error: true\n" }}
{{- "    compress: 'gzip'\n" }}
{{- "    http_user: 'nexus'\n" }}
{{- "    http_passwd: '${LOGS_PASSWORD}'\n" }}
{{- "    match: 'kube.*'\n" }}
{{- "    retry_limit: 60\n" }}
{{- "    storage.total_limit_size: '512M'\n" }}
{{- end }}
{{- if and (not (kindIs "invalid" (index .Values "logging"))) (eq (dig "backend" "kind" "victorialogs" .Values.logging) "elasticsearch") }}
{{- "  - name: 'es'\n" }}
{{- "    host: 'elasticsearch'\n" }}
{{- "    port: 9200\n" }}
{{- printf "    index: 'nexus-%s'\n" (default .Release.Name .Values.name) }}
{{- "    suppress_type_name: true\n" }}
{{- "    write_operation: 'create'\n" }}
{{- "    generate_id: true\n" }}
{{- "    trace_error: true\n" }}
{{- "    compress: 'gzip'\n" }}
{{- "    http_user: 'nexus'\n" }}
{{- "    http_passwd: '${LOGS_PASSWORD}'\n" }}
{{- "    match: 'kube.*'\n" }}
{{- "    retry_limit: 60\n" }}
{{- "    storage.total_limit_size: '512M'\n" }}
{{- end }}
{{- end }}

{{- define "nexus.content27" -}}
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
fluent-bit.yaml: {{ include "nexus.text7" . | toJson }}
{{- end }}

{{- define "nexus.fluent-bit-config" -}}
{{- printf "fluent-bit-config-%s" (include "nexus.content27" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content28" -}}
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
{{- include "nexus.content28" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content29" -}}
- {{ .Values.secrets.store | toJson }}
- {{ .Values.secrets.remoteKey | toJson }}
- LOGS_ADMIN_PASSWORD
- LOGS_PAGE_PASSWORD
- LOGS_PASSWORD
{{- end }}

{{- define "nexus.keys5" -}}
{{- include "nexus.content29" . | fromYamlArray | toRawJson | sha256sum | trunc 10 -}}
{{- end }}

{{- define "nexus.content30" -}}
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
objects.ndjson: {{ include "nexus.objectsndjson" . | toJson }}
policy.json: {{ include "nexus.policyjson" . | toJson }}
role-mapping.json: |
  {
    "users": [
      "nexus"
    ]
  }
role.json: {{ include "nexus.rolejson" . | toJson }}
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
template.json: {{ include "nexus.templatejson" . | toJson }}
{{- end }}

{{- define "nexus.opensearch-setup-config" -}}
{{- printf "opensearch-setup-config-%s" (include "nexus.content30" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content31" -}}
activeDeadlineSeconds: 1800
backoffLimit: 3
template:
  metadata:
    {{- if not (eq .Values.secrets.kind "cluster") }}
    annotations:
      checksum/keys: {{ include "nexus.keys5" . | toJson }}
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
{{- printf "opensearch-setup-%s" (include "nexus.content31" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content32" -}}
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
objects.ndjson: {{ include "nexus.objectsndjson" . | toJson }}
policy.json: {{ include "nexus.policyjson2" . | toJson }}
role.json: {{ include "nexus.rolejson2" . | toJson }}
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
template.json: {{ include "nexus.templatejson2" . | toJson }}
{{- end }}

{{- define "nexus.elasticsearch-setup-config" -}}
{{- printf "elasticsearch-setup-config-%s" (include "nexus.content32" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}

{{- define "nexus.content33" -}}
activeDeadlineSeconds: 1800
backoffLimit: 3
template:
  metadata:
    {{- if not (eq .Values.secrets.kind "cluster") }}
    annotations:
      checksum/keys: {{ include "nexus.keys5" . | toJson }}
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
{{- printf "elasticsearch-setup-%s" (include "nexus.content33" . | fromYaml | toRawJson | sha256sum | trunc 10) -}}
{{- end }}
