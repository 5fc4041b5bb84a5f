{{/*
Values that contradict each other. All that is wrong is said at once, each with what to write instead.
*/}}
{{- define "farrier.checks" -}}
{{- $errors := list -}}

{{- /* names */ -}}
{{- $fullname := include "farrier.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $fullname) -}}
{{- $errors = append $errors (printf "the names of this release would begin with '%s', which Kubernetes does not take for a service: set fullnameOverride to lower-case letters, digits and '-', beginning with a letter" $fullname) -}}
{{- end -}}

{{- /* Kafka */ -}}
{{- $kafka := .Values.kafka -}}
{{- range splitList "," $kafka.bootstrapServers -}}
{{- if not (regexMatch "^\\s*(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]{1,5}\\s*$" .) -}}
{{- $errors = append $errors (printf "kafka.bootstrapServers: '%s' is not host:port: write kafka-1:9092,kafka-2:9092" .) -}}
{{- end -}}
{{- end -}}
{{- if $kafka.tls.enabled -}}
{{- if and (not $kafka.tls.caSecret.name) (not $kafka.tls.publicCa) -}}
{{- $errors = append $errors "kafka.tls.enabled is true without a Secret: name the one with the brokers' certificate authority in kafka.tls.caSecret.name, or set kafka.tls.publicCa to true if Java knows that authority" -}}
{{- end -}}
{{- else if or $kafka.tls.caSecret.name $kafka.tls.clientSecret.name -}}
{{- $errors = append $errors "kafka.tls names a Secret, and kafka.tls.enabled is false: set it to true, or remove the names" -}}
{{- end -}}
{{- if $kafka.sasl.enabled -}}
{{- if not $kafka.sasl.secret.name -}}
{{- $errors = append $errors "kafka.sasl.enabled is true without a Secret: name the one with user name and password in kafka.sasl.secret.name" -}}
{{- end -}}
{{- if and (not $kafka.sasl.secret.jaasKey) (not (has $kafka.sasl.mechanism (list "PLAIN" "SCRAM-SHA-256" "SCRAM-SHA-512"))) -}}
{{- $errors = append $errors (printf "kafka.sasl.mechanism is %s, for which the chart knows no login module: put a whole sasl.jaas.config into the Secret, and its key into kafka.sasl.secret.jaasKey" $kafka.sasl.mechanism) -}}
{{- end -}}
{{- else if $kafka.sasl.secret.name -}}
{{- $errors = append $errors "kafka.sasl.secret.name is set, and kafka.sasl.enabled is false: set it to true, or remove the name" -}}
{{- end -}}
{{- range $key, $_ := $kafka.config -}}
{{- if has $key (list "bootstrap.servers" "security.protocol") -}}
{{- $errors = append $errors (printf "kafka.config: %s is set by the chart: use kafka.bootstrapServers, kafka.tls and kafka.sasl" $key) -}}
{{- else if regexMatch "(^|\\.)(sasl\\.jaas\\.config|.*password|ssl\\.keystore\\.key|.*\\.user\\.info|.*secret.*)$" $key -}}
{{- $errors = append $errors (printf "kafka.config: %s is a secret, and would stand in a ConfigMap: use kafka.sasl.secret or kafka.tls.clientSecret" $key) -}}
{{- else if hasPrefix "kafka." $key -}}
{{- $errors = append $errors (printf "kafka.config: write %s without the prefix 'kafka.'" $key) -}}
{{- end -}}
{{- end -}}

{{- /* what is installed at all */ -}}
{{- if not .Values.engine.enabled -}}
{{- if not .Values.sites -}}
{{- $errors = append $errors "engine.enabled is false and there are no sites: nothing would be installed; add a site, or set engine.enabled to true" -}}
{{- end -}}
{{- if .Values.signing.secret.create -}}
{{- $errors = append $errors "engine.enabled is false, so executors need the public key of the core elsewhere: set signing.secret.create to false, and signing.secret.name or signing.publicKeys" -}}
{{- end -}}
{{- end -}}

{{- /* policies */ -}}
{{- $policies := .Values.policies -}}
{{- $from := list -}}
{{- if $policies.files -}}{{- $from = append $from "policies.files" -}}{{- end -}}
{{- if $policies.configMap -}}{{- $from = append $from "policies.configMap" -}}{{- end -}}
{{- if $policies.git.url -}}{{- $from = append $from "policies.git" -}}{{- end -}}
{{- if $policies.push -}}{{- $from = append $from "policies.push" -}}{{- end -}}
{{- if gt (len $from) 1 -}}
{{- $errors = append $errors (printf "policies come from one place, and %s are set: keep one of them" (join " and " $from)) -}}
{{- end -}}
{{- if and .Values.engine.enabled (not $from) (not .Values.test.enabled) -}}
{{- $errors = append $errors "there are no policies: set one of policies.files, policies.configMap, policies.git.url and policies.push, or test.enabled for a first look" -}}
{{- end -}}
{{- $git := $policies.git -}}
{{- if and $git.url $git.auth.secret (not $git.auth.tokenKey) (not $git.auth.sshKeyKey) -}}
{{- $errors = append $errors "policies.git.auth.secret is set without a key: name that of an https token in policies.git.auth.tokenKey, or that of an ssh key in policies.git.auth.sshKeyKey" -}}
{{- end -}}
{{- if and $git.auth.tokenKey $git.auth.sshKeyKey -}}
{{- $errors = append $errors "policies.git.auth has a tokenKey and an sshKeyKey: keep the one that the repository's URL asks for" -}}
{{- end -}}
{{- if and (or (hasPrefix "ssh://" $git.url) (regexMatch "^[^/:]+@[^/:]+:" $git.url)) (not (and $git.auth.secret $git.auth.sshKeyKey)) -}}
{{- $errors = append $errors (printf "policies.git.url is %s, which asks for an ssh key: set policies.git.auth.secret and policies.git.auth.sshKeyKey" $git.url) -}}
{{- end -}}
{{- if and (not $git.url) (or $git.auth.secret $git.auth.signersSecret $git.webhook.secret) -}}
{{- $errors = append $errors "policies.git names a Secret, and policies.git.url is empty: set the URL, or remove the name" -}}
{{- end -}}
{{- $bytes := 0 -}}
{{- range $name, $content := $policies.files -}}
{{- $bytes = add $bytes (len $content) (len $name) -}}
{{- if not (regexMatch "^[-._a-zA-Z0-9]+$" $name) -}}
{{- $errors = append $errors (printf "policies.files: '%s' can't be a key of a ConfigMap: use letters, digits, '-', '_' and '.', without folders" $name) -}}
{{- else if eq $name "farrier-helm-test.yaml" -}}
{{- $errors = append $errors "policies.files: farrier-helm-test.yaml is what the chart adds for helm test: name yours otherwise" -}}
{{- end -}}
{{- end -}}
{{- if gt (int $bytes) 1000000 -}}
{{- $errors = append $errors (printf "policies.files has %d bytes, and a ConfigMap takes 1 MiB with all that is around them: use policies.git" (int $bytes)) -}}
{{- end -}}

{{- if and .Values.watchdog.ping.url .Values.watchdog.ping.secret -}}
{{- $errors = append $errors "watchdog.ping.url and watchdog.ping.secret are set: keep the one that has the address" -}}
{{- end -}}

{{- /* keys and tokens */ -}}
{{- $signing := .Values.signing.secret -}}
{{- if and $signing.create $signing.name -}}
{{- $errors = append $errors (printf "signing.secret.name is %s, and signing.secret.create is true: set create to false to use that Secret, or remove the name" $signing.name) -}}
{{- end -}}
{{- if and (not $signing.create) (not $signing.name) (or .Values.engine.enabled (not .Values.signing.publicKeys)) -}}
{{- $errors = append $errors "signing.secret.create is false without signing.secret.name: name the Secret with the keys, as openssl genpkey -algorithm ed25519 makes one" -}}
{{- end -}}
{{- range $i, $key := .Values.signing.publicKeys -}}
{{- if not (contains "-----BEGIN PUBLIC KEY-----" $key) -}}
{{- $errors = append $errors (printf "signing.publicKeys[%d] is no public key in PEM: it begins with -----BEGIN PUBLIC KEY-----" $i) -}}
{{- end -}}
{{- end -}}
{{- $http := .Values.http -}}
{{- if and $http.token.create $http.token.secret -}}
{{- $errors = append $errors (printf "http.token.secret is %s, and http.token.create is true: set create to false to use that Secret, or remove the name" $http.token.secret) -}}
{{- end -}}
{{- if and .Values.engine.enabled (not $http.token.create) (not $http.token.secret) (not $http.tokens) (not $http.insecure) -}}
{{- $errors = append $errors "the API would have no token, and does not start: set http.token.create, http.token.secret or http.tokens; or http.insecure if something else keeps strangers away" -}}
{{- end -}}
{{- $names := dict -}}
{{- range $http.tokens -}}
{{- if hasKey $names .name -}}
{{- $errors = append $errors (printf "http.tokens: two have the name %s: the audit tells people apart by it" .name) -}}
{{- end -}}
{{- $_ := set $names .name true -}}
{{- end -}}

{{- /* components */ -}}
{{- $pods := dict "pod" .Values.pod "topics.job.pod" .Values.topics.job.pod "executors.pod" .Values.executors.pod -}}
{{- if .Values.engine.enabled -}}
{{- range $component := list "core" "ingest" "api" -}}
{{- if lt (int (get $.Values $component).replicas) 1 -}}
{{- $errors = append $errors (printf "%s.replicas is 0, and nothing works without %s: write 1 or more, or set engine.enabled to false for executors alone" $component $component) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $component := list "core" "ingest" "api" "publisher" -}}
{{- $_ := set $pods (printf "%s.pod" $component) (get $.Values $component).pod -}}
{{- end -}}

{{- /* sites */ -}}
{{- $sites := dict -}}
{{- $slugs := dict -}}
{{- range $i, $site := .Values.sites -}}
{{- $where := printf "sites[%d]" $i -}}
{{- $name := toString (default "" $site.name) -}}
{{- if not $name -}}
{{- $errors = append $errors (printf "%s has no name: write the name that resources of the inventory give as their site" $where) -}}
{{- else if not (regexMatch "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$" $name) -}}
{{- $errors = append $errors (printf "%s.name: '%s' can't be the name of a site: use 1 to 100 letters, digits, '.', '_' and '-'" $where $name) -}}
{{- else -}}
{{- $where = printf "site %s" $name -}}
{{- $slug := include "farrier.siteSlug" $name -}}
{{- if hasKey $sites $name -}}
{{- $errors = append $errors (printf "there are two sites %s: write one, with more replicas" $name) -}}
{{- else if not $slug -}}
{{- $errors = append $errors (printf "%s has no letter and no digit, so its objects can't be named after it" $where) -}}
{{- else if hasKey $slugs $slug -}}
{{- $errors = append $errors (printf "the objects of the sites %s and %s would have the same names: install one of them by a release of its own" (get $slugs $slug) $name) -}}
{{- end -}}
{{- $_ := set $sites $name true -}}
{{- $_ := set $slugs $slug $name -}}
{{- end -}}
{{- $v := include "farrier.siteValues" (dict "ctx" $ "site" $site) | fromYaml -}}
{{- if lt (int $v.replicas) 1 -}}
{{- $errors = append $errors (printf "%s: replicas is 0, so nobody would run its commands: write 1 or more, or remove the site" $where) -}}
{{- end -}}
{{- $rules := or $v.rbac.rules $v.rbac.clusterRules -}}
{{- if and $rules (not $v.serviceAccount.mountToken) -}}
{{- $errors = append $errors (printf "%s has rbac rules, and its pods have no token: set serviceAccount.mountToken to true, or remove the rules" $where) -}}
{{- end -}}
{{- if and $rules (not $.Values.rbac.create) -}}
{{- $errors = append $errors (printf "%s has rbac rules, and rbac.create is false: remove the rules, and have the roles made by whoever may" $where) -}}
{{- end -}}
{{- if and $rules (not $v.serviceAccount.create) (not $v.serviceAccount.name) -}}
{{- $errors = append $errors (printf "%s has rbac rules for the namespace's default ServiceAccount, and so for every pod that names none: set serviceAccount.create, or serviceAccount.name" $where) -}}
{{- end -}}
{{- $_ := set $pods (printf "%s: pod" $where) (default (dict) $site.pod) -}}
{{- end -}}
{{- range .Values.topics.job.sites -}}
{{- if not (regexMatch "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$" .) -}}
{{- $errors = append $errors (printf "topics.job.sites: '%s' can't be the name of a site" .) -}}
{{- end -}}
{{- end -}}

{{- /* what the chart has itself can't be had twice: Kubernetes refuses it */ -}}
{{- range $where, $pod := $pods -}}
{{- range $key, $_ := $pod.labels -}}
{{- if or (hasPrefix "app.kubernetes.io/" $key) (hasPrefix "farrier.dev/" $key) (eq $key "helm.sh/chart") -}}
{{- $errors = append $errors (printf "%s.labels: %s is the chart's own, selectors rely on it: use another key" $where $key) -}}
{{- end -}}
{{- end -}}
{{- range $pod.extraVolumes -}}
{{- if has .name (list "config" "tmp" "data" "kafka-ca" "kafka-client" "kafka-sasl" "signing" "signing-secret" "http" "policies" "git") -}}
{{- $errors = append $errors (printf "%s.extraVolumes: %s is the name of a volume of the chart's: use another" $where .name) -}}
{{- end -}}
{{- end -}}
{{- range $pod.extraVolumeMounts -}}
{{- if has (trimSuffix "/" .mountPath) (list "/tmp" "/etc/farrier/config" "/var/lib/farrier" "/etc/farrier/kafka/ca" "/etc/farrier/kafka/client" "/etc/farrier/kafka/sasl" "/etc/farrier/signing" "/etc/farrier/signing-secret" "/etc/farrier/http" "/etc/farrier/policies" "/etc/farrier/git" "/opt/farrier") -}}
{{- $errors = append $errors (printf "%s.extraVolumeMounts: %s is taken by the chart: mount it elsewhere" $where .mountPath) -}}
{{- end -}}
{{- end -}}
{{- range $pod.extraEnv -}}
{{- if has .name (list "FARRIER_CONFIG" "FARRIER_ROLES" "FARRIER_SITE" "FARRIER_DATA_DIR" "FARRIER_HTTP_PORT" "FARRIER_HTTP_HOST") -}}
{{- $errors = append $errors (printf "%s.extraEnv: %s is set by the chart, and probes, volumes and services rely on it: use the values" $where .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- if $errors -}}
{{- fail (printf "\n- %s\n" (join "\n- " $errors)) -}}
{{- end -}}
{{- end -}}
