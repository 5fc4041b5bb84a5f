package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What people have silenced, and what the clock holds back, starts nothing. By the orders that the decider has read. */
final class SilenceInvariants {
    private final Bundle bundle;
    private final TreeMap<String, OperatorInput.AddSilence> silences = new TreeMap<>();
    private final List<Ended> ended = new ArrayList<>();
    private long now;

    private record Ended(OperatorInput.AddSilence silence, long at) {}

    SilenceInvariants(Bundle bundle) {
        this.bundle = bundle;
    }

    void input(long time, DeciderInput input) {
        now = time;
        if (input instanceof OperatorInput.AddSilence order && order.until() > time) {
            end(order.id(), time); // it replaces one of the same id
            silences.put(order.id(), order);
        } else if (input instanceof OperatorInput.ExpireSilence order) {
            end(order.id(), time);
        }
        List.copyOf(silences.values()).stream()
                .filter(silence -> silence.until() <= time)
                .forEach(silence -> end(silence.id(), silence.until()));
    }

    private void end(String id, long at) {
        OperatorInput.AddSilence silence = silences.remove(id);
        if (silence != null) {
            ended.add(new Ended(silence, at));
        }
    }

    /** Whether a silence, or time intervals, held the incident's next rung back at any time since then. */
    boolean heldBack(Incident incident, long since) {
        List<Rung> rungs = bundle.policies().get(incident.policy()).remediate();
        Rung next = rungs.get(Math.min(rungs.size() - 1, incident.work().rung() + 1));
        boolean silenced = ended.stream()
                .filter(silence -> silence.at() >= since)
                .anyMatch(silence -> holds(silence.silence(), incident, next.risk()));
        return silenced
                || !silencing(incident, next.risk()).isEmpty()
                || bundle.policies().get(incident.policy()).schedule().wasClosed(since, now)
                || next.schedule().wasClosed(since, now);
    }

    /** @param earlier the command's incident as it was before the input; null: it is new */
    void sent(Command command, @Nullable Incident earlier, Incident incident) {
        boolean begins = earlier == null
                || earlier.work().active() == null
                        && (!earlier.work().hasStarted() || earlier.work().phase() == RungPhase.NONE);
        if (!begins || command.purpose() != Purpose.STEP) {
            return; // who only looks, and did not answer, is asked again
        }
        Rung rung = bundle.policies()
                .get(incident.policy())
                .remediate()
                .get(Math.max(0, incident.work().rung()));
        assertThat(silencing(incident, rung.risk()))
                .as("nothing starts while it is silenced: %s", command)
                .isEmpty();
        assertThat(bundle.policies().get(incident.policy()).schedule().isOpen(now)
                        && rung.schedule().isOpen(now))
                .as("nothing starts outside its time intervals: %s", command)
                .isTrue();
    }

    void audited(AuditRecord audit, @Nullable Incident before) {
        if (audit.kind() == AuditKind.STATE
                && audit.state() == IncidentState.ESCALATED
                && audit.reason() == Reason.RUNGS_USED_UP
                && before != null
                && before.work().phase() == RungPhase.NONE) {
            assertThat(silencing(before, null))
                    .as("nobody is called while it is silenced: %s", audit)
                    .isEmpty();
        }
    }

    private List<OperatorInput.AddSilence> silencing(Incident incident, @Nullable Risk risk) {
        return silences.values().stream()
                .filter(silence -> holds(silence, incident, risk))
                .toList();
    }

    private boolean holds(OperatorInput.AddSilence silence, Incident incident, @Nullable Risk risk) {
        return parse(silence).hold(incident, bundle.resources().get(incident.target()), risk);
    }

    private static IncidentMatchers parse(OperatorInput.AddSilence silence) {
        try {
            return IncidentMatchers.parse(List.of(silence.matchers()));
        } catch (InvalidIncidentMatchersException e) {
            throw new AssertionError(e);
        }
    }
}
