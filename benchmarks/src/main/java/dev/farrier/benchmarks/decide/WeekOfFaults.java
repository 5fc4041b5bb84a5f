package dev.farrier.benchmarks.decide;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.Command;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.OutcomeBuilder;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Progress;
import dev.farrier.model.Purpose;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A fleet whose hosts fall ill, in simulated time, second by second: each about once a month, and once a week a hundred at once
 * for a cause that no rung mends. A tenth of the faults end by themselves. Workers claim, take as long as the rung takes, and
 * succeed, fail, or succeed without an effect; half an hour after the page a person mends, or lets a policy go on that had stopped
 * itself.
 */
final class WeekOfFaults {
    private static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: logs}
            spec: {receiver: events, liveness: {expectEvery: 1m, maxLag: 5s}}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: unwell}
            spec:
              match:
                - {name: unwell, sources: [logs], matchers: ['name="unwell"']}
                - {name: well, sources: [logs], matchers: ['name="well"']}
              detect: {each: {of: unwell}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              guards: {cooldown: 5m, rateLimit: [{max: 3, per: 1h, by: [target]}]}
              remediate:
                - name: restart
                  risk: harmless
                  steps: [{process: {argv: [restart]}}]
                  verify: {cleared: true, within: 2m}
                - name: reboot
                  risk: disruptive
                  steps: [{process: {argv: [reboot]}, timeout: 5m}]
                  verify: {cleared: true, within: 5m}
                - name: replace
                  risk: destructive
                  steps: [{process: {argv: [replace]}, timeout: 20m}]
                  verify: {cleared: true, within: 10m}
              escalate: [{process: {argv: [page]}}]
            ---
            apiVersion: farrier.dev/v1
            kind: DisruptionBudget
            metadata: {name: hosts}
            spec: {selector: {all: true}, maxDisrupted: 50, maxUnhealthy: 60, callAfter: 10m}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: h0, site: local, address: 127.0.0.1}]}
            """;

    private static final String POLICY = "unwell";
    private static final long SECOND = 1_000;
    private static final long DAY = 86_400 * SECOND;
    private static final long START = 1_800_000_000_000L;
    private static final double FAULTS_A_HOST_AND_DAY = 1 / 30.0;
    private static final int SHARED = 100;
    private static final long SHARED_FOR = 1_800 * SECOND;
    private static final long PERSON_TAKES = 1_800 * SECOND;
    private static final long REPEATED_EVERY = 60 * SECOND;
    private static final int MAX_DISRUPTED = 50;
    private static final int MAX_STARTS = 3;
    private static final long STARTS_PER = 3_600 * SECOND;
    /** A hundred escalated incidents, one after the other, would take less. */
    private static final long SETTLES_WITHIN = 6 * 3_600 * SECOND;

    /** @param mends whether rungs can end it */
    private record Fault(String host, long since, boolean mends) {}

    private record Later(long at, Runnable what) {}

    /** What happened; times are in seconds. */
    static final class Tally {
        long faults;
        long endedAlone;
        final long[] healedBy = new long[3];
        long byPerson;
        long steps;
        long harmful;
        long tooLate;
        long overLimit;
        long notEnded;
        long pages;
        private final List<Long> times = new ArrayList<>();

        /** Of the times to heal; 0 when nothing was healed. */
        long percentile(int percent) {
            List<Long> sorted = times.stream().sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
        }
    }

    private final Random random;
    private final double success;
    private final List<String> hosts;
    private final DeciderState state = new DeciderState();
    private final Bundle bundle;
    private final Decider decider;
    private final PriorityQueue<Later> later = new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
    private final Map<String, Fault> ill = new HashMap<>();
    /** Hosts that are ill as far as the log says. */
    private final Set<String> knownIll = new HashSet<>();

    private final Map<String, Boolean> sentToKnownIll = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, List<Long>> starts = new HashMap<>();
    private final Tally tally = new Tally();
    private long now = START;

    WeekOfFaults(int hostCount, double success, long seed) {
        this.random = new Random(seed);
        this.success = success;
        this.bundle = SimulatedFleet.compile(POLICIES, hostCount);
        this.hosts = List.copyOf(bundle.resources().keySet());
        this.decider = new Decider(commit -> bundle, state);
        apply(new CoreStarted("key", 60_000, 30_000, List.of()));
        apply(new OperatorInput.BundleActivated(bundle.commit()));
        apply(new BundleUsable(bundle.commit()));
        apply(new OperatorInput.SiteSeen(SimulatedFleet.SITE));
        apply(SimulatedFleet.report());
    }

    Tally tally() {
        return tally;
    }

    void run(int days) {
        for (int day = 0; day < days; day++) {
            planDay(START + day * DAY);
        }
        long end = START + days * DAY;
        later.add(new Later(START + days * DAY / 2, this::sharedCause));
        while (now < end || now < end + SETTLES_WITHIN && !state.openIncidents().isEmpty()) {
            second();
        }
        tally.notEnded = state.openIncidents().size();
    }

    private void planDay(long from) {
        long faults = Math.round(hosts.size() * FAULTS_A_HOST_AND_DAY);
        for (long i = 0; i < faults; i++) {
            String host = hosts.get(random.nextInt(hosts.size()));
            long at = from + (long) (random.nextDouble() * DAY);
            later.add(new Later(at, () -> fallIll(host, true)));
        }
    }

    private void sharedCause() {
        for (int i = 0; i < Math.min(SHARED, hosts.size()); i++) {
            String host = hosts.get(i);
            fallIll(host, false);
            Fault fault = Objects.requireNonNull(ill.get(host), "it has just fallen ill, or was ill before");
            later.add(new Later(now + SHARED_FOR, () -> endAlone(fault)));
        }
    }

    private void fallIll(String host, boolean mends) {
        if (ill.containsKey(host)) {
            return;
        }
        Fault fault = new Fault(host, now, mends);
        ill.put(host, fault);
        tally.faults++;
        report(fault);
        if (mends && random.nextInt(10) == 0) {
            later.add(new Later(now + random.nextInt(90) * SECOND, () -> endAlone(fault)));
        }
    }

    private void report(Fault fault) {
        if (ill.get(fault.host()) == fault) {
            knownIll.add(fault.host());
            apply(new Detection(
                    POLICY, bundle.commit(), group(fault.host()), now, 1, List.of("logs"), "unwell", List.of(), 0));
            later.add(new Later(now + REPEATED_EVERY, () -> report(fault)));
        }
    }

    private void endAlone(Fault fault) {
        if (ill.get(fault.host()) == fault) {
            tally.endedAlone++;
            end(fault);
        }
    }

    /** The source says so a second later. */
    private void end(Fault fault) {
        ill.remove(fault.host());
        long at = now;
        later.add(new Later(now + SECOND, () -> {
            if (!ill.containsKey(fault.host())) {
                knownIll.remove(fault.host());
            }
            apply(new Evidence(POLICY, group(fault.host()), fault.since(), at, 0));
        }));
    }

    private static SortedMap<String, String> group(String host) {
        return Labels.of("host", host);
    }

    private void second() {
        now += SECOND;
        apply(new Tick());
        apply(new OperatorProgress(now));
        apply(new SiteProgress(SimulatedFleet.SITE, now, List.of(SimulatedFleet.WORKER.toString())));
        apply(new Progress(0, new TreeMap<>(Map.of("logs", now - 500)), new TreeMap<>()));
        while (!later.isEmpty() && later.element().at() <= now) {
            later.remove().what().run();
        }
    }

    private void apply(DeciderInput input) {
        for (Effect effect : decider.apply(now, input)) {
            switch (effect) {
                case Effect.SendCommand send -> sent(send.command());
                case Effect.RevokeCommand revoke -> later.add(new Later(now + SECOND, () -> apply(revoke.claim())));
                default -> {}
            }
        }
        state.drainChanges((key, record) -> {});
    }

    private void sent(Command command) {
        if (command.purpose() == Purpose.STEP) {
            sentToKnownIll.put(command.id(), knownIll.contains(command.target()));
        } else {
            tally.pages++;
        }
        later.add(new Later(now + SECOND / 2, () -> claim(command)));
    }

    private void claim(Command command) {
        say(command, OutcomeKind.CLAIMED);
        if (command.purpose() != Purpose.STEP) {
            later.add(new Later(now + 2 * SECOND, () -> say(command, OutcomeKind.SUCCEEDED)));
            if (command.purpose() == Purpose.ESCALATE && command.target().isEmpty()) {
                later.add(new Later(
                        now + PERSON_TAKES,
                        () -> apply(new OperatorInput.Acknowledge(POLICY, "ann", "looked at the runs"))));
            } else if (command.purpose() == Purpose.ESCALATE) {
                Fault fault = ill.get(command.target());
                later.add(new Later(now + PERSON_TAKES, () -> mendByHand(fault)));
            }
            return;
        }
        start(command);
    }

    private void mendByHand(@Nullable Fault fault) {
        if (fault != null && ill.get(fault.host()) == fault) {
            tally.byPerson++;
            end(fault);
        }
    }

    private void start(Command command) {
        String host = command.target();
        Fault fault = ill.get(host);
        tally.steps++;
        if (fault == null) {
            boolean known = !sentToKnownIll.getOrDefault(command.id(), false);
            tally.harmful += known ? 1 : 0;
            tally.tooLate += known ? 0 : 1;
        }
        int atOnce = running.merge(host, 1, Integer::sum);
        List<Long> before = starts.computeIfAbsent(host, none -> new ArrayList<>());
        before.removeIf(at -> at <= now - STARTS_PER);
        before.add(now);
        if (running.size() > MAX_DISRUPTED || atOnce > 1 || before.size() > MAX_STARTS) {
            tally.overLimit++;
        }
        boolean helps = fault != null && fault.mends() && random.nextDouble() < success;
        boolean succeeds = helps || random.nextBoolean();
        int rung = rung(command);
        long takes = new long[] {5, 120, 600}[rung] * SECOND;
        later.add(new Later(now + takes, () -> finish(command, fault, helps, succeeds, rung)));
    }

    private static int rung(Command command) {
        return List.of("restart", "reboot", "replace").indexOf(command.rung());
    }

    private void finish(Command command, @Nullable Fault fault, boolean helps, boolean succeeds, int rung) {
        running.computeIfPresent(command.target(), (host, n) -> n == 1 ? null : n - 1);
        if (helps && fault != null && ill.get(command.target()) == fault) {
            tally.healedBy[rung]++;
            tally.times.add((now - fault.since()) / SECOND);
            end(fault);
        }
        say(command, succeeds ? OutcomeKind.SUCCEEDED : OutcomeKind.FAILED);
    }

    private void say(Command command, OutcomeKind kind) {
        apply(OutcomeBuilder.builder()
                .command(command.id())
                .incident(command.incident())
                .site(SimulatedFleet.SITE)
                .worker(SimulatedFleet.WORKER.toString())
                .kind(kind)
                .at(now)
                .exitCode(kind == OutcomeKind.FAILED ? 1 : 0)
                .output("")
                .detail("")
                .build());
    }
}
