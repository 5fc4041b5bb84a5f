package dev.farrier.faults.takeover;

import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Limits;
import java.util.Set;

/** One policy, whose action helps every machine; it detects each event. */
final class TakeoverPolicies {
    static final String POLICY = "mend";
    static final Limits LIMITS = new Limits(Set.of(POLICY), 1_000, 3, 60_000, 0);

    private static final String TEXT = """
            kind: Source
            metadata: {name: load}
            spec:
              topic: EVENTS
              format: json
              event: {id: id, name: name, labels: [host]}
            ---
            kind: Action
            metadata: {name: call}
            spec:
              process: {argv: [/bin/sh, CALL, '{incident.id}']}
              timeout: 10s
              onWorkerLoss: rerun
            ---
            kind: Action
            metadata: {name: act}
            spec:
              process: {argv: [/bin/sh, ACT, '{resource.name}', NAME]}
              timeout: 10s
              onWorkerLoss: rerun
            ---
            kind: RemediationPolicy
            metadata: {name: NAME}
            spec:
              match:
                - {name: broken, sources: [load], matchers: ['name="broken-NAME"']}
                - {name: well, sources: [load], matchers: ['name="well-NAME"']}
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              guards:
                cooldown: 1s
                rateLimit: [{max: 3, per: 1m, by: [target]}]
                attempts: {max: 10000, per: 1d}
                effect: {runs: 0}
              remediate:
                - name: mend
                  risk: harmless
                  steps: [{action: act}]
                  verify: {cleared: true, within: 2m}
              escalate: [{action: call}]
            ---
            kind: Inventory
            metadata: {name: fleet}
            spec:
              resources:
            """;

    private TakeoverPolicies() {}

    static String text(ActionLedger ledger, int targets) {
        StringBuilder text = new StringBuilder(TEXT.replace("EVENTS", Deployment.EVENTS)
                .replace("NAME", POLICY)
                .replace("CALL", ledger.callProgram().toString())
                .replace("ACT", ledger.actProgram().toString()));
        for (int i = 0; i < targets; i++) {
            text.append("    - {name: ")
                    .append(host(i))
                    .append(", site: ")
                    .append(Deployment.SITE)
                    .append(", address: 127.0.0.1}\n");
        }
        return text.toString();
    }

    static String host(int number) {
        return "t-" + number;
    }
}
