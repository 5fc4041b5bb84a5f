package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Purpose;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Verify;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What must hold of symptoms that return after they were healed, judged by the incidents that are published. */
final class RelapseInvariants {
    private final Bundle bundle;
    /** Incident → the strongest rung that had run before its relapse. */
    private final Map<String, Integer> tried = new HashMap<>();
    /** Policy and group → its newest incident, if that was healed. */
    private final Map<String, Incident> healed = new HashMap<>();

    RelapseInvariants(Bundle bundle) {
        this.bundle = bundle;
    }

    /** @param before null: it was opened by this input */
    void changed(Incident before, Incident now, long at) {
        Policy policy = bundle.policies().get(now.policy());
        if (now.target().isEmpty()) {
            return;
        }
        if (before == null) {
            opened(now, policy);
        } else if (now.relapses() > before.relapses()) {
            relapsed(before, now, policy, at);
        }
        boolean begun = !now.work().isBeforeFirstRung();
        assertThat(tried.containsKey(now.id()) && begun && now.work().rung() <= tried.get(now.id()))
                .as("a relapse never starts the same or a milder rung: %s", now)
                .isFalse();
        String key = key(now.policy(), now.group());
        boolean escalated = before != null && before.state() == IncidentState.ESCALATED;
        if (now.state().isOver() && RecurrenceInvariants.isHealed(now) && !escalated && !now.shadow()) {
            healed.put(key, now);
        } else {
            healed.remove(key);
        }
    }

    private void relapsed(Incident before, Incident now, Policy policy, long at) {
        assertThat(healed.get(key(now.policy(), now.group())))
                .as("only what was healed relapses: %s", now)
                .isEqualTo(before);
        assertThat(at).as("a relapse comes within the time for it: %s", now).isLessThan(relapsesUntil(before, policy));
        assertThat(now.openedAt()).as("a relapse is the same incident: %s", now).isEqualTo(before.openedAt());
        tried.put(now.id(), before.work().rung());
    }

    private void opened(Incident now, Policy policy) {
        Incident last = healed.get(key(now.policy(), now.group()));
        if (last == null || now.openedAt() >= relapsesUntil(last, policy)) {
            return;
        }
        Verify verify = policy.remediate().get(last.work().rung()).verify();
        long settled = last.work().verifyDeadline()
                - verify.within().toMillis()
                + verify.settle().toMillis();
        assertThat(now.detection().firstEvent())
                .as("what returns in time is the same incident: %s after %s", now, last)
                .isLessThanOrEqualTo(settled);
    }

    private static long relapsesUntil(Incident healed, Policy policy) {
        return healed.closedAt() + policy.relapse().toMillis();
    }

    /** A worker has started it. */
    void started(Command command) {
        if (command.purpose() != Purpose.STEP || !tried.containsKey(command.incident())) {
            return;
        }
        List<String> rungs = bundle.policies().get(command.policy()).remediate().stream()
                .map(Rung::name)
                .toList();
        assertThat(rungs.indexOf(command.rung()))
                .as("a relapse never starts the same or a milder rung: %s", command)
                .isGreaterThan(tried.get(command.incident()));
    }

    private static String key(String policy, SortedMap<String, String> group) {
        return policy + "|" + group;
    }
}
