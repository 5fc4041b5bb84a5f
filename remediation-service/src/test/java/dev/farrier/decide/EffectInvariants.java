package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.BreakerRecord.PolicyRuns;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.RunRecord.DayOfRuns;
import dev.farrier.decide.state.RunRecord.RungRuns;
import dev.farrier.decide.state.RunRecord.RunningRung;
import dev.farrier.effect.Episode;
import dev.farrier.effect.Episodes;
import dev.farrier.effect.PolicyEffect;
import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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

    /** At the end of a life. */
    void compareCounts(DeciderState state, long now) {
        Episodes episodes = new Episodes();
        audits.values().forEach(its -> its.forEach(episodes::accept));
        Map<String, String> shown = new TreeMap<>();
        PolicyEffect.of(episodes.all(), RungRuns.since(now))
                .forEach((policy, effect) -> effect.rungs().stream()
                        .filter(rung -> rung.runs() > rung.running())
                        .forEach(rung -> shown.put(
                                RungRuns.key(policy, rung.rung()),
                                counts(
                                        rung.healed(),
                                        rung.didNotHelp(),
                                        rung.failed(),
                                        rung.outcomeUnknown(),
                                        rung.cancelled()))));
        Map<String, String> counted = new TreeMap<>();
        state.forEach(RungRuns.PREFIX, RungRuns.class, runs -> {
            DayOfRuns sum = runs.sum(now);
            counted.put(
                    runs.key(),
                    counts(sum.healed(), sum.didNotHelp(), sum.failed(), sum.outcomeUnknown(), sum.cancelled()));
        });
        assertThat(counted)
                .as("the decider has counted what farrier policy effect shows")
                .isEqualTo(shown);
        state.forEach(
                RunningRung.PREFIX,
                RunningRung.class,
                running -> assertThat(state.incident(running.incident()))
                        .as("of an incident that is over: %s", running)
                        .isNotNull());
    }

    private static String counts(int healed, int didNotHelp, int failed, int unknown, int cancelled) {
        return healed + " healed, " + didNotHelp + " not, " + failed + " failed, " + unknown + " unknown, " + cancelled
                + " cancelled";
    }

    private static boolean helped(DeciderState state, Incident incident) {
        PolicyRuns runs = state.get(PolicyRuns.key(incident.policy()), PolicyRuns.class);
        return runs != null
                && runs.runs().stream().anyMatch(run -> run.incident().equals(incident.id()) && run.helped());
    }
}
