package dev.farrier.decide;

import dev.farrier.RandomCases;
import dev.farrier.decide.Simulation.Lost;
import dev.farrier.decide.guard.EffectGuard.EffectLimit;
import dev.farrier.detect.type.AbsenceDetector;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Resource;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Approval.OnTimeout;
import dev.farrier.policy.Approval.Role;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.DiagnosisSteps;
import dev.farrier.policy.Policy.Recurrence;
import dev.farrier.policy.Policy.Recurring;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.interval.TimeInterval;
import dev.farrier.policy.interval.TimeIntervals;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.storm.StormLimit;
import dev.farrier.policy.text.Amount;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of the decider, with a twin that crashes: in half of them three hosts and a crash before every input, in the
 * others thirty hosts and about eighty incidents. People also put other policies in force, with fewer hosts and other budgets. {@code -Dfarrier.lives=N} tries another number of them.
 */
@Execution(ExecutionMode.CONCURRENT)
class DeciderSimulationTest {
    /** A host that carries the decider. */
    static final String CORE = "core";

    private static final int PARTS = 4;
    private static final int LIVES = Integer.getInteger("farrier.lives", RandomCases.of(2_000));
    private static final int LARGE_LIVES = Integer.getInteger("farrier.lives.large", 1);
    private static final int LARGE_STEPS = Integer.getInteger("farrier.lives.steps", 30);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldKeepItsPromisesWhateverHappens(int part) {
        for (long seed = part; seed < LIVES; seed += PARTS) {
            live(seed, seed % 8 < 4 ? 3 : 30, 100);
        }
    }

    /** Each has found a fault that a few thousand other lives have not. */
    @ParameterizedTest
    @ValueSource(longs = {1_015_558, 1_016_615, 1_019_263, 1_023_312, 1_024_061, 1_025_415, 1_055_903, 1_075_056})
    void shouldKeepItsPromisesInLivesThatFoundFaults(long seed) {
        live(seed, seed % 8 < 4 ? 3 : 30, 100);
    }

    /** {@code -Dfarrier.lives.large=10 -Dfarrier.lives.steps=1200}: ten lives of about 20,000 incidents. */
    @Test
    void shouldKeepItsPromisesOverFiveHundredHosts() {
        for (long seed = 0; seed < LARGE_LIVES; seed++) {
            live(seed, 500, LARGE_STEPS);
        }
    }

    private static void live(long seed, int hosts, int steps) {
        try {
            Bundle bundle = bundle(seed, hosts);
            new Simulation(seed, bundle, edited(bundle, seed), lost(seed)).run(steps);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static Lost lost(long seed) {
        return switch ((int) (seed / 8 % 30)) {
            case 7 -> Lost.SOURCE; // an hour more each
            case 4, 19 -> Lost.SITE;
            case 10, 25 -> Lost.OPERATORS;
            case 0, 3, 6, 9, 12, 15, 18, 21, 24, 27 -> Lost.EXECUTOR;
            default -> Lost.NOTHING;
        };
    }

    /** {@link #CORE} carries the decider; where there are many, some carry the workers. */
    private static List<String> names(int hosts) {
        List<String> names = new ArrayList<>(List.of(CORE));
        if (hosts > 3) {
            names.addAll(SimulatedWorkers.NAMES);
        }
        for (int i = names.size(); i < hosts; i++) {
            names.add("h" + i);
        }
        return names;
    }

    private static Bundle bundle(long seed, int hosts) {
        Random random = new Random(~seed);
        OnWorkerLoss loss = random.nextBoolean() ? OnWorkerLoss.RERUN : OnWorkerLoss.ESCALATE;
        Given stuck = given("stuck", random);
        stuck.rungs.set(
                0,
                Given.withRollback(
                        Given.rung(
                                "drain",
                                random.nextBoolean() ? Given.probe("/stuck") : null,
                                Given.byProbe(),
                                Given.step("drain", 0, OnFailure.ROLLBACK, ""),
                                Given.step("restart")),
                        Given.step("undrain")));
        boolean undone = seed % 3 == 1;
        if (undone) {
            stuck.rungs.set(
                    0,
                    Given.rung(
                            "drain",
                            null,
                            random.nextBoolean() ? Given.byProbe() : Given.byQuiet(),
                            Given.step("silence"),
                            Given.step("drain", random.nextInt(2), OnFailure.NEXT_RUNG, ""),
                            Given.step("restart")));
            stuck.rungs.add(replace());
        }
        Given noisy = given("noisy", random);
        noisy.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        noisy.maxUnhealthy = seed % 3 == 0 ? new Amount(1 + random.nextInt(2), false) : null;
        noisy.rungs.add(replace());
        Given silent = given("silent", random);
        silent.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        silent.clears = new Clearing.FreshEvent();
        for (Given one : List.of(stuck, silent)) {
            if (one.rungs.size() == 1 && random.nextBoolean()) {
                one.rungs.add(replace());
            }
        }
        Given watched = given("watched", random);
        watched.mode = Policy.Mode.SHADOW;
        Random looks = new Random(31 * seed);
        for (Given diagnosed : List.of(stuck, noisy, watched)) {
            diagnosed.diagnosis = diagnosis(looks);
        }
        Random storms = new Random(37 * seed);
        List.of(stuck, noisy, silent, watched).stream()
                .filter(given -> storms.nextInt(4) == 0)
                .forEach(given -> given.limits.put("storm", storm(storms, 3)));
        Random times = new Random(43 * seed);
        List.of(stuck, noisy, silent, watched).stream()
                .filter(given -> times.nextInt(5) == 0)
                .forEach(given -> given.schedule = schedule(times));
        if (times.nextInt(3) == 0) {
            noisy.rungs.replaceAll(rung -> Given.withSchedule(rung, schedule(times)));
        }
        Random approvals = new Random(47 * seed);
        for (Given one : List.of(stuck, noisy, silent)) {
            if (approvals.nextInt(8) == 0) {
                one.mode = Policy.Mode.APPROVE;
            }
            if (approvals.nextInt(4) == 0) {
                one.rungs.replaceAll(
                        rung -> approvals.nextBoolean() ? Given.withApproval(rung, approval(approvals)) : rung);
            }
        }
        Given any = new Given();
        if (storms.nextInt(4) == 0) {
            StormBreaker.Scope by = storms.nextBoolean() ? StormBreaker.Scope.ALL : StormBreaker.Scope.SITE;
            any.storms.put("fleet", new StormBreaker("fleet", storm(storms, 8), by));
        }
        any.onWorkerLoss = loss;
        List<String> names = names(hosts);
        for (int i = 0; i < hosts; i++) {
            any.zones.put(names.get(i), i % 3 == 2 ? "y" : "x");
        }
        Random parents = new Random(43 * seed);
        for (int i = 1; i < hosts && seed % 4 > 1; i++) {
            if (parents.nextInt(3) == 0) {
                any.dependsOn.put(names.get(i), List.of(names.get(parents.nextInt(i))));
            }
        }
        Random rules = new Random(47 * seed);
        List<String> enforced = List.of("stuck", "noisy", "silent");
        for (int i = rules.nextInt(2) * rules.nextInt(4); i > 0; i--) {
            String source = enforced.get(rules.nextInt(3));
            List<String> target = rules.nextInt(3) == 0
                    ? List.of("policy!=\"" + source + "\"")
                    : List.of(
                            "policy=\"" + enforced.get(rules.nextInt(3)) + "\"",
                            rules.nextBoolean() ? "risk=~\".*\"" : "risk=\"destructive\"");
            String equal =
                    List.of("target", "group.host", "site", "resource.zone").get(rules.nextInt(4));
            any.inhibit(List.of("policy=\"" + source + "\""), target, equal);
        }
        if (undone) {
            any.undoneBy.put("drain", "undrain");
            any.undoneBy.put("silence", "unsilence");
        }
        if (seed % 2 == 0) {
            any.budgets.put("hosts", budget(seed));
        }
        return any.hosts(names, stuck.policy(), noisy.policy(), silent.policy(), watched.policy());
    }

    /** Some are over before a worker has taken a command, some need no more than one answer. */
    private static DiagnosisSteps diagnosis(Random random) {
        List<Step> steps = Stream.of("dump", "trace")
                .limit(random.nextInt(3))
                .map(Given::step)
                .toList();
        return new DiagnosisSteps(steps, Duration.ofMillis(1 + random.nextInt(60_000)));
    }

    /** The same policies, for fewer resources; a budget of another size, or none; and fewer inhibit rules. */
    private static Bundle edited(Bundle bundle, long seed) {
        Random random = new Random(41 * seed);
        TreeMap<String, Resource> resources = new TreeMap<>(bundle.resources());
        resources.keySet().removeIf(host -> random.nextInt(4) == 0);
        TreeMap<String, DisruptionBudget> budgets = new TreeMap<>(bundle.budgets());
        budgets.replaceAll((name, budget) -> new DisruptionBudget(
                name,
                budget.matchers(),
                budget.maxDisrupted() == null ? null : new Amount(random.nextInt(3), false),
                budget.maxUnhealthy(),
                null,
                budget.callAfter(),
                budget.rateLimits(),
                budget.domains()));
        budgets.keySet().removeIf(name -> random.nextInt(8) == 0);
        List<InhibitRule> rules = bundle.inhibitRules();
        return new Bundle(
                Simulation.EDITED,
                bundle.sources(),
                bundle.policies(),
                bundle.actions(),
                resources,
                budgets,
                bundle.stormBreakers(),
                rules.isEmpty() || random.nextInt(4) == 0
                        ? List.of()
                        : rules.subList(random.nextInt(rules.size()), rules.size()),
                bundle.scripts());
    }

    private static Rung replace() {
        return Given.destructive(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
    }

    private static Given given(String name, Random random) {
        Given given = new Given();
        given.name = name;
        given.cooldown = Duration.ofSeconds(random.nextInt(120));
        given.rate = new RateLimit(1 + random.nextInt(3), Duration.ofMinutes(1 + random.nextInt(9)), List.of("target"));
        given.attempts = new RateLimit(2 + random.nextInt(6), Duration.ofHours(1), List.of("target"));
        if (random.nextBoolean()) {
            int runs = 1 + random.nextInt(4);
            given.limits.put("effect", new EffectLimit(runs, random.nextInt(runs)));
        }
        if (random.nextBoolean()) {
            given.relapse = Duration.ofSeconds(1 + random.nextInt(900));
        }
        if (random.nextBoolean()) {
            Recurring[] then = Recurring.values();
            given.recurrence = new Recurrence(
                    1 + random.nextInt(2),
                    Duration.ofSeconds(60 + random.nextInt(1_800)),
                    then[random.nextInt(then.length)]);
        }
        return given;
    }

    /** Some minutes of each half hour are muted. */
    private static Schedule schedule(Random random) {
        int begin = random.nextInt(20);
        int length = 1 + random.nextInt(9);
        List<TimeInterval.Range> times = IntStream.range(0, 48)
                .mapToObj(half -> new TimeInterval.Range(half * 30 + begin, half * 30 + begin + length))
                .toList();
        TimeInterval muted =
                new TimeInterval(times, List.of(), List.of(), List.of(), List.of(), ZoneId.of("Europe/Berlin"));
        return new Schedule(List.of(new TimeIntervals("busy", List.of(muted))), List.of());
    }

    private static Approval approval(Random random) {
        OnTimeout[] onTimeout = OnTimeout.values();
        return new Approval(
                new TreeSet<>(Set.of(Role.APPROVER)),
                new TreeSet<>(),
                1 + random.nextInt(2),
                Duration.ofSeconds(1 + random.nextInt(900)),
                onTimeout[random.nextInt(onTimeout.length)]);
    }

    private static StormLimit storm(Random random, int most) {
        Duration per = Duration.ofSeconds(20 + random.nextInt(200));
        return new StormLimit(1 + random.nextInt(most), per, per.plusSeconds(random.nextInt(200)));
    }

    private static DisruptionBudget budget(long seed) {
        Amount one = new Amount(1, false);
        Amount unhealthy = seed % 4 == 0 ? new Amount(2, false) : null;
        List<RateLimit> rate = seed % 6 == 0 ? List.of(new RateLimit(2, Duration.ofMinutes(5), List.of())) : List.of();
        DisruptionBudget.Domains domains = switch ((int) (seed % 5)) {
            case 0 -> new DisruptionBudget.Domains("zone", one, null);
            case 1 -> new DisruptionBudget.Domains("zone", one, new Amount(100, true));
            case 2 -> new DisruptionBudget.Domains("zone", null, new Amount(50, true));
            default -> null;
        };
        return new DisruptionBudget(
                "hosts",
                List.of(),
                domains == null ? one : null,
                unhealthy,
                null,
                Duration.ofMinutes(2),
                rate,
                domains);
    }
}
