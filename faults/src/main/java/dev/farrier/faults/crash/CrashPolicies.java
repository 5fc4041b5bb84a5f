package dev.farrier.faults.crash;

import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Limits;
import java.util.Set;

/** Two policies on the same machines; the worker's loss makes the one run again, and the other call a person. */
final class CrashPolicies {
    static final String ONCE = "once";
    static final String RERUN = "rerun";
    private static final int COOLDOWN_SECONDS = 3;
    private static final int MAX_RUNGS = 3;

    static final int START_WITHIN_SECONDS = 30;
    static final int LOSS_GRACE_SECONDS = 20;
    private static final int MAX_RUN_SECONDS = 10;
    private static final int VERIFY_SECONDS = 20;

    /** The longest that the policies and the settings let anything wait, one after the other. */
    static final int LONGEST_WAIT_SECONDS =
            START_WITHIN_SECONDS + MAX_RUN_SECONDS + LOSS_GRACE_SECONDS + VERIFY_SECONDS;

    /** The same in milliseconds. */
    static final long LONGEST_WAIT = LONGEST_WAIT_SECONDS * 1_000L;

    private static final String COMMON = """
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
            """;

    private static final String POLICY = """
            ---
            kind: Action
            metadata: {name: act-NAME}
            spec:
              process: {argv: [/bin/sh, ACT, '{resource.name}', NAME]}
              timeout: MAX_RUNs
              onWorkerLoss: LOSS
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
                cooldown: COOLDOWNs
                rateLimit: [{max: MAX_RUNGS, per: 1m, by: [target]}]
                attempts: {max: 10000, per: 1d}
                effect: {runs: 0}
              remediate:
                - name: mend
                  risk: harmless
                  steps: [{action: act-NAME}]
                  verify: {cleared: true, within: VERIFYs}
              escalate: [{action: call}]
            """;

    private static final String BUDGET = """
            ---
            kind: DisruptionBudget
            metadata: {name: fleet}
            spec: {selector: {all: true}, maxDisrupted: MOST, callAfter: 30s}
            """;

    private CrashPolicies() {}

    /** @param maxDisrupted 0: there is no budget */
    static Limits limits(int maxDisrupted) {
        return new Limits(Set.of(RERUN), COOLDOWN_SECONDS * 1_000L, MAX_RUNGS, 60_000, maxDisrupted);
    }

    /** @param maxDisrupted of all targets; 0: there is no budget */
    static String text(ActionLedger ledger, int targets, int maxDisrupted) {
        StringBuilder text = new StringBuilder(COMMON.replace("EVENTS", Deployment.EVENTS)
                .replace("CALL", ledger.callProgram().toString()));
        text.append(policy(ONCE, "escalate", ledger));
        text.append(policy(RERUN, "rerun", ledger));
        if (maxDisrupted > 0) {
            text.append(BUDGET.replace("MOST", Integer.toString(maxDisrupted)));
        }
        text.append("---\nkind: Inventory\nmetadata: {name: fleet}\nspec:\n  resources:\n");
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

    private static String policy(String name, String onWorkerLoss, ActionLedger ledger) {
        return POLICY.replace("NAME", name)
                .replace("ACT", ledger.actProgram().toString())
                .replace("LOSS", onWorkerLoss)
                .replace("MAX_RUNGS", Integer.toString(MAX_RUNGS))
                .replace("MAX_RUN", Integer.toString(MAX_RUN_SECONDS))
                .replace("COOLDOWN", Integer.toString(COOLDOWN_SECONDS))
                .replace("VERIFY", Integer.toString(VERIFY_SECONDS));
    }
}
