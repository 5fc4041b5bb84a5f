{{/*
Names and labels.
*/}}

{{- define "farrier.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "farrier.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains (include "farrier.name" .) .Release.Name -}}
{{- .Release.Name -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "farrier.name" .) -}}
{{- end -}}
{{- end -}}

{{/*
The name of an object of a component: (dict "ctx" $ "component" "core").
At most 52 characters: Kubernetes adds a hash of 10 to a StatefulSet's name in a label, and a label has at most 63.
*/}}
{{- define "farrier.componentName" -}}
{{- $name := printf "%s-%s" (include "farrier.fullname" .ctx) .component -}}
{{- if gt (len $name) 52 -}}
{{- printf "%s-%s" ($name | trunc 43 | trimSuffix "-") (sha256sum $name | trunc 8) -}}
{{- else -}}
{{- $name -}}
{{- end -}}
{{- end -}}

{{/* A site's name as a part of names and labels. */}}
{{- define "farrier.siteSlug" -}}
{{- regexReplaceAll "[^a-z0-9]+" (lower (toString .)) "-" | trunc 40 | trimAll "-" -}}
{{- end -}}

{{/*
The labels that selectors use: they never change, or an upgrade would be refused. (dict "ctx" $ "component" "core" "site" "eu")
*/}}
{{- define "farrier.selectorLabels" -}}
app.kubernetes.io/name: {{ include "farrier.name" .ctx }}
app.kubernetes.io/instance: {{ .ctx.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .site }}
farrier.dev/site: {{ include "farrier.siteSlug" . | quote }}
{{- end }}
{{- end -}}

{{/* The labels of every object. */}}
{{- define "farrier.labels" -}}
{{- $all := dict
    "helm.sh/chart" (printf "%s-%s" .ctx.Chart.Name .ctx.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
    "app.kubernetes.io/version" (.ctx.Chart.AppVersion | toString | replace "+" "_" | trunc 63 | trimSuffix "-")
    "app.kubernetes.io/managed-by" .ctx.Release.Service
    "app.kubernetes.io/part-of" "farrier" -}}
{{- $own := include "farrier.selectorLabels" . | fromYaml -}}
{{- toYaml (mergeOverwrite (dict) .ctx.Values.commonLabels $all $own) -}}
{{- end -}}

{{/* The image: (dict "ctx" $ "image" a map with tag and digest that overrule image.*). */}}
{{- define "farrier.image" -}}
{{- $image := .ctx.Values.image -}}
{{- $own := default (dict) .image -}}
{{- $digest := default (ternary "" $image.digest (not (empty $own.tag))) $own.digest -}}
{{- if $digest -}}
{{- printf "%s@%s" $image.repository $digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (toString (coalesce $own.tag $image.tag .ctx.Chart.AppVersion)) -}}
{{- end -}}
{{- end -}}

{{/* The values of one site's executors: those of `executors`, and what the site says otherwise. (dict "ctx" $ "site" a map) */}}
{{- define "farrier.siteValues" -}}
{{- toYaml (mergeOverwrite (deepCopy .ctx.Values.executors) (deepCopy .site)) -}}
{{- end -}}

{{- define "farrier.serviceAccountName" -}}
{{- if .ctx.Values.serviceAccount.create -}}
{{- default (include "farrier.fullname" .ctx) .ctx.Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .ctx.Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* (dict "ctx" $ "name" the object's name "values" the site's) */}}
{{- define "farrier.executorServiceAccountName" -}}
{{- if .values.serviceAccount.create -}}
{{- default .name .values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "farrier.signingSecret" -}}
{{- if .Values.signing.secret.create -}}
{{- include "farrier.componentName" (dict "ctx" . "component" "signing") -}}
{{- else -}}
{{- .Values.signing.secret.name -}}
{{- end -}}
{{- end -}}

{{- define "farrier.tokenSecret" -}}
{{- if .Values.http.token.create -}}
{{- include "farrier.componentName" (dict "ctx" . "component" "token") -}}
{{- else -}}
{{- .Values.http.token.secret -}}
{{- end -}}
{{- end -}}

{{/* Whether the policies that helm test needs are added to those of the user: they can't be, where those come from Git or by push. */}}
{{- define "farrier.testPolicies" -}}
{{- if and .Values.test.enabled .Values.engine.enabled (not .Values.policies.git.url) (not .Values.policies.push) .Values.sites -}}
true
{{- end -}}
{{- end -}}

{{/* The ports of Kafka, as a list: those that are configured, else those of the bootstrap servers. */}}
{{- define "farrier.kafkaPorts" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.egress.kafka.ports -}}
{{- $ports = append $ports (int .) -}}
{{- end -}}
{{- if not $ports -}}
{{- range splitList "," .Values.kafka.bootstrapServers -}}
{{- $ports = append $ports (splitList ":" (trim .) | last | int) -}}
{{- end -}}
{{- end -}}
{{- toYaml (uniq $ports) -}}
{{- end -}}

{{/* The port of a URL. */}}
{{- define "farrier.urlPort" -}}
{{- $url := . -}}
{{- $port := regexFind "^[a-z+]+://[^/]*:[0-9]+(/|$)" $url | regexFind ":[0-9]+(/|$)" | trimAll ":/" -}}
{{- coalesce $port (ternary "443" "" (hasPrefix "https://" $url)) (ternary "80" "" (hasPrefix "http://" $url)) "22" -}}
{{- end -}}
