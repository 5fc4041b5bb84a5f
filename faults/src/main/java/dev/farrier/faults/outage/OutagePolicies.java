package dev.farrier.faults.outage;

import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.judge.ActionLedger;
import java.util.List;

/** What waits for a machine to be well, and what waits for a worker. */
final class OutagePolicies {
    /** Two rungs; the first one is verified. */
    static final String HEALS = "heals";

    static final String ONCE = "once";
    static final String RERUN = "rerun";
    /** The second rung of {@link #HEALS}, in the ledger. */
    static final String HARDER = "harder";

    static final int VERIFY_SECONDS = 30;
    static final int START_WITHIN_SECONDS = 10;
    static final int MAX_RUN_SECONDS = 10;
    static final int LOSS_GRACE_SECONDS = 5;

    private static final String COMMON = """
            kind: Source
            metadata: {name: load}
            spec:
              topic: EVENTS
              format: json
              event: {id: id, name: name, labels: [host]}
              LIVENESS
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
              guards: {effect: {runs: 0}}
              remediate:
                - name: mend
                  risk: harmless
                  steps: [{action: act-NAME}]
                  verify: {cleared: true, within: VERIFYs}
            MORE  escalate: [{action: call}]
            """;

    private static final String SECOND_RUNG = """
                - name: harder
                  risk: harmless
                  steps: [{process: {argv: [/bin/sh, ACT, '{resource.name}', harder]}, timeout: MAX_RUNs}]
                  verify: {cleared: true, within: VERIFYs}
            """;

    private OutagePolicies() {}

    /** @param liveness whether the source says when its silence may be believed */
    static String text(ActionLedger ledger, List<String> hosts, boolean liveness) {
        StringBuilder text = new StringBuilder(COMMON.replace("EVENTS", Deployment.EVENTS)
                .replace("  LIVENESS\n", liveness ? "  liveness: {expectEvery: 10s}\n" : "")
                .replace("CALL", ledger.callProgram().toString()));
        text.append(policy(HEALS, "escalate", SECOND_RUNG, ledger));
        text.append(policy(ONCE, "escalate", "", ledger));
        text.append(policy(RERUN, "rerun", "", ledger));
        text.append("---\nkind: Inventory\nmetadata: {name: fleet}\nspec:\n  resources:\n");
        hosts.forEach(host -> text.append("    - {name: ")
                .append(host)
                .append(", site: ")
                .append(Deployment.SITE)
                .append(", address: 127.0.0.1}\n"));
        return text.toString();
    }

    private static String policy(String name, String onWorkerLoss, String more, ActionLedger ledger) {
        return POLICY.replace("MORE", more)
                .replace("NAME", name)
                .replace("ACT", ledger.actProgram().toString())
                .replace("LOSS", onWorkerLoss)
                .replace("MAX_RUN", Integer.toString(MAX_RUN_SECONDS))
                .replace("VERIFY", Integer.toString(VERIFY_SECONDS));
    }
}
