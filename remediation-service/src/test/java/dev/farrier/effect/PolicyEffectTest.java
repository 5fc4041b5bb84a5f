package dev.farrier.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyEffectTest {
    private static final String HEALED =
            "%1$s %2$d act r, %1$s %2$d remediating guards-passed, %1$s %2$d ran succeeded, %1$s %3$d resolved cleared";

    private static PolicyEffect effect(long since, String... scripts) {
        return Objects.requireNonNull(
                PolicyEffect.of(AuditScript.episodes(String.join(",", scripts)), AuditScript.T + since * 1000)
                        .get("stuck"));
    }

    private static String healed(String incident, int from, int to) {
        return HEALED.formatted(incident, from, to);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            it lasts                         | b1 200 defer cooldown                                           | 0
            again at once                    | a2 100 defer cooldown                                           | 1
            again at the end of the day      | a2 86499 defer cooldown                                         | 1
            again after a day                | a2 86500 defer cooldown                                         | 0
            the incident is opened again     | a1 200 open relapsed                                            | 1
            it was nothing                   | a2 200 act r, a2 200 confirming guards-passed, a2 202 suppressed not-confirmed | 0
            again, in shadow                 | a2 200 act r, a2 200 deferred shadow, a2 500 suppressed shadow  | 1
            """)
    void shouldCountAHealThatDidNotLast(String what, String later, int relapsed) {
        PolicyEffect effect = effect(0, healed("a1", 60, 100), later);

        assertThat(effect.rungs()).singleElement().satisfies(rung -> {
            assertThat(rung.healed()).isEqualTo(1);
            assertThat(rung.relapsed()).isEqualTo(relapsed);
        });
    }

    @Test
    void shouldCountRunsThatStartedInTheWindow() {
        PolicyEffect effect = effect(100, healed("a1", 99, 200), healed("b1", 100, 130), healed("c1", 150, 190));

        assertThat(effect.rungs()).singleElement().satisfies(rung -> {
            assertThat(rung.runs()).isEqualTo(2);
            assertThat(rung.timeToHeal().median()).contains(Duration.ofSeconds(30));
            assertThat(rung.timeToHeal().p95()).contains(Duration.ofSeconds(40));
        });
        assertThat(effect.waiting().incidents()).isEqualTo(2);
    }

    @Test
    void shouldPutRungsInTheirOrder() {
        PolicyEffect effect = effect(
                0,
                "a 0 act reset, a 0 remediating guards-passed, a 1 ran succeeded, a 60 verifying not-verified,"
                        + "a 60 act boot, a 60 remediating guards-passed, a 61 ran succeeded, a 90 resolved cleared",
                "b 0 act reset, b 0 remediating guards-passed, b 1 ran succeeded, b 60 verifying not-verified,"
                        + "b 60 act boot, b 60 remediating guards-passed, b 61 ran step-failed, b 61 remediating step-failed");

        assertThat(effect.rungs()).extracting(RungEffect::rung).containsExactly("reset", "boot");
        assertThat(effect.rungs())
                .allMatch(rung -> rung.runs()
                        == rung.healed()
                                + rung.didNotHelp()
                                + rung.failed()
                                + rung.outcomeUnknown()
                                + rung.cancelled()
                                + rung.running());
    }

    @Test
    void shouldTellWhatClearedItself() {
        PolicyEffect effect = effect(
                0,
                "a 0 defer cooldown, a 0 deferred cooldown, a 50 resolved cleared-itself",
                "b 0 defer rate-limited, b 0 deferred rate-limited, b 50 escalated rate-limited, b 60 resolved cleared",
                healed("c", 0, 30),
                "d 0 act r, d 5 deferred shadow, d 25 resolved cleared-itself",
                "e 0 act r, e 0 deferred shadow, e 300 suppressed shadow",
                "f 0 act r, f 0 confirming guards-passed, f 2 suppressed not-confirmed");

        assertThat(effect.waiting()).isEqualTo(new WithoutRun(3, 1, times(50)));
        assertThat(effect.shadow()).isEqualTo(new WithoutRun(2, 1, times(20)));
    }

    @Test
    void shouldTellNothingOfAPolicyWithoutIncidents() {
        assertThat(PolicyEffect.of(AuditScript.episodes(healed("a", 0, 30)), AuditScript.T + 60_000))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1                                         | 1  | 1
            1 2                                       | 1  | 2
            3 1 2                                     | 2  | 3
            1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20    | 10 | 19
            1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 | 11 | 20
            """)
    void shouldTellMedianAndP95(String seconds, int median, int p95) {
        Times times = times(Arrays.stream(seconds.strip().split(" "))
                .mapToInt(Integer::parseInt)
                .toArray());

        assertThat(times.median()).contains(Duration.ofSeconds(median));
        assertThat(times.p95()).contains(Duration.ofSeconds(p95));
    }

    @Test
    void shouldKnowNoTimeOfWhatNeverHappened() {
        assertThat(new Times(List.of()).median()).isEmpty();
        assertThat(new Times(List.of()).p95()).isEmpty();
    }

    private static Times times(int... seconds) {
        return new Times(Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList());
    }
}
