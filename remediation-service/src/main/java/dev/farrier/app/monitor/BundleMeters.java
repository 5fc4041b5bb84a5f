package dev.farrier.app.monitor;

import dev.farrier.app.config.Role;
import dev.farrier.app.monitor.IncidentMeters.IncidentResult;
import dev.farrier.detect.DropCounter.DropReason;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.source.Source;
import dev.farrier.stream.Topics;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Registers the meters of the sources and policies in force before anything has happened to them: Prometheus sees an increase
 * of a counter only when it has seen the counter before.
 */
public final class BundleMeters {
    private static final List<Meters> OF_SOURCES = List.of(
            Meters.EVENTS,
            Meters.EVENTS_DROPPED,
            Meters.EVENTS_PASSED_OVER,
            Meters.RECORDS_REPAIRED,
            Meters.DEAD_LETTERS,
            Meters.ALERTS_TRUNCATED,
            Meters.REQUESTS_TOO_LARGE);

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Set<Role> roles;
    private final Topics topics;
    private final Function<String, OptionalLong> readUpTo;
    private final Set<String> meteredSources = new HashSet<>();
    private final Set<String> meteredPolicies = new HashSet<>();
    private final Set<RiskAtSite> meteredRisks = new HashSet<>();
    private volatile Map<String, Source> sources = Map.of();

    private record RiskAtSite(String risk, String site) {}

    /**
     * @param roles what this process does
     * @param readUpTo up to when all that was appended to a topic is read, epoch milliseconds; empty: there is no such topic
     */
    public BundleMeters(
            MeterRegistry registry,
            InstantSource clock,
            Set<Role> roles,
            Topics topics,
            Function<String, OptionalLong> readUpTo) {
        this.registry = registry;
        this.clock = clock;
        this.roles = Set.copyOf(roles);
        this.topics = topics;
        this.readUpTo = readUpTo;
    }

    /** To be called with each bundle that comes into force. */
    public synchronized void follow(Bundle bundle) {
        sources = Map.copyOf(bundle.sources());
        if (roles.contains(Role.INGEST) || roles.contains(Role.API)) {
            Meters.DEAD_LETTERS.count(registry, 0, "");
            bundle.sources().keySet().forEach(this::meterSource);
        }
        if (roles.contains(Role.INGEST)) {
            bundle.policies().values().forEach(this::meterMatching);
        }
        if (roles.contains(Role.CORE)) {
            bundle.policies().values().forEach(this::meterPolicy);
            meterRisks(bundle);
        }
    }

    private void meterSource(String name) {
        if (meteredSources.add(name)) {
            for (Meters meter : OF_SOURCES) {
                meter.count(registry, 0, name);
            }
            if (roles.contains(Role.INGEST)) {
                Meters.SOURCE_BEHIND.gauge(registry, () -> behind(name), name);
            }
        }
    }

    private double behind(String name) {
        Source source = sources.get(name);
        OptionalLong upTo =
                source == null ? OptionalLong.empty() : readUpTo.apply(RequiredChannels.topic(topics, source));
        return upTo.isEmpty() ? 0 : Math.max(0, clock.millis() - upTo.getAsLong()) / 1_000.0;
    }

    private void meterMatching(Policy policy) {
        Meters.CONDITION_FAILED.count(registry, 0, policy.name());
        policy.groupBy().forEach(label -> Meters.GROUP_LABEL_MISSING.count(registry, 0, policy.name(), label));
    }

    private void meterPolicy(Policy policy) {
        if (meteredPolicies.add(policy.name())) {
            Meters.DETECTIONS.count(registry, 0, policy.name());
            Meters.DETECT_LEFT_OUT.count(registry, 0, Texts.code(DropReason.LATE), policy.name());
            for (IncidentResult result : IncidentResult.values()) {
                Meters.INCIDENT_RESULTS.count(registry, 0, policy.name(), Texts.code(result));
            }
            Meters.RELAPSES.count(registry, 0, policy.name());
            Meters.OUTCOMES.count(registry, 0, policy.name(), Reason.SUCCEEDED.code());
            Meters.OUTCOMES.count(registry, 0, policy.name(), Reason.STEP_FAILED.code());
            Meters.POLICY_TIME_TO_DECIDE.timer(registry, policy.name());
            Meters.POLICY_TIME_TO_HEAL.timer(registry, policy.name());
        }
    }

    private void meterRisks(Bundle bundle) {
        Set<String> risks = new TreeSet<>();
        for (Policy policy : bundle.policies().values()) {
            for (Rung rung : policy.remediate()) {
                risks.add(Texts.code(rung.risk()));
            }
        }
        Set<String> sites = new TreeSet<>();
        for (Resource resource : bundle.resources().values()) {
            sites.add(resource.site());
        }
        for (String site : sites) {
            for (String risk : risks) {
                if (meteredRisks.add(new RiskAtSite(risk, site))) {
                    Meters.TIME_TO_DECIDE.timer(registry, risk, site);
                    Meters.TIME_TO_HEAL.timer(registry, risk, site);
                }
            }
        }
    }
}
