package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.guard.LeftAlone;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.SlotType;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy.Recurrence;
import dev.farrier.policy.Policy.Recurring;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of targets that are healed again and again, counted from the incidents that are published. */
final class RecurrenceInvariants {
    private final Bundle bundle;
    /** Policy and target → incidents healed there, and when. */
    private final Map<String, Map<String, Long>> heals = new HashMap<>();
    /** Incidents that a person was called for since the target was healed too often. */
    private final Set<String> recurred = new HashSet<>();
    /** Policy and target → the incident that has stopped the policy there. */
    private final Map<String, String> stops = new HashMap<>();

    RecurrenceInvariants(Bundle bundle) {
        this.bundle = bundle;
    }

    /** @param before null: it was opened by this input */
    void changed(Incident before, Incident now) {
        Recurrence recurrence = recurrence(now);
        if (recurrence == null || now.shadow() || now.target().isEmpty()) {
            return;
        }
        String key = key(now.policy(), now.target());
        // Who retries says with which rung, and vouches for the symptom as of now.
        boolean retried = now.symptom().lastMatch() == now.openedAt();
        boolean cleared = now.reason() == Reason.CLEARED_ITSELF;
        if (before == null && !retried && !cleared) {
            opened(now, recurrence, key);
        }
        if (hasRecurred(now) && now.state() == IncidentState.ESCALATED) {
            recurred.add(now.id());
            if (now.reason() == Reason.TARGET_STOPPED) {
                stops.put(key, now.id());
            }
        }
        if (before != null && now.relapses() > before.relapses()) {
            heals.getOrDefault(key, new TreeMap<>()).remove(now.id());
        }
        if (isHealed(now) && (before == null || before.state() != IncidentState.ESCALATED)) {
            heals.computeIfAbsent(key, none -> new TreeMap<>()).put(now.id(), now.closedAt());
        }
        if (now.state() == IncidentState.CANCELLED && recurred.contains(now.id())) {
            String stop = stops.get(key);
            if (stop == null || stop.equals(now.id())) {
                stops.remove(key);
                heals.remove(key);
            }
        }
        assertThat(now.state() == IncidentState.RESOLVED && now.id().equals(stops.get(key)))
                .as("only a person ends the stop for a target: %s", now)
                .isFalse();
    }

    private void opened(Incident now, Recurrence recurrence, String key) {
        if (LeftAlone.isReasonOf(now)) {
            return; // nobody is called meanwhile
        }
        long from = now.openedAt() - recurrence.per().toMillis();
        long counted = heals.getOrDefault(key, new TreeMap<>()).values().stream()
                .filter(at -> at > from)
                .count();
        boolean expected = counted >= recurrence.max() || stops.containsKey(key);
        // Another guard may have called a person before the stronger rung.
        boolean stronger = recurrence.then() == Recurring.NEXT_RUNG
                && (now.state() == IncidentState.ESCALATED
                        || now.state().isOver()
                        || now.work().rung() >= (now.work().phase() == RungPhase.NONE ? 0 : 1));
        boolean called = hasRecurred(now) && now.state() == IncidentState.ESCALATED;
        assertThat(!now.problemReport().isEmpty() && (stronger || called))
                .as("what was healed so often is not treated as usual: %s heals, %s", counted, now)
                .isEqualTo(expected);
    }

    /** A worker has started it. */
    void started(Command command) {
        if (command.lane() == SlotType.CALL) {
            return;
        }
        assertThat(recurred)
                .as("nothing is run for an incident whose recurrence calls a person: %s", command)
                .doesNotContain(command.incident());
        assertThat(stops)
                .as("nothing is run on a target for which the policy has stopped: %s", command)
                .doesNotContainKey(key(command.policy(), command.target()));
    }

    private static boolean hasRecurred(Incident incident) {
        return incident.reason() == Reason.RECURRED || incident.reason() == Reason.TARGET_STOPPED;
    }

    static boolean isHealed(Incident now) {
        return now.state() == IncidentState.RESOLVED
                && (now.reason() == Reason.CLEARED || now.reason() == Reason.VERIFIED)
                && isCalledForNothingElse(now)
                && now.history().stream()
                        .anyMatch(done -> done.purpose() == Purpose.STEP
                                && done.kind() != OutcomeKind.NOT_STARTED
                                && done.kind() != OutcomeKind.REFUSED
                                && done.kind() != OutcomeKind.REVOKED);
    }

    /** Nobody was called, but perhaps to say yes. */
    private static boolean isCalledForNothingElse(Incident now) {
        ApprovalRequest asked = now.approval();
        return now.calling().since() == 0
                || asked != null
                        && (asked.isGiven() || asked.askedAt() == 0)
                        && now.calling().call().equals(asked.call());
    }

    private Recurrence recurrence(Incident incident) {
        return bundle.policies().get(incident.policy()).recurrence();
    }

    private static String key(String policy, String target) {
        return policy + "|" + target;
    }
}
