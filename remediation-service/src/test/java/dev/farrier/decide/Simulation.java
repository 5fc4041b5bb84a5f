package dev.farrier.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Progress;
import dev.farrier.model.Purpose;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A whole deployment in one thread: detectors, workers that claim late, die, refuse or never look, people who halt and
 * cancel, and a decider that crashes before every input. Everything random comes from the seed. What must always hold is
 * checked after each step by {@link Invariants}.
 */
final class Simulation {
    private static final List<String> HOSTS = List.of("a", "b", "c");

    private final Random random;
    private final List<String> policies;
    private final Bundles bundles;
    private final Decider steady;
    private final DeciderState steadyState = new DeciderState();
    private DeciderState crashing = new DeciderState();
    private final Invariants invariants;

    /** The outcomes topic: appended by workers and decider, read by the decider with a lag. */
    private final Deque<Outcome> unread = new ArrayDeque<>();

    private final Map<String, String> firstClaim = new HashMap<>();
    private final List<Command> queued = new ArrayList<>();
    private final Map<String, Command> running = new HashMap<>();
    private final Set<String> cancelled = new HashSet<>();
    private long now = Play.START;

    Simulation(long seed, Bundle bundle) {
        random = new Random(seed);
        policies = List.copyOf(bundle.policies().keySet());
        bundles = commit -> bundle;
        steady = new Decider(bundles, steadyState);
        invariants = new Invariants(bundle);
        input(new OperatorInput.BundleActivated(bundle.commit()));
        input(new BundleUsable(bundle.commit()));
        input(new OperatorInput.SiteSeen("site-1"));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            now += random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(3_000);
            step();
        }
        settle();
    }

    private void step() {
        switch (random.nextInt(14)) {
            case 0, 1 -> input(detection());
            case 2 ->
                input(new Evidence(policy(), host(), now - random.nextInt(60_000), random.nextBoolean() ? now : 0, 0));
            case 3 ->
                input(new Progress(
                        0,
                        new TreeMap<>(Map.of("logs", now - random.nextInt(20_000))),
                        new TreeMap<>(Map.of(
                                "logs", new TreeMap<>(Map.of(Labels.key(host()), now - random.nextInt(5_000)))))));
            case 4 -> input(new Tick());
            case 5, 6 -> claim();
            case 7, 8 -> finish();
            case 9, 10, 11 -> readOutcomes(1 + random.nextInt(3));
            case 12 -> worker();
            default -> people();
        }
    }

    private Detection detection() {
        long time = now - (random.nextInt(20) == 0 ? 400_000 : random.nextInt(2_000));
        return new Detection(policy(), Given.COMMIT, host(), time, 5, List.of("logs"), "it", List.of(), 0);
    }

    private String policy() {
        return policies.get(random.nextInt(policies.size()));
    }

    private java.util.SortedMap<String, String> host() {
        return Labels.of("host", random.nextInt(25) == 0 ? "nobody" : HOSTS.get(random.nextInt(HOSTS.size())));
    }

    /** A worker takes a command from the queue, claims it, and starts it only if it holds the first claim in time. */
    private void claim() {
        if (queued.isEmpty()) {
            return;
        }
        Command command = queued.get(random.nextInt(queued.size()));
        if (random.nextInt(4) != 0) {
            queued.remove(command);
        } // else: handed out twice, by a broker that has forgotten
        String worker = "w" + random.nextInt(100_000);
        if (random.nextInt(15) == 0) {
            append(command, worker, OutcomeKind.REFUSED, random.nextBoolean() ? "halted" : "not allowed");
            return;
        }
        if (now >= command.startBy()) {
            append(command, worker, OutcomeKind.EXPIRED, "late");
            return;
        }
        append(command, worker, OutcomeKind.CLAIMED, "");
        if (worker.equals(firstClaim.get(command.id()))) {
            if (cancelled.contains(command.id())) {
                append(command, worker, OutcomeKind.CANCELLED, "");
            } else {
                running.put(command.id(), command);
                invariants.started(command, now);
            }
        }
    }

    private void finish() {
        if (running.isEmpty()) {
            return;
        }
        Command command =
                running.get(running.keySet().stream().sorted().toList().get(random.nextInt(running.size())));
        running.remove(command.id());
        if (now > command.startBy() + command.maxRun()) {
            return; // ended by its supervisor, and its worker has died: nobody will ever say anything
        }
        OutcomeKind kind = List.of(
                        OutcomeKind.SUCCEEDED, OutcomeKind.SUCCEEDED, OutcomeKind.FAILED, OutcomeKind.TIMED_OUT)
                .get(random.nextInt(4));
        invariants.ended(command);
        append(command, firstClaim.getOrDefault(command.id(), ""), kind, "");
    }

    /** A worker dies with what it runs, or loses what it was handed. */
    private void worker() {
        if (!running.isEmpty() && random.nextBoolean()) {
            running.remove(running.keySet().stream().sorted().findFirst().orElseThrow());
        } else if (!queued.isEmpty()) {
            queued.remove(random.nextInt(queued.size()));
        }
    }

    private void people() {
        switch (random.nextInt(4)) {
            case 0 -> input(new OperatorInput.Halt("ann", "drill"));
            case 1, 2 -> input(new OperatorInput.Resume("ann", "over"));
            default ->
                steadyState.openIncidents().stream()
                        .skip(random.nextInt(3))
                        .findFirst()
                        .ifPresent(i -> input(new OperatorInput.CancelIncident(i.id(), "ann", "mine")));
        }
    }

    private void append(Command command, String worker, OutcomeKind kind, String detail) {
        append(new Outcome(command.id(), command.incident(), command.site(), worker, kind, now, 1, "", detail));
    }

    private void append(Outcome outcome) {
        boolean claims = outcome.kind() == OutcomeKind.CLAIMED || outcome.kind() == OutcomeKind.REVOKED;
        if (claims) {
            firstClaim.putIfAbsent(outcome.command(), outcome.worker());
        }
        unread.add(outcome);
    }

    private void readOutcomes(int count) {
        for (int i = 0; i < count && !unread.isEmpty(); i++) {
            input(unread.remove());
        }
    }

    private void input(DeciderInput input) {
        boolean haltedBefore = halted();
        List<Effect> effects = steady.apply(now, input);
        // What was due before a halt on the same record may still go out.
        boolean halted = haltedBefore && halted();
        // The other one has just crashed: all it has is what was written.
        crashing = DeciderState.restore(crashing.records());
        assertThat(new Decider(bundles, crashing).apply(now, input)).isEqualTo(effects);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Send send -> {
                    invariants.sent(send.command(), now, steadyState, halted);
                    queued.add(send.command());
                }
                case Effect.Revoke revoke -> append(at(revoke.claim()));
                case Effect.Steer steer -> {
                    if (steer.control() instanceof dev.farrier.model.Control.Cancelled control) {
                        cancelled.add(control.command());
                    }
                }
                case Effect.Changed changed -> invariants.changed(changed.incident());
                case Effect.Gone gone -> {}
                case Effect.Audited audited -> {}
            }
        }
        invariants.hold(steadyState, now);
        if (input instanceof Detection detection) {
            invariants.decided(detection, steadyState, effects);
        }
    }

    private boolean halted() {
        StateRecord.HaltState halt = steadyState.get(StateRecord.HaltState.KEY, StateRecord.HaltState.class);
        return halt != null && halt.halted();
    }

    private Outcome at(Outcome claim) {
        return new Outcome(
                claim.command(),
                claim.incident(),
                claim.site(),
                claim.worker(),
                claim.kind(),
                now,
                claim.exitCode(),
                claim.output(),
                claim.detail());
    }

    /** Nothing more happens but time: in the end nothing may be left hanging. */
    private void settle() {
        input(new OperatorInput.Resume("ann", "end"));
        for (int i = 0; i < 2_000; i++) {
            long due = steadyState.nextDue();
            if (unread.isEmpty() && (due == Long.MAX_VALUE || due > now + 40L * 86_400_000)) {
                break;
            }
            if (unread.isEmpty()) {
                now = Math.max(now, due);
                input(new Tick());
            } else {
                readOutcomes(1);
            }
        }
        assertThat(steadyState.openIncidents())
                .as("incidents that neither ended nor wait for a person")
                .allMatch(incident -> incident.state() == IncidentState.ESCALATED
                        || incident.reason() == dev.farrier.model.Reason.TARGET_BUSY
                        || (incident.reason() == dev.farrier.model.Reason.AWAITING_EVIDENCE
                                && incident.policy().equals("silent"))
                        || incident.reason() == dev.farrier.model.Reason.SOURCE_STALE);
        assertThat(steadyState.openIncidents())
                .allMatch(i ->
                        i.work().active() == null || i.work().active().command().purpose() == Purpose.ESCALATE);
    }
}
