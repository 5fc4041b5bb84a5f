{{/*
What stands in farrier.yaml: the keys of docs/configuration.md.
*/}}

{{/* kafka.*, as every process and every command of the command line has it. Secrets are read from their files by Kafka's clients. */}}
{{- define "farrier.config.kafka" -}}
{{- $kafka := .Values.kafka -}}
{{- $config := dict -}}
{{- range $key, $value := $kafka.config -}}
{{- /* a large number would be written as 1e+06 */ -}}
{{- $whole := and (kindIs "float64" $value) (eq (floor $value) $value) -}}
{{- $_ := set $config (printf "kafka.%s" $key) (ternary (int64 $value | toString) (toString $value) $whole) -}}
{{- end -}}
{{- $_ := set $config "kafka.bootstrap.servers" $kafka.bootstrapServers -}}
{{- $protocol := ternary (ternary "SASL_SSL" "SSL" $kafka.sasl.enabled) (ternary "SASL_PLAINTEXT" "PLAINTEXT" $kafka.sasl.enabled) $kafka.tls.enabled -}}
{{- if ne $protocol "PLAINTEXT" -}}
{{- $_ := set $config "kafka.security.protocol" $protocol -}}
{{- end -}}
{{- if $kafka.tls.enabled -}}
{{- if $kafka.tls.caSecret.name -}}
{{- $_ := set $config "kafka.ssl.truststore.type" "PEM" -}}
{{- $_ := set $config "kafka.ssl.truststore.location" "/etc/farrier/kafka/ca/ca.crt" -}}
{{- end -}}
{{- if $kafka.tls.clientSecret.name -}}
{{- $_ := set $config "kafka.ssl.keystore.type" "PEM" -}}
{{- $_ := set $config "kafka.ssl.keystore.certificate.chain" "${dir:/etc/farrier/kafka/client:tls.crt}" -}}
{{- $_ := set $config "kafka.ssl.keystore.key" "${dir:/etc/farrier/kafka/client:tls.key}" -}}
{{- end -}}
{{- if not $kafka.tls.verifyHostname -}}
{{- $_ := set $config "kafka.ssl.endpoint.identification.algorithm" "" -}}
{{- end -}}
{{- end -}}
{{- if $kafka.sasl.enabled -}}
{{- $_ := set $config "kafka.sasl.mechanism" $kafka.sasl.mechanism -}}
{{- if $kafka.sasl.secret.jaasKey -}}
{{- $_ := set $config "kafka.sasl.jaas.config" "${dir:/etc/farrier/kafka/sasl:jaas}" -}}
{{- else -}}
{{- $module := ternary "org.apache.kafka.common.security.plain.PlainLoginModule" "org.apache.kafka.common.security.scram.ScramLoginModule" (eq $kafka.sasl.mechanism "PLAIN") -}}
{{- $_ := set $config "kafka.sasl.jaas.config" (printf "%s required username=\"${dir:/etc/farrier/kafka/sasl:username}\" password=\"${dir:/etc/farrier/kafka/sasl:password}\";" $module) -}}
{{- end -}}
{{- end -}}
{{- if or $kafka.sasl.enabled (and $kafka.tls.enabled $kafka.tls.clientSecret.name) -}}
{{- $_ := set $config "kafka.config.providers" "dir" -}}
{{- $_ := set $config "kafka.config.providers.dir.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* What the command line needs: which Kafka, and which topics. */}}
{{- define "farrier.config.client" -}}
{{- $config := include "farrier.config.kafka" . | fromYaml -}}
{{- with .Values.kafka.clusterId -}}
{{- $_ := set $config "cluster.id" . -}}
{{- end -}}
{{- $_ := set $config "topics.prefix" .Values.topics.prefix -}}
{{- if .Values.topics.replicationFactor -}}
{{- $_ := set $config "topics.replicationFactor" (int .Values.topics.replicationFactor) -}}
{{- end -}}
{{- range $topic, $number := .Values.topics.partitions -}}
{{- $_ := set $config (printf "topics.partitions.%s" $topic) (int $number) -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Of core, ingest, api and policies, each with the files that are mounted there: (dict "ctx" $ "component" "core"). */}}
{{- define "farrier.config.engine" -}}
{{- $component := .component -}}
{{- $config := include "farrier.config.client" .ctx | fromYaml -}}
{{- with .ctx -}}
{{- $http := .Values.http -}}
{{- $_ := set $config "data.dir" "/var/lib/farrier" -}}
{{- $_ := set $config "http.host" $http.host -}}
{{- $_ := set $config "http.port" (int $http.port) -}}
{{- $service := include "farrier.componentName" (dict "ctx" . "component" "api") -}}
{{- $hosts := list $service (printf "%s.%s" $service .Release.Namespace) (printf "%s.%s.svc" $service .Release.Namespace) (printf "%s.%s.svc.%s" $service .Release.Namespace .Values.clusterDomain) -}}
{{- $_ := set $config "http.hosts" (concat $hosts $http.hosts | uniq) -}}
{{- if include "farrier.tokenSecret" . -}}
{{- $_ := set $config "http.token" "file:/etc/farrier/http/token" -}}
{{- end -}}
{{- $tokens := list -}}
{{- range $http.tokens -}}
{{- $tokens = append $tokens (dict "name" .name "roles" .roles "token" (printf "file:/etc/farrier/http/tokens/%s" .name)) -}}
{{- end -}}
{{- if $tokens -}}
{{- $_ := set $config "http.tokens" $tokens -}}
{{- end -}}
{{- if $http.receiverToken.secret -}}
{{- $_ := set $config "http.receiverToken" "file:/etc/farrier/http/receiver-token" -}}
{{- end -}}
{{- if $http.insecure -}}
{{- $_ := set $config "http.insecure" true -}}
{{- end -}}
{{- if eq $component "core" -}}
{{- $_ := set $config "signing.privateKey" "/etc/farrier/signing/command-signing.key.pem" -}}
{{- $_ := set $config "signing.publicKeys" (list "/etc/farrier/signing/command-signing.pub.pem") -}}
{{- $_ := set $config "decider.startWithin" .Values.decider.startWithin -}}
{{- $_ := set $config "decider.lossGrace" .Values.decider.lossGrace -}}
{{- if .Values.escalation.sites -}}
{{- $_ := set $config "escalation.sites" .Values.escalation.sites -}}
{{- end -}}
{{- $watchdog := .Values.watchdog -}}
{{- $_ := set $config "watchdog.enabled" $watchdog.enabled -}}
{{- $_ := set $config "watchdog.every" $watchdog.every -}}
{{- if or $watchdog.ping.url $watchdog.ping.secret -}}
{{- $_ := set $config "watchdog.ping.url" (default "file:/etc/farrier/http/watchdog-ping-url" $watchdog.ping.url) -}}
{{- $_ := set $config "watchdog.ping.method" $watchdog.ping.method -}}
{{- end -}}
{{- with .Values.maintenance.alertmanager -}}
{{- if .url -}}
{{- $_ := set $config "maintenance.alertmanager.url" .url -}}
{{- $_ := set $config "maintenance.alertmanager.label" .label -}}
{{- $_ := set $config "maintenance.alertmanager.every" .every -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $git := .Values.policies.git -}}
{{- /* the api says where a webhook's repository is; who reads it is the publisher alone, with its Secrets */ -}}
{{- if and $git.url (or (eq $component "policies") (and (eq $component "api") $git.webhook.secret)) -}}
{{- $_ := set $config "policies.git.url" $git.url -}}
{{- range $key := list "ref" "path" "every" "timeout" -}}
{{- with get $git $key -}}
{{- $_ := set $config (printf "policies.git.%s" $key) . -}}
{{- end -}}
{{- end -}}
{{- if and $git.auth.secret $git.auth.tokenKey -}}
{{- $_ := set $config "policies.git.user" $git.auth.user -}}
{{- $_ := set $config "policies.git.token" "file:/etc/farrier/git/token" -}}
{{- else if $git.auth.secret -}}
{{- $_ := set $config "policies.git.sshKey" "file:/etc/farrier/git/ssh-key" -}}
{{- $_ := set $config "policies.git.knownHosts" "file:/etc/farrier/git/known-hosts" -}}
{{- end -}}
{{- if $git.auth.signersSecret -}}
{{- $_ := set $config "policies.git.signers" "file:/etc/farrier/git/signers" -}}
{{- end -}}
{{- if $git.webhook.secret -}}
{{- $_ := set $config "policies.git.webhookSecret" "file:/etc/farrier/http/webhook-secret" -}}
{{- end -}}
{{- else if $git.url -}}
{{- else if .Values.policies.push -}}
{{- $_ := set $config "policies.push" true -}}
{{- else if eq $component "policies" -}}
{{- $_ := set $config "policies.dir" "/etc/farrier/policies" -}}
{{- $_ := set $config "policies.poll" .Values.policies.poll -}}
{{- end -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Of the executors of one site: (dict "ctx" $ "values" the site's). */}}
{{- define "farrier.config.executor" -}}
{{- $config := include "farrier.config.client" .ctx | fromYaml -}}
{{- $v := .values -}}
{{- $_ := set $config "site" $v.name -}}
{{- $_ := set $config "data.dir" "/var/lib/farrier" -}}
{{- $_ := set $config "http.host" .ctx.Values.http.host -}}
{{- $_ := set $config "http.port" (int .ctx.Values.http.port) -}}
{{- $keys := list -}}
{{- if include "farrier.signingSecret" .ctx -}}
{{- $keys = append $keys "/etc/farrier/signing/command-signing.pub.pem" -}}
{{- end -}}
{{- range $i, $_ := .ctx.Values.signing.publicKeys -}}
{{- $keys = append $keys (printf "/etc/farrier/signing/further-%d.pub.pem" $i) -}}
{{- end -}}
{{- $_ := set $config "signing.publicKeys" $keys -}}
{{- $_ := set $config "executor.slots" (int $v.slots) -}}
{{- $_ := set $config "executor.lookSlots" (int $v.lookSlots) -}}
{{- $_ := set $config "executor.waitSlots" (int $v.waitSlots) -}}
{{- $_ := set $config "executor.callSlots" (int $v.callSlots) -}}
{{- $_ := set $config "executor.allow" $v.allow -}}
{{- $_ := set $config "executor.drain" (printf "%ds" (sub (int $v.terminationGracePeriodSeconds) 20)) -}}
{{- toYaml $config -}}
{{- end -}}
