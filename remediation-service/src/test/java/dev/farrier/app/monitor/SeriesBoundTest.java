package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.farrier.app.config.Role;
import dev.farrier.detect.DropCounter.DropReason;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.stream.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How many series a large deployment gives: no label takes its values from events or targets. */
class SeriesBoundTest {
    private static final int POLICIES = 1_000;
    private static final int TARGETS = 10_000;
    private static final int SITES = 20;
    private static final int BOUND = 50_000;
    /** More than the JVM and Kafka's clients have in a process with all roles. */
    private static final int OTHERS = 3_000;

    private final Logger decisions = (Logger) LoggerFactory.getLogger("dev.farrier.decisions");

    @BeforeEach
    void silence() {
        decisions.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        decisions.setLevel(null);
    }

    @Test
    void shouldStayBelowTheBoundWhenEveryPolicyHasHadEveryUsualFate() {
        List<String> sites = new ArrayList<>();
        for (int i = 0; i < SITES; i++) {
            sites.add("site-" + i);
        }
        MeteredDecider metered = new MeteredDecider(
                policies(),
                sites,
                100_000,
                command -> command.purpose() == Purpose.STEP && command.target().endsWith("0")
                        ? OutcomeKind.FAILED
                        : OutcomeKind.SUCCEEDED);
        new BundleMeters(
                        metered.registry,
                        () -> Instant.ofEpochMilli(MeteredDecider.START),
                        Set.of(Role.values()),
                        new Topics("farrier."),
                        topic -> OptionalLong.empty())
                .follow(metered.bundle);
        for (int policy = 0; policy < POLICIES; policy++) {
            metered.detect("policy-" + policy, "host-" + policy + "-1", metered.now - 3_600_000);
            for (int target = 0; target < TARGETS / POLICIES; target++) {
                String host = "host-" + policy + "-" + target;
                metered.detect("policy-" + policy, host, metered.now);
                metered.detect("policy-" + policy, host, metered.now);
                metered.reporter.count(DropReason.values()[target % 4], "policy-" + policy);
            }
            metered.detect("policy-" + policy, "unheard-of", metered.now);
            if (policy % 100 == 0) {
                metered.tick();
            }
        }

        List<String> series = metered.registry
                .scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(series).hasSizeBetween(POLICIES * 20, BOUND - OTHERS);
        assertThat(series)
                .as("all fates are among them")
                .anyMatch(line -> line.contains("result=\"healed\"") && !line.endsWith(" 0.0"))
                .anyMatch(line -> line.contains("result=\"called\"") && !line.endsWith(" 0.0"))
                .anyMatch(line -> line.contains("reason=\"cooldown\""))
                .anyMatch(line -> line.contains("reason=\"unknown-target\""))
                .anyMatch(line -> line.contains("reason=\"stale-event\""));
        assertThat(series)
                .noneMatch(line -> line.contains("host-"))
                .noneMatch(line -> line.contains("_bucket{") && line.contains("policy="));
    }

    private static String policies() {
        StringBuilder text = new StringBuilder("kind: Source\nmetadata: {name: api}\nspec: {receiver: events}\n");
        for (int policy = 0; policy < POLICIES; policy++) {
            text.append("""
                    ---
                    kind: RemediationPolicy
                    metadata: {name: policy-%d}
                    spec:
                      match: [{name: broken, sources: [api], matchers: ['name="p%d"']}, {name: well, sources: [api], matchers: ['name="w%d"']}]
                      detect: {each: {of: broken}, groupBy: [host]}
                      clears: {of: well}
                      target: {resource: '{group.host}'}
                      guards: {rateLimit: [{max: 100, per: 1h}]}
                      escalate: [{process: {argv: ['true']}}]
                      remediate:
                        - name: one
                          risk: harmless
                          steps: [{process: {argv: ['true']}}]
                          verify: {http: 'http://{resource.address}/', within: 10m}
                        - name: two
                          risk: destructive
                          steps: [{process: {argv: ['true']}}]
                          verify: {http: 'http://{resource.address}/', within: 10m}
                    """.formatted(policy, policy, policy));
        }
        text.append("---\nkind: Inventory\nmetadata: {name: all}\nspec:\n  resources:\n");
        for (int policy = 0; policy < POLICIES; policy++) {
            for (int target = 0; target < TARGETS / POLICIES; target++) {
                text.append("    - {name: host-%d-%d, site: site-%d, address: 127.0.0.1}\n"
                        .formatted(policy, target, (policy + target) % SITES));
            }
        }
        return text.toString();
    }
}
