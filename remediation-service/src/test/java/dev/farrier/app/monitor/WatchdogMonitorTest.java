package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.app.monitor.WatchdogMonitor.Status;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WatchdogMonitorTest {
    private static final long START = 1_800_000_000_000L;
    private static final Duration WITHIN = Duration.ofSeconds(150);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private long now = START;
    private final WatchdogMonitor monitor = new WatchdogMonitor(registry, () -> Instant.ofEpochMilli(now));

    private void tickAt(int seconds, boolean halted, boolean canCall, String... sites) {
        now = START + seconds * 1_000L;
        monitor.ticked(new Status(now, halted, new TreeSet<>(List.of(sites)), canCall));
    }

    private void roundBegunAt(int seconds, String site) {
        monitor.completed(site, START + seconds * 1_000L);
    }

    private double metric(String site) {
        return registry.get("farrier.watchdog.age.seconds")
                .tag("site", site)
                .gauge()
                .value();
    }

    @Test
    void shouldKnowNothingWhereAnotherProcessDecides() {
        assertThat(monitor.status()).isEmpty();
        assertThat(monitor.isWell(WITHIN)).isFalse();
        assertThat(monitor.age("a")).isZero();
    }

    @Test
    void shouldSayNothingWhereTheWatchdogIsOff() {
        MeteredDecider metered = new MeteredDecider("", List.of("eu"), 1, command -> null);
        assertThat(metered.reporter.watchdog().status()).isEmpty();
        assertThat(metered.registry.find("farrier.watchdog.age.seconds").gauges())
                .as("an age would grow, and fire the alert")
                .isEmpty();

        metered.reporter.watchdog().start();
        metered.tick();

        assertThat(metered.reporter.watchdog().status().orElseThrow().sites()).containsExactly("eu");
        assertThat(metered.registry.find("farrier.watchdog.age.seconds").gauges())
                .hasSize(1);
    }

    @Test
    void shouldCountFromWhenARoundWasDueUntilThereIsOne() {
        tickAt(0, false, true, "a");
        tickAt(30, false, true, "a");
        assertThat(metric("a")).isEqualTo(30);
        assertThat(monitor.isWell(WITHIN)).as("no round has been full here").isFalse();

        roundBegunAt(20, "a");

        assertThat(metric("a")).isEqualTo(10);
        assertThat(monitor.isWell(WITHIN)).isTrue();
    }

    @Test
    void shouldBeWellOnlyWhileEverySiteHasAFreshRound() {
        tickAt(0, false, true, "a", "b");
        roundBegunAt(0, "a");
        assertThat(monitor.isWell(WITHIN)).isFalse();
        roundBegunAt(0, "b");
        assertThat(monitor.isWell(WITHIN)).isTrue();

        tickAt(149, false, true, "a", "b");
        roundBegunAt(120, "a");
        assertThat(monitor.isWell(WITHIN)).as("b is 149 s old").isTrue();
        tickAt(150, false, true, "a", "b");
        assertThat(monitor.isWell(WITHIN)).as("b is 150 s old").isFalse();
        roundBegunAt(120, "b");
        assertThat(monitor.isWell(WITHIN)).isTrue();
    }

    @Test
    void shouldNotBeWellWhenNobodyCouldBeCalledOrThereIsNoSite() {
        tickAt(0, false, true, "a");
        roundBegunAt(0, "a");
        tickAt(1, false, false, "a");
        assertThat(monitor.isWell(WITHIN)).isFalse();

        tickAt(2, false, true);
        assertThat(monitor.isWell(WITHIN)).isFalse();
    }

    @Test
    void shouldStandStillWhileHaltedAndBeginAnewAfterIt() {
        tickAt(0, false, true, "a");
        roundBegunAt(0, "a");
        tickAt(10, true, true, "a");
        roundBegunAt(5, "a");
        tickAt(3_600, true, true, "a");
        assertThat(metric("a")).isZero();
        assertThat(monitor.isWell(WITHIN)).isFalse();

        tickAt(3_601, false, true, "a");
        assertThat(metric("a")).isZero();
        assertThat(monitor.isWell(WITHIN)).isFalse();
        tickAt(3_631, false, true, "a");
        assertThat(metric("a")).as("a round is due for 30 s").isEqualTo(30);
        roundBegunAt(3_602, "a");
        assertThat(monitor.isWell(WITHIN)).isTrue();
    }

    @Test
    void shouldForgetASiteThatIsGoneAndAllWhenTheDeciderLeaves() {
        tickAt(0, false, true, "a", "b");
        roundBegunAt(0, "a");
        tickAt(100, false, true, "a");
        assertThat(metric("b")).isZero();
        assertThat(monitor.isWell(WITHIN)).isTrue();

        monitor.closed();

        assertThat(metric("a")).isZero();
        assertThat(monitor.isWell(WITHIN)).isFalse();
    }

    @Test
    void shouldGrowWhenTicksStop() {
        tickAt(0, false, true, "a");
        roundBegunAt(0, "a");
        now += 400_000;

        assertThat(metric("a")).isEqualTo(400);
        assertThat(monitor.isWell(WITHIN)).isFalse();
    }

    @Test
    void shouldNotTakeAnOlderRoundForALaterOne() {
        tickAt(100, false, true, "a");
        roundBegunAt(90, "a");
        roundBegunAt(30, "a");

        assertThat(metric("a")).isEqualTo(10);
    }
}
