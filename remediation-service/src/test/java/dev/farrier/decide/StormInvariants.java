package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.guard.StormBreakers;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.IncidentRecord.CancelledSymptom;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Purpose;
import dev.farrier.model.RemediationProgress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.storm.StormLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What must hold of storms, by a count of new incidents of its own. */
final class StormInvariants {
    private static final long GIVEN_UP_AFTER = 3_600_000;

    private final Bundle bundle;
    /** Scope → when its incidents were opened since its last storm. */
    private final Map<StormScope, List<Long>> openings = new HashMap<>();

    private final Map<StormScope, StormState> before = new HashMap<>();
    private final List<Incident> begun = new ArrayList<>();
    private final List<Incident> opened = new ArrayList<>();
    /** Incidents of which the first step of a rung is sent in this input. */
    private final List<Incident> acting = new ArrayList<>();

    private long now;
    private long sourceReadUpTo;
    private long sourceMovedAt;
    private DeciderInput input;
    /** In this input a cancelled symptom may have been decided again, which is no new incident. */
    private boolean again;

    StormInvariants(Bundle bundle) {
        this.bundle = bundle;
    }

    void input(long time, long readUpTo, DeciderInput next, DeciderState state) {
        now = time;
        input = next;
        if (readUpTo > sourceReadUpTo) {
            sourceReadUpTo = readUpTo;
            sourceMovedAt = now;
        }
        again = next instanceof Detection detection
                && state.get(CancelledSymptom.key(detection.policy(), detection.group()), CancelledSymptom.class)
                        instanceof CancelledSymptom cancelled
                && cancelled.wakeAt() <= now;
        begun.clear();
        opened.clear();
        acting.clear();
        before.clear();
        state.forEach(StormState.PREFIX, StormState.class, storm -> before.put(storm.scope(), storm));
    }

    /** @param earlier as it was before the input; null: it is new */
    void changed(Incident incident, Incident earlier) {
        if (AlarmGroup.isAlarm(incident.group())) {
            return;
        }
        boolean further =
                incident.work().rung() > (earlier == null ? -1 : earlier.work().rung());
        // An incident may also be opened behind its first rungs, and wait there.
        if (further && incident.work().rungStartedAt() == now) {
            begun.add(incident);
        }
        boolean news = earlier == null || incident.relapses() > earlier.relapses();
        if (news
                && input instanceof Detection detection
                && incident.policy().equals(detection.policy())
                && incident.group().equals(detection.group())) {
            opened.add(incident);
        }
    }

    /** @param earlier the command's incident as it was before the input; null: it is new */
    void sent(Command command, Incident earlier) {
        if (command.purpose() == Purpose.STEP
                && earlier != null
                && earlier.work().active() == null
                && (!earlier.work().hasStarted() || earlier.work().phase() == RemediationProgress.RungPhase.NONE)) {
            acting.add(earlier);
        }
    }

    /** @param known incidents that are no news, since people work on their targets */
    void hold(DeciderState state, long tickAt, Predicate<Incident> known) {
        opened.removeIf(known);
        before.forEach((scope, storm) -> {
            if (storm.hasTripped()) {
                checkEnd(storm, state.get(storm.key(), StormState.class), state);
            }
        });
        opened.forEach(incident -> scopes(incident).forEach(scope -> count(scope, incident, state)));
        begun.addAll(acting);
        for (Incident incident : begun) {
            assertThat(scopes(incident))
                    .as("nothing starts while a storm breaker is tripped: " + incident)
                    .noneMatch(scope -> before.containsKey(scope)
                            && before.get(scope).hasTripped()
                            && isSame(before.get(scope), state.get(StormState.key(scope), StormState.class)));
        }
        state.forEach(
                StormState.PREFIX,
                StormState.class,
                storm -> assertThat(storm.hasTripped()
                                && !storm.told()
                                && !storm.scope().shadow()
                                && tickAt > storm.trippedAt())
                        .as("a person is called when a storm begins: " + storm)
                        .isFalse());
    }

    private void checkEnd(StormState storm, StormState after, DeciderState state) {
        boolean acknowledged = switch (input) {
            case OperatorInput.Acknowledge order ->
                order.name().equals(storm.scope().policy());
            case OperatorInput.AcknowledgeStorm order ->
                order.name().equals(storm.scope().breaker());
            default -> false;
        };
        boolean givenUp = now - sourceMovedAt >= GIVEN_UP_AFTER;
        if (!isSame(storm, after)) {
            openings.remove(storm.scope());
            assertThat(acknowledged || now >= calmAt(storm) && (sourceReadUpTo >= calmAt(storm) || givenUp))
                    .as("a storm ends only when all were read up to its calm, or a person says so: " + storm)
                    .isTrue();
        } else if (state.backlog().isEmpty()) {
            assertThat(now >= calmAt(after) && sourceReadUpTo >= calmAt(after))
                    .as("a storm that is calm is over: " + after)
                    .isFalse();
        }
    }

    private void count(StormScope scope, Incident incident, DeciderState state) {
        StormState after = state.get(StormState.key(scope), StormState.class);
        StormState earlier = before.get(scope);
        boolean tripped = after != null && after.hasTripped();
        if (tripped && earlier != null && isSame(earlier, after)) {
            return;
        }
        StormLimit limit = limit(scope);
        List<Long> times = openings.computeIfAbsent(scope, none -> new ArrayList<>());
        if (!again) {
            times.add(now);
        }
        times.removeIf(at -> at <= now - limit.per().toMillis());
        assertThat(tripped)
                .as("more than %s new incidents, and no fewer, are a storm: %s of %s", limit, times, scope)
                .isEqualTo(times.size() > limit.max() || again && tripped);
        if (tripped) {
            assertThat(begun)
                    .as("what makes it a storm is held back: " + incident)
                    .extracting(Incident::id)
                    .doesNotContain(incident.id());
        }
    }

    private static boolean isSame(StormState storm, StormState after) {
        return after != null && after.trippedAt() == storm.trippedAt();
    }

    private long calmAt(StormState storm) {
        return storm.lastAt() + limit(storm.scope()).calmFor().toMillis();
    }

    private StormLimit limit(StormScope scope) {
        return StormBreakers.limit(bundle, scope);
    }

    private List<StormScope> scopes(Incident incident) {
        List<StormScope> scopes = new ArrayList<>();
        scopes.add(StormScope.ofPolicy(incident.policy(), incident.shadow()));
        scopes.add(new StormScope("", "fleet", "", incident.shadow()));
        scopes.add(new StormScope("", "fleet", incident.site(), incident.shadow()));
        scopes.removeIf(scope -> limit(scope) == null);
        return scopes;
    }
}
