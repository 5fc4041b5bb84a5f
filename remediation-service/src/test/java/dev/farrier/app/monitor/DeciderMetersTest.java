package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.OperatorInput;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.telemetry.Meters;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the meters say of a decider, whose incidents come to this and that end. */
class DeciderMetersTest {
    private static final String POLICIES = """
            kind: Source
            metadata: {name: api}
            spec: {receiver: events}
            ---
            kind: RemediationPolicy
            metadata: {name: mend}
            spec:
              match: [{name: broken, sources: [api], matchers: ['name="broken"']}, {name: well, sources: [api], matchers: ['name="well"']}]
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              guards: {effect: {runs: 2, maxFailed: 1}}
              remediate:
                - name: mend
                  risk: disruptive
                  steps: [{process: {argv: ['true']}}]
                  verify: {http: 'http://{resource.address}/', within: 10m}
            ---
            kind: RemediationPolicy
            metadata: {name: flood}
            spec:
              match: [{name: broken, sources: [api], matchers: ['name="broken"']}, {name: well, sources: [api], matchers: ['name="well"']}]
              detect: {each: {of: broken}, groupBy: [host]}
              clears: {of: well}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
              guards: {storm: {max: 1}}
              remediate:
                - name: mend
                  risk: disruptive
                  steps: [{process: {argv: ['true']}}]
                  verify: {http: 'http://{resource.address}/', within: 10m}
            ---
            kind: Inventory
            metadata: {name: all}
            spec: {resources: [{name: a, site: eu, address: 127.0.0.1}, {name: b, site: eu, address: 127.0.0.1}, {name: c, site: eu, address: 127.0.0.1}]}
            """;

    private @Nullable OutcomeKind steps = OutcomeKind.SUCCEEDED;
    private final MeteredDecider metered = new MeteredDecider(
            POLICIES, List.of("eu"), 1, command -> command.purpose() == Purpose.STEP ? steps : OutcomeKind.SUCCEEDED);

    private double results(String result) {
        var counter = metered.registry
                .find(Meters.INCIDENT_RESULTS.meterName())
                .tags("policy", "mend", "result", result)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private double gauge(Meters meter, String... tags) {
        return metered.registry.get(meter.meterName()).tags(tags).gauge().value();
    }

    private void later(int seconds) {
        for (int i = 0; i < seconds; i++) {
            metered.tick();
        }
    }

    @Test
    void shouldCountWhatARungHasHealedAndMeasureHowLongThatTook() {
        metered.detect("mend", "a", metered.now - 2_000);

        assertThat(results("healed")).isEqualTo(1);
        for (Meters times : List.of(Meters.TIME_TO_HEAL, Meters.TIME_TO_DECIDE)) {
            assertThat(metered.registry
                            .get(times.meterName())
                            .tags("risk", "disruptive", "site", "eu")
                            .timer()
                            .count())
                    .as("%s", times)
                    .isEqualTo(1);
        }
        assertThat(metered.registry
                        .get(Meters.POLICY_TIME_TO_HEAL.meterName())
                        .tag("policy", "mend")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2_000);
    }

    @Test
    void shouldCountACallOnceAlsoAfterARestartAndNotTheEndThatFollows() {
        steps = OutcomeKind.FAILED;
        metered.detect("mend", "a", metered.now);
        assertThat(results("called")).isEqualTo(1);
        later(6);
        assertThat(gauge(Meters.INCIDENTS_OPEN, "state", "escalated")).isEqualTo(1);

        metered.restart();
        String incident = metered.decider.summary().escalated().iterator().next();
        metered.apply(new OperatorInput.CancelIncident(incident, "ann", "done by hand"));

        later(6);
        assertThat(gauge(Meters.INCIDENTS_OPEN, "state", "escalated")).isZero();
        assertThat(results("called")).isEqualTo(1);
        assertThat(results("cancelled")).isZero();
    }

    @Test
    void shouldCountWhatWasSuppressed() {
        metered.detect("mend", "a", metered.now - 3_600_000);

        assertThat(results("suppressed") + results("cleared") + results("healed"))
                .isZero();
        assertThat(metered.registry
                        .get(Meters.DECISIONS.meterName())
                        .tags("reason", "stale-event")
                        .counter()
                        .count())
                .as("an old event opens no incident")
                .isEqualTo(1);
    }

    @Test
    void shouldSayWhatWaitsForASlotAndWhichSlotsAreUsed() {
        steps = null;
        metered.detect("mend", "a", metered.now);
        metered.detect("mend", "b", metered.now);
        later(6);

        assertThat(gauge(Meters.SITE_WAITING, "site", "eu")).isEqualTo(1);
        assertThat(gauge(Meters.INCIDENTS_DEFERRED, "reason", "site-busy")).isEqualTo(1);
        assertThat(gauge(Meters.SITE_SLOTS, "site", "eu", "type", "act")).isEqualTo(1);
        assertThat(gauge(Meters.SITE_SLOTS_USED, "site", "eu", "type", "act")).isEqualTo(1);
        assertThat(gauge(Meters.SITE_SLOTS_USED, "site", "eu", "type", "call")).isZero();
    }

    @Test
    void shouldSayHowManyPoliciesHaveStopped() {
        steps = OutcomeKind.FAILED;
        metered.detect("mend", "a", metered.now);
        metered.detect("mend", "b", metered.now);
        metered.detect("mend", "c", metered.now);
        later(6);

        assertThat(gauge(Meters.POLICIES_STOPPED)).isEqualTo(1);
        assertThat(gauge(Meters.INCIDENTS_DEFERRED, "reason", "policy-stopped")).isEqualTo(1);
    }

    @Test
    void shouldSayHowManyStormsThereAre() {
        metered.detect("flood", "a", metered.now);
        metered.detect("flood", "b", metered.now);
        later(6);

        assertThat(gauge(Meters.STORMS)).isEqualTo(1);
        assertThat(gauge(Meters.INCIDENTS_DEFERRED, "reason", "storm")).isEqualTo(1);
    }

    @Test
    void shouldTellASilentExecutorFromOneThatWasStopped() {
        assertThat(gauge(Meters.SITE_EXECUTORS, "site", "eu", "condition", "ready"))
                .isEqualTo(1);
        for (int i = 0; i < 25; i++) {
            metered.tick(false);
        }
        assertThat(gauge(Meters.SITE_EXECUTORS, "site", "eu", "condition", "silent"))
                .isEqualTo(1);
        assertThat(gauge(Meters.SITE_EXECUTORS, "site", "eu", "condition", "ready"))
                .isZero();

        metered.apply(metered.report("eu", true));
        later(6);
        assertThat(gauge(Meters.SITE_EXECUTORS, "site", "eu", "condition", "unavailable"))
                .isEqualTo(1);
        for (int i = 0; i < 25; i++) {
            metered.tick(false);
        }
        for (String condition : List.of("ready", "unavailable", "silent")) {
            assertThat(gauge(Meters.SITE_EXECUTORS, "site", "eu", "condition", condition))
                    .as(condition)
                    .isZero();
        }
    }

    @Test
    void shouldSayHowLateTheDeciderIsAndNothingWhereAnotherProcessDecides() {
        assertThat(gauge(Meters.DECIDING)).isEqualTo(1);
        metered.now += 4_000;
        assertThat(gauge(Meters.DECIDER_BEHIND)).isEqualTo(4);

        metered.reporter.taskClosed();

        assertThat(gauge(Meters.DECIDING)).isZero();
        assertThat(gauge(Meters.DECIDER_BEHIND)).isZero();
        assertThat(gauge(Meters.SITE_SLOTS, "site", "eu", "type", "act")).isZero();
    }
}
