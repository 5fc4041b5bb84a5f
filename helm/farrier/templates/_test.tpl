{{/* The policies that helm test needs: nothing else makes such events, and the action does nothing. */}}
{{- define "farrier.testPolicyFile" -}}
apiVersion: farrier.dev/v1
kind: Source
metadata: {name: farrier-helm-test}
spec: {receiver: events}
---
apiVersion: farrier.dev/v1
kind: Inventory
metadata: {name: farrier-helm-test}
spec:
  resources:
    {{- range .Values.sites }}
    - {name: {{ printf "farrier-helm-test-%s" .name | quote }}, site: {{ .name | quote }}}
    {{- end }}
---
apiVersion: farrier.dev/v1
kind: RemediationPolicy
metadata: {name: farrier-helm-test}
spec:
  match:
    - {name: broken, sources: [farrier-helm-test], matchers: ['name="broken"']}
    - {name: mended, sources: [farrier-helm-test], matchers: ['name="mended"']}
  detect: {each: {of: broken}, groupBy: [target, run]}
  clears: {of: mended}
  target: {resource: '{group.target}'}
  guards:
    cooldown: 1s
    rateLimit: [{max: 1000, per: 1h, by: [target]}]
    attempts: {max: 1000, per: 1h}
  remediate:
    - name: nothing
      risk: harmless
      steps: [{action: farrier-helm-test}]
      verify: {cleared: true, within: 5m}
  # when the test is given up, nobody is to be woken
  escalate: [{action: farrier-helm-test}]
---
apiVersion: farrier.dev/v1
kind: Action
metadata: {name: farrier-helm-test}
spec:
  process: {argv: ['true']}
  timeout: 10s
  onWorkerLoss: rerun
{{- end -}}
