package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.Http;
import dev.farrier.api.route.PolicyRoutes;
import dev.farrier.api.server.HttpConfig;
import dev.farrier.api.server.HttpServer;
import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.detect.DropCounter;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** From a condition that fails on an event to what the API says of its policy. */
class PolicyStatusTest {
    private static final Instant NOW = Instant.parse("2026-06-09T06:06:20Z");
    private static final Bundle BUNDLE = Objects.requireNonNull(
            PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", """
                    kind: Source
                    metadata: {name: app}
                    spec: {receiver: events, liveness: {expectEvery: 1m}}
                    ---
                    kind: RemediationPolicy
                    metadata: {name: fails}
                    spec:
                      mode: shadow
                      match: [{name: m, sources: [app], where: 'event.labels.user == "x"'}]
                      detect: {each: {}, groupBy: [host]}
                      clears: {quietFor: 1m}
                      target: {resource: '{group.host}'}
                    ---
                    kind: RemediationPolicy
                    metadata: {name: works}
                    spec:
                      match: [{name: m, sources: [app], matchers: [name=x]}]
                      detect: {each: {}, groupBy: [host]}
                      clears: {quietFor: 1m}
                      target: {resource: '{group.host}'}
                      escalate: [{process: {argv: ['true']}}]
                    """)), "c7").bundle());

    private final MetricsReporter counting = new MetricsReporter(new SimpleMeterRegistry(), InstantSource.fixed(NOW));

    private static Event event(Map<String, String> labels) {
        return Event.of("1", "app", EventKind.EVENT, 1, "x", "", labels);
    }

    @Test
    void shouldTellWhichPolicyFailsAndWhyAndLeaveTheOthersAlone() throws Exception {
        AtomicReference<Optional<Bundle>> inForce = new AtomicReference<>(Optional.empty());
        PolicyRoutes routes =
                new PolicyRoutes(() -> inForce.get().map(counting.policyCounters()::listing), List::of, Map::of);
        try (MatchIndex index = MatchIndex.compile(BUNDLE, counting, PatternEngine.PORTABLE);
                HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), routes);
                HttpClient client = HttpClient.newHttpClient()) {
            Http http = new Http(client, server.port());
            assertThat(http.get("/api/v1/policies").statusCode()).isEqualTo(503);
            inForce.set(Optional.of(BUNDLE));
            index.match(event(Map.of("host", "a"))).forEach(counting::matched);
            index.match(event(Map.of("host", "a"))).forEach(counting::matched);
            index.match(event(Map.of("user", "x"))).forEach(counting::matched);
            counting.count(DropCounter.DropReason.GROUP_FORGOTTEN, "works");
            counting.input(
                    new Detection("works", "c7", Labels.of("host", "a"), 1, 1, List.of("app"), "x", List.of("1"), 0));

            String all = http.get("/api/v1/policies").body().replaceAll("\\s+", " ");
            assertThat(all)
                    .contains("\"commit\" : \"c7\"")
                    .contains("\"name\" : \"fails\", \"mode\" : \"shadow\", \"matched\" : 0, \"detections\" : 0,"
                            + " \"conditionFailed\" : 2, \"lastError\" : \"")
                    .contains("user", "\"lastErrorAt\" : \"2026-06-09T06:06:20Z\"")
                    .contains("\"labelMissing\" : { \"host\" : 1 }, \"leftOut\" : { }")
                    .contains("\"name\" : \"works\", \"mode\" : \"enforce\", \"matched\" : 2, \"detections\" : 1,"
                            + " \"conditionFailed\" : 0, \"labelMissing\" : { \"host\" : 1 },"
                            + " \"leftOut\" : { \"group-forgotten\" : 1 }");
            assertThat(http.get("/api/v1/policies?failing=true").body())
                    .contains("fails")
                    .doesNotContain("works");
            assertThat(http.get("/api/v1/policies/works").body())
                    .contains("\"commit\" : \"c7\"", "works")
                    .doesNotContain("fails");
            assertThat(http.get("/api/v1/policies/none").statusCode()).isEqualTo(404);
        }
    }
}
