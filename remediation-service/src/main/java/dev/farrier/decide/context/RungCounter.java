package dev.farrier.decide.context;

import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.RunRecord.DayOfRuns;
import dev.farrier.decide.state.RunRecord.RungRuns;
import dev.farrier.decide.state.RunRecord.RunningRung;
import dev.farrier.effect.RungNow;
import dev.farrier.effect.RungRun;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Incident;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts how the runs of each rung end, by what the decider writes to the audit: {@code farrier policy effect} reads the same there.
 */
public final class RungCounter {
    private RungCounter() {}

    static void record(DeciderState state, AuditRecord audit, long now) {
        Incident incident = audit.kind() == AuditKind.OPERATOR || audit.target().isEmpty()
                ? null
                : state.incident(audit.incident());
        String key = RunningRung.key(audit.incident());
        RunningRung before = state.get(key, RunningRung.class);
        if (before == null && (incident == null || incident.shadow())) {
            return;
        }
        RungNow.Change change =
                RungNow.follow(before == null ? null : before.now(), incident == null ? null : incident.state(), audit);
        RungNow after = change.now();
        RungRun ended = change.ended();
        if (after != null) {
            state.put(new RunningRung(audit.incident(), after));
        } else if (before != null) {
            state.remove(key);
        }
        if (ended != null) {
            RungRuns runs = state.get(RungRuns.key(audit.policy(), ended.rung()), RungRuns.class);
            state.put((runs == null ? RungRuns.none(audit.policy(), ended.rung()) : runs).plus(ended, now));
        }
    }

    /**
     * How often each rung of the policy has helped, for people: {@code in 30 days restart helped in 12 of 14 runs}; empty: none was run.
     */
    public static String text(DecisionContext context, Policy policy) {
        List<String> rungs = new ArrayList<>();
        for (Rung rung : policy.remediate()) {
            RungRuns runs = context.state.get(RungRuns.key(policy.name(), rung.name()), RungRuns.class);
            DayOfRuns sum = runs == null ? null : runs.sum(context.now);
            if (sum != null && sum.runs() > 0) {
                rungs.add(rung.name() + " helped in " + sum.healed() + " of " + Phrases.count(sum.runs(), "run"));
            }
        }
        return rungs.isEmpty() ? "" : "in " + RungRuns.DAYS + " days " + Phrases.and(rungs);
    }
}
