{{/*
Pods. Every pod meets the restricted pod security standard: no root, no privileges, a read-only root, and only /tmp and the
data directory to write to. File modes are decimal, since readers of YAML disagree about 0440: 288 is 0440, 292 is 0444.
*/}}

{{/* Values for a component's pods: those of `pod`, and what the component says otherwise. Lists are put together. */}}
{{- define "farrier.podValues" -}}
{{- $all := deepCopy .ctx.Values.pod -}}
{{- $own := deepCopy (default (dict) .pod) -}}
{{- $result := mergeOverwrite (deepCopy $all) (deepCopy $own) -}}
{{- $_ := set $result "extraEnv" (concat (list) (default (list) $all.extraEnv) (default (list) $own.extraEnv)) -}}
{{- $_ := set $result "extraEnvFrom" (concat (list) (default (list) $all.extraEnvFrom) (default (list) $own.extraEnvFrom)) -}}
{{- $_ := set $result "extraVolumes" (concat (list) (default (list) $all.extraVolumes) (default (list) $own.extraVolumes)) -}}
{{- $_ := set $result "extraVolumeMounts" (concat (list) (default (list) $all.extraVolumeMounts) (default (list) $own.extraVolumeMounts)) -}}
{{- toYaml $result -}}
{{- end -}}

{{/*
Environment variables, each name once: a list with two of one name is refused by a server-side apply, which Helm 4 does.
The later one counts, so that extraEnv overrules what the chart sets. (a list)
*/}}
{{- define "farrier.env" -}}
{{- $byName := dict -}}
{{- $names := list -}}
{{- range . -}}
{{- if not (hasKey $byName .name) -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- $_ := set $byName .name . -}}
{{- end -}}
{{- $result := list -}}
{{- range $names -}}
{{- $result = append $result (get $byName .) -}}
{{- end -}}
{{- toYaml $result -}}
{{- end -}}

{{- define "farrier.ownEnv" -}}
- {name: HOME, value: /tmp}
- {name: FARRIER_CONFIG, value: /etc/farrier/config/farrier.yaml}
- {name: FARRIER_LOG_FORMAT, value: {{ .ctx.Values.log.format | quote }}}
- {name: FARRIER_LOG_LEVEL, value: {{ .ctx.Values.log.level | quote }}}
- {name: FARRIER_LOG_LEVEL_LIBRARIES, value: {{ .ctx.Values.log.libraries | quote }}}
{{- with .javaOptions }}
- {name: FARRIER_JAVA_OPTS, value: {{ . | quote }}}
{{- end }}
{{- if .static }}
# a short restart moves no task
- name: FARRIER_STREAMS_INSTANCE_ID
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
{{- end }}
{{- with .threads }}
- {name: FARRIER_STREAMS_THREADS, value: {{ . | int | quote }}}
{{- end }}
{{- end -}}

{{/* The Secrets that Kafka's clients read. */}}
{{- define "farrier.kafkaVolumes" -}}
{{- $kafka := .Values.kafka -}}
{{- if and $kafka.tls.enabled $kafka.tls.caSecret.name }}
- name: kafka-ca
  secret:
    secretName: {{ $kafka.tls.caSecret.name }}
    defaultMode: 288
    items: [{key: {{ $kafka.tls.caSecret.key | quote }}, path: ca.crt}]
{{- end }}
{{- if and $kafka.tls.enabled $kafka.tls.clientSecret.name }}
- name: kafka-client
  secret:
    secretName: {{ $kafka.tls.clientSecret.name }}
    defaultMode: 288
    items:
      - {key: {{ $kafka.tls.clientSecret.certificateKey | quote }}, path: tls.crt}
      - {key: {{ $kafka.tls.clientSecret.privateKeyKey | quote }}, path: tls.key}
{{- end }}
{{- if $kafka.sasl.enabled }}
- name: kafka-sasl
  secret:
    secretName: {{ $kafka.sasl.secret.name }}
    defaultMode: 288
    items:
      {{- if $kafka.sasl.secret.jaasKey }}
      - {key: {{ $kafka.sasl.secret.jaasKey | quote }}, path: jaas}
      {{- else }}
      - {key: {{ $kafka.sasl.secret.usernameKey | quote }}, path: username}
      - {key: {{ $kafka.sasl.secret.passwordKey | quote }}, path: password}
      {{- end }}
{{- end }}
{{- end -}}

{{- define "farrier.kafkaMounts" -}}
{{- $kafka := .Values.kafka -}}
{{- if and $kafka.tls.enabled $kafka.tls.caSecret.name }}
- {name: kafka-ca, mountPath: /etc/farrier/kafka/ca, readOnly: true}
{{- end }}
{{- if and $kafka.tls.enabled $kafka.tls.clientSecret.name }}
- {name: kafka-client, mountPath: /etc/farrier/kafka/client, readOnly: true}
{{- end }}
{{- if $kafka.sasl.enabled }}
- {name: kafka-sasl, mountPath: /etc/farrier/kafka/sasl, readOnly: true}
{{- end }}
{{- end -}}

{{/* The tokens of http.*, one volume for all of them. */}}
{{- define "farrier.tokenVolume" -}}
{{- $sources := list -}}
{{- with include "farrier.tokenSecret" . -}}
{{- $sources = append $sources (dict "secret" (dict "name" . "items" (list (dict "key" $.Values.http.token.key "path" "token")))) -}}
{{- end -}}
{{- range .Values.http.tokens -}}
{{- $sources = append $sources (dict "secret" (dict "name" .secret "items" (list (dict "key" .key "path" (printf "tokens/%s" .name))))) -}}
{{- end -}}
{{- with .Values.http.receiverToken -}}
{{- if .secret -}}
{{- $sources = append $sources (dict "secret" (dict "name" .secret "items" (list (dict "key" .key "path" "receiver-token")))) -}}
{{- end -}}
{{- end -}}
{{- with .Values.policies.git -}}
{{- if and .url .webhook.secret -}}
{{- $sources = append $sources (dict "secret" (dict "name" .webhook.secret "items" (list (dict "key" .webhook.key "path" "webhook-secret")))) -}}
{{- end -}}
{{- end -}}
{{- with .Values.watchdog.ping -}}
{{- if .secret -}}
{{- $sources = append $sources (dict "secret" (dict "name" .secret "items" (list (dict "key" .key "path" "watchdog-ping-url")))) -}}
{{- end -}}
{{- end -}}
{{- if $sources }}
- name: http
  projected:
    defaultMode: 288
    sources:
      {{- toYaml $sources | nindent 6 }}
{{- end }}
{{- end -}}

{{/* Where a pod goes, and as whom. (dict "ctx" $ "pod" its values "labels" its selector labels as text) */}}
{{- define "farrier.podSpec" -}}
{{- $pod := .pod -}}
automountServiceAccountToken: {{ default false .mountToken }}
# variables with the addresses of services: a name of ours could be taken for a setting
enableServiceLinks: false
securityContext:
  {{- toYaml $pod.podSecurityContext | nindent 2 }}
{{- with .ctx.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $pod.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $pod.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .labels }}
{{- with $pod.spread }}
topologySpreadConstraints:
  {{- range . }}
  - maxSkew: {{ default 1 .maxSkew | int }}
    topologyKey: {{ .topologyKey }}
    whenUnsatisfiable: {{ default "ScheduleAnyway" .whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- $.labels | nindent 8 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
The template of a pod that serves. (dict
  "ctx" $ "component" "core" "site" "" "values" the component's "role" "core" "config" farrier.yaml "configMap" its name
  "serviceAccount" a name "mountToken" false "drainFirst" false)
*/}}
{{- define "farrier.podTemplate" -}}
{{- $ctx := .ctx -}}
{{- $v := .values -}}
{{- $pod := include "farrier.podValues" (dict "ctx" $ctx "pod" $v.pod) | fromYaml -}}
{{- $selector := include "farrier.selectorLabels" (dict "ctx" $ctx "component" .component "site" .site) -}}
{{- $core := eq .component "core" -}}
{{- $executor := eq .component "executor" -}}
{{- $publisher := eq .component "policies" -}}
{{- $git := $ctx.Values.policies.git -}}
{{- $mounted := not (or $git.url $ctx.Values.policies.push) -}}
{{- $own := include "farrier.ownEnv" (dict "ctx" $ctx "javaOptions" $pod.javaOptions "static" (or $core (eq .component "ingest")) "threads" $v.threads) | fromYamlArray -}}
metadata:
  labels:
    {{- toYaml (mergeOverwrite (dict) $pod.labels (include "farrier.labels" (dict "ctx" $ctx "component" .component "site" .site) | fromYaml)) | nindent 4 }}
  annotations:
    # what is read only at a start: a change of it starts the pods anew
    checksum/config: {{ .config | sha256sum }}
    {{- with $pod.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ .serviceAccount }}
  {{- include "farrier.podSpec" (dict "ctx" $ctx "pod" $pod "labels" $selector "mountToken" .mountToken) | nindent 2 }}
  # as long as what runs may take: see values.yaml
  terminationGracePeriodSeconds: {{ int $v.terminationGracePeriodSeconds }}
  {{- if $core }}
  initContainers:
    # A Secret's file is readable by the group of the pod, and core takes no private key that others can read.
    - name: signing-key
      image: {{ include "farrier.image" (dict "ctx" $ctx "image" $v.image) }}
      imagePullPolicy: {{ $ctx.Values.image.pullPolicy }}
      command:
        - /usr/bin/install
        - --mode=0600
        - --target-directory=/etc/farrier/signing
        - /etc/farrier/signing-secret/command-signing.key.pem
        - /etc/farrier/signing-secret/command-signing.pub.pem
      securityContext:
        {{- toYaml $pod.securityContext | nindent 8 }}
      resources:
        requests: {cpu: 10m, memory: 16Mi}
        limits: {memory: 64Mi}
      volumeMounts:
        - {name: signing-secret, mountPath: /etc/farrier/signing-secret, readOnly: true}
        - {name: signing, mountPath: /etc/farrier/signing}
  {{- end }}
  containers:
    - name: farrier
      image: {{ include "farrier.image" (dict "ctx" $ctx "image" $v.image) }}
      imagePullPolicy: {{ $ctx.Values.image.pullPolicy }}
      args: [serve, --config, /etc/farrier/config/farrier.yaml, --role, {{ .role }}]
      env:
        {{- include "farrier.env" (concat $own (default (list) $pod.extraEnv)) | nindent 8 }}
      {{- with $pod.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - {name: http, containerPort: {{ int $ctx.Values.http.port }}, protocol: TCP}
      # The port is there as soon as Kafka has answered. After `cluster.wait` without, the container ends by itself.
      startupProbe:
        httpGet: {path: /healthz, port: http}
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 180 # longer than cluster.wait: a process that waits for Kafka ends by itself
      livenessProbe:
        httpGet: {path: /healthz, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /readyz, port: http}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 3
      {{- if eq .component "api" }}
      # senders are told of the end by the endpoints of the service, which takes a moment
      lifecycle: {preStop: {exec: {command: [/usr/bin/sleep, "5"]}}}
      {{- end }}
      # why it ended, also where nobody keeps logs
      terminationMessagePolicy: FallbackToLogsOnError
      securityContext:
        {{- toYaml $pod.securityContext | nindent 8 }}
      resources:
        {{- toYaml $v.resources | nindent 8 }}
      volumeMounts:
        - {name: config, mountPath: /etc/farrier/config, readOnly: true}
        - {name: data, mountPath: /var/lib/farrier}
        - {name: tmp, mountPath: /tmp}
        {{- with include "farrier.kafkaMounts" $ctx }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- if or $core $executor }}
        - {name: signing, mountPath: /etc/farrier/signing{{ if $executor }}, readOnly: true{{ end }}}
        {{- end }}
        {{- if and (not $executor) (include "farrier.tokenVolume" $ctx) }}
        - {name: http, mountPath: /etc/farrier/http, readOnly: true}
        {{- end }}
        {{- if and $publisher $git.url (or $git.auth.secret $git.auth.signersSecret) }}
        - {name: git, mountPath: /etc/farrier/git, readOnly: true}
        {{- end }}
        {{- if and $publisher $mounted }}
        - {name: policies, mountPath: /etc/farrier/policies, readOnly: true}
        {{- end }}
        {{- with $pod.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ .configMap }}
        defaultMode: 292
        items: [{key: {{ ternary "farrier" .component $executor }}.yaml, path: farrier.yaml}]
    # RocksDB and Hyperscan unpack their libraries here
    - name: tmp
      emptyDir: {sizeLimit: {{ $ctx.Values.tmp.sizeLimit }}}
    {{- if not (dig "persistence" "enabled" false $v) }}
    - name: data
      emptyDir: {}
    {{- end }}
    {{- with include "farrier.kafkaVolumes" $ctx }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- if $core }}
    - name: signing-secret
      secret:
        secretName: {{ include "farrier.signingSecret" $ctx }}
        defaultMode: 288
        items:
          - {key: {{ $ctx.Values.signing.secret.privateKey | quote }}, path: command-signing.key.pem}
          - {key: {{ $ctx.Values.signing.secret.publicKey | quote }}, path: command-signing.pub.pem}
    - name: signing
      emptyDir: {medium: Memory, sizeLimit: 1Mi}
    {{- end }}
    {{- if $executor }}
    # the public keys alone: who has the private one can give orders
    - name: signing
      projected:
        defaultMode: 292
        sources:
          {{- with include "farrier.signingSecret" $ctx }}
          - secret:
              name: {{ . }}
              items: [{key: {{ $ctx.Values.signing.secret.publicKey | quote }}, path: command-signing.pub.pem}]
          {{- end }}
          {{- if $ctx.Values.signing.publicKeys }}
          - configMap: {name: {{ include "farrier.componentName" (dict "ctx" $ctx "component" "keys") }}}
          {{- end }}
    {{- end }}
    {{- if not $executor }}
    {{- with include "farrier.tokenVolume" $ctx }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- end }}
    {{- if and $publisher $git.url (or $git.auth.secret $git.auth.signersSecret) }}
    - name: git
      projected:
        defaultMode: 288
        sources:
          {{- if $git.auth.secret }}
          - secret:
              name: {{ $git.auth.secret }}
              items:
                {{- if $git.auth.tokenKey }}
                - {key: {{ $git.auth.tokenKey | quote }}, path: token}
                {{- else }}
                - {key: {{ $git.auth.sshKeyKey | quote }}, path: ssh-key}
                - {key: {{ $git.auth.knownHostsKey | quote }}, path: known-hosts}
                {{- end }}
          {{- end }}
          {{- if $git.auth.signersSecret }}
          - secret: {name: {{ $git.auth.signersSecret }}, items: [{key: {{ $git.auth.signersKey | quote }}, path: signers}]}
          {{- end }}
    {{- end }}
    {{- if and $publisher $mounted }}
    - name: policies
      projected:
        defaultMode: 292
        sources:
          {{- if $ctx.Values.policies.files }}
          - configMap: {name: {{ include "farrier.componentName" (dict "ctx" $ctx "component" "policies") }}}
          {{- end }}
          {{- with $ctx.Values.policies.configMap }}
          - configMap: {name: {{ . }}}
          {{- end }}
          {{- if include "farrier.testPolicies" $ctx }}
          - configMap: {name: {{ include "farrier.componentName" (dict "ctx" $ctx "component" "test-policies") }}}
          {{- end }}
    {{- end }}
    {{- with $pod.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{/* A claim for data.dir. Its labels never change: a StatefulSet's claims can't be changed. */}}
{{- define "farrier.volumeClaimTemplates" -}}
{{- $p := .values.persistence -}}
{{- if $p.enabled }}
volumeClaimTemplates:
  - apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: data
      labels:
        {{- include "farrier.selectorLabels" (dict "ctx" .ctx "component" .component "site" .site) | nindent 8 }}
    spec:
      accessModes: {{ toJson $p.accessModes }}
      {{- with $p.storageClass }}
      storageClassName: {{ . | quote }}
      {{- end }}
      resources:
        requests: {storage: {{ $p.size | quote }}}
{{- end }}
{{- end -}}

{{/* A StatefulSet and the headless service that names its pods. The same arguments as farrier.podTemplate. */}}
{{- define "farrier.statefulSet" -}}
{{- $args := dict "ctx" .ctx "component" .component "site" .site -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  labels:
    {{- include "farrier.labels" $args | nindent 4 }}
    farrier.dev/metrics: "true"
spec:
  clusterIP: None
  # the names of pods are there before they are ready
  publishNotReadyAddresses: true
  selector:
    {{- include "farrier.selectorLabels" $args | nindent 4 }}
  ports:
    - {name: http, port: {{ int .ctx.Values.http.port }}, targetPort: http, protocol: TCP}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .name }}
  labels:
    {{- include "farrier.labels" $args | nindent 4 }}
spec:
  serviceName: {{ .name }}
  replicas: {{ int .values.replicas }}
  # one that does not become ready stops the others from neither starting nor being mended
  podManagementPolicy: Parallel
  updateStrategy: {type: RollingUpdate}
  selector:
    matchLabels:
      {{- include "farrier.selectorLabels" $args | nindent 6 }}
  template:
    {{- include "farrier.podTemplate" . | nindent 4 }}
  {{- include "farrier.volumeClaimTemplates" . | nindent 2 }}
{{- end -}}

{{/* A budget, where there are several pods: with one pod it would keep its node from ever being drained. */}}
{{- define "farrier.podDisruptionBudget" -}}
{{- if and .ctx.Values.podDisruptionBudget.enabled (gt (int .values.replicas) 1) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}
  labels:
    {{- include "farrier.labels" (dict "ctx" .ctx "component" .component "site" .site) | nindent 4 }}
spec:
  maxUnavailable: 1
  # one that is ill anyway stops no node from being drained
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "farrier.selectorLabels" (dict "ctx" .ctx "component" .component "site" .site) | nindent 6 }}
{{- end }}
{{- end -}}
