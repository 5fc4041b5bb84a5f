package dev.farrier.decide;

import dev.farrier.RandomCases;
import dev.farrier.detect.type.AbsenceDetector;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Amount;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of random lives of the decider, each with a crash before every input. */
class DeciderSimulationTest {
    private static final int SEEDS = RandomCases.of(30);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldKeepItsPromisesWhateverHappens(int part) {
        for (long seed = (long) part * SEEDS; seed < (part + 1L) * SEEDS; seed++) {
            try {
                new Simulation(seed, bundle(seed)).run(120);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static Bundle bundle(long seed) {
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
        Given noisy = given("noisy", random);
        noisy.rungs.set(0, Given.rung("restart", null, Given.byQuiet(), Given.step("restart")));
        noisy.rungs.add(Given.rung("replace", null, Given.byProbe(), Given.step("replace")));
        Given silent = given("silent", random);
        silent.detector = new AbsenceDetector(Set.of("m"), Duration.ofSeconds(30));
        silent.clears = new Clearing.FreshEvent();
        Given watched = given("watched", random);
        watched.mode = Policy.Mode.SHADOW;
        Given any = new Given();
        any.onWorkerLoss = loss;
        if (seed % 2 == 0) {
            any.budgets.put("hosts", budget(seed));
        }
        return any.bundle(stuck.policy(), noisy.policy(), silent.policy(), watched.policy());
    }

    private static Given given(String name, Random random) {
        Given given = new Given();
        given.name = name;
        given.cooldown = Duration.ofSeconds(random.nextInt(120));
        given.rate = new RateLimit(1 + random.nextInt(3), Duration.ofMinutes(10), List.of("target"));
        given.attempts = new RateLimit(2 + random.nextInt(6), Duration.ofHours(1), List.of("target"));
        return given;
    }

    private static DisruptionBudget budget(long seed) {
        Amount one = new Amount(1, false);
        Amount unhealthy = seed % 4 == 0 ? new Amount(2, false) : null;
        return new DisruptionBudget("hosts", List.of(), one, unhealthy, null, Duration.ofMinutes(2));
    }
}
