package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.StateRecord.Ignored;
import dev.farrier.decide.StateRecord.Lease;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Purpose;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Guards.RateLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold whatever happens. Each check says its name when it fails. */
final class Invariants {
    private final Bundle bundle;
    private final Set<String> commandIds = new HashSet<>();
    private final Map<String, String> started = new HashMap<>();
    private final Map<String, Command> runningOn = new HashMap<>();
    private final Map<String, List<Long>> rungStarts = new HashMap<>();
    private final Map<String, Long> rungOf = new HashMap<>();
    private final Map<String, IncidentState> states = new HashMap<>();

    Invariants(Bundle bundle) {
        this.bundle = bundle;
    }

    void sent(Command command, long now, DeciderState state, boolean halted) {
        assertThat(commandIds.add(command.id()))
                .as("every command has an id of its own")
                .isTrue();
        assertThat(command.startBy()).as("no command is stale when it is sent").isGreaterThan(now);
        assertThat(halted).as("nothing is sent while halted").isFalse();
        if (command.purpose() != Purpose.ESCALATE) {
            Lease lease = state.get(Lease.key(command.target()), Lease.class);
            assertThat(lease == null ? "nobody" : lease.incident())
                    .as("only the incident that has the target acts on it")
                    .isEqualTo(command.incident());
        }
    }

    /** A worker has started it. */
    void started(Command command, long now) {
        assertThat(started.put(command.id(), command.id()))
                .as("no command runs twice")
                .isNull();
        boolean once = command.onWorkerLoss() == OnWorkerLoss.ESCALATE
                && (command.purpose() == Purpose.STEP || command.purpose() == Purpose.ROLLBACK);
        if (once) {
            String step = command.incident() + "/" + command.rung() + "/" + command.step() + "/" + command.purpose()
                    + "/tries";
            assertThat(started.merge(step, "x", (a, b) -> "again"))
                    .as("an action that must not be run again is started once: " + step)
                    .isEqualTo("x");
        }
        if (command.purpose() == Purpose.STEP || command.purpose() == Purpose.ROLLBACK) {
            Command other = runningOn.put(command.target(), command);
            assertThat(other == null || now > other.startBy() + other.maxRun())
                    .as("nothing else touches a target while " + other + " may run on it")
                    .isTrue();
        }
    }

    void ended(Command command) {
        runningOn.remove(command.target(), command);
    }

    void changed(Incident incident) {
        IncidentState before = states.put(incident.id(), incident.state());
        assertThat(before == null || !before.isOver())
                .as("what is over stays over")
                .isTrue();
        Long rungStarted = rungOf.put(incident.id(), incident.work().rungStartedAt());
        boolean newRung = incident.work().rungStartedAt() > 0
                && (rungStarted == null || rungStarted != incident.work().rungStartedAt());
        if (newRung && !incident.shadow()) {
            rungStarts
                    .computeIfAbsent(incident.policy() + "|" + incident.target(), key -> new ArrayList<>())
                    .add(incident.work().rungStartedAt());
        }
    }

    void hold(DeciderState state, long now) {
        rungStarts.forEach((key, times) -> {
            RateLimit limit = bundle.policies()
                    .get(key.substring(0, key.indexOf('|')))
                    .guards()
                    .rateLimits()
                    .getFirst();
            long from = now - limit.per().toMillis();
            assertThat(times.stream().filter(at -> at > from).count())
                    .as("a rate limit of " + limit.max() + " is never exceeded: " + key)
                    .isLessThanOrEqualTo(limit.max());
        });
        state.forEach(
                "lease|",
                Lease.class,
                lease -> assertThat(state.incident(lease.incident()))
                        .as("a target is held by an open incident only: " + lease)
                        .isNotNull());
    }

    void decided(Detection detection, DeciderState state, List<Effect> effects) {
        boolean ignored = state.get(Ignored.key(detection.policy(), detection.group()), Ignored.class) != null;
        boolean recorded = effects.stream()
                .anyMatch(effect -> effect instanceof Effect.Audited audited
                        && audited.audit().policy().equals(detection.policy())
                        && audited.audit().kind() == AuditRecord.Kind.DECISION);
        assertThat(ignored || recorded || state.openIncident(detection.policy(), detection.group()) != null)
                .as("every detection is decided and recorded: " + detection)
                .isTrue();
    }
}
