package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.effect.Episode;
import dev.farrier.effect.Episodes;
import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code farrier policy effect} makes of the audit alone is what the decider itself counts. */
final class EffectInvariants {
    private final Map<String, List<AuditRecord>> audits = new HashMap<>();
    private final Set<Incident> over = new HashSet<>();

    void audited(AuditRecord audit) {
        if (!audit.incident().isEmpty()) {
            audits.computeIfAbsent(audit.incident(), any -> new ArrayList<>()).add(audit);
        }
    }

    void changed(Incident incident) {
        if (incident.state().isOver() && !incident.target().isEmpty()) {
            over.add(incident);
        }
    }

    /** After an input. */
    void hold(DeciderState state) {
        for (Incident incident : over) {
            Episodes episodes = new Episodes();
            List<AuditRecord> its = audits.getOrDefault(incident.id(), List.of());
            its.forEach(episodes::accept);
            Episode last = episodes.all().getLast();
            assertThat(last.healed())
                    .as("the audit tells what was healed: %s", its)
                    .isEqualTo(helped(state, incident));
            assertThat(last.end()).as("the audit tells the end: %s", its).isEqualTo(incident.state());
            assertThat(last.runs())
                    .as("each run has an end: %s", its)
                    .noneMatch(run -> run.result() == RunResult.RUNNING);
        }
        over.clear();
    }

    private static boolean helped(DeciderState state, Incident incident) {
        PolicyRuns runs = state.get(PolicyRuns.key(incident.policy()), PolicyRuns.class);
        return runs != null
                && runs.runs().stream().anyMatch(run -> run.incident().equals(incident.id()) && run.helped());
    }
}
