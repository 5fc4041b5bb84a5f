package dev.farrier.decide;

import com.google.re2j.Pattern;
import dev.farrier.detect.type.ThresholdDetector;
import dev.farrier.execute.http.HttpBodies;
import dev.farrier.execute.process.ProcessBodies;
import dev.farrier.ingest.format.LineFormat;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Resource;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A small world to decide in: one source, one policy, three hosts. What a test cares about is changed by name. */
final class Given {
    static final String COMMIT = "c1";

    String name = "stuck";
    List<String> groupBy = List.of("host");
    Policy.Mode mode = Policy.Mode.ENFORCE;
    Detector detector = new ThresholdDetector(Set.of("m"), 5, Duration.ofMinutes(2));
    Clearing clears = new Clearing.QuietFor(Duration.ofMinutes(1));
    /** The source of what clears, when that is a match. */
    String clearsFrom = "logs";

    private List<String> hosts = List.of("a", "b", "c");

    Duration cooldown = Duration.ofMinutes(5);
    RateLimit rate = new RateLimit(100, Duration.ofHours(1), List.of("target"));
    RateLimit attempts = new RateLimit(100, Duration.ofDays(1), List.of("target"));
    List<Rung> rungs = new ArrayList<>(List.of(rung("restart", null, byProbe(), step("restart"))));
    Policy.DiagnosisSteps diagnosis = Policy.DiagnosisSteps.NONE;
    List<Step> escalate = List.of(step("page"));
    List<Step> onResolved = List.of();
    Duration staleAfter = Duration.ofMinutes(5);

    Policy.@Nullable Recurrence recurrence;

    Duration relapse = Duration.ZERO;
    Schedule schedule = Schedule.ALWAYS;

    @Nullable
    Amount maxUnhealthy;

    OnWorkerLoss onWorkerLoss = OnWorkerLoss.ESCALATE;
    /** Action → the action that undoes it. */
    final Map<String, String> undoneBy = new TreeMap<>();

    TreeMap<String, String> mayTarget = new TreeMap<>();
    /** Host → its zone. */
    final TreeMap<String, String> zones = new TreeMap<>();

    /** Of the guards that the others do not name. */
    final TreeMap<String, Object> limits = new TreeMap<>();

    final TreeMap<String, DisruptionBudget> budgets = new TreeMap<>();
    final TreeMap<String, StormBreaker> storms = new TreeMap<>();
    final List<InhibitRule> inhibitRules = new ArrayList<>();
    /** Host → its site, where that is another than {@code site-1}. */
    final TreeMap<String, String> sites = new TreeMap<>();

    /** Host → what it depends on. */
    final TreeMap<String, List<String>> dependsOn = new TreeMap<>();

    /** Hosts of which the inventory declares that they carry Farrier. */
    final Set<String> carriers = new TreeSet<>();

    /** It settles at once. */
    static Rung rung(String name, @Nullable Probe confirm, RecoveryCheck verify, Step... steps) {
        return rung(name, confirm, new Verify(verify, Duration.ofMinutes(10), Duration.ZERO), steps);
    }

    static Rung rung(String name, @Nullable Probe confirm, Verify verify, Step... steps) {
        return new Rung(name, Risk.DISRUPTIVE, confirm, List.of(steps), List.of(), verify, Schedule.ALWAYS, null);
    }

    static Rung destructive(Rung rung) {
        return withRisk(rung, Risk.DESTRUCTIVE);
    }

    static Rung withRisk(Rung rung, Risk risk) {
        return new Rung(
                rung.name(),
                risk,
                rung.confirm(),
                rung.steps(),
                rung.rollback(),
                rung.verify(),
                rung.schedule(),
                rung.approval());
    }

    static Rung withApproval(Rung rung, Approval approval) {
        return new Rung(
                rung.name(),
                rung.risk(),
                rung.confirm(),
                rung.steps(),
                rung.rollback(),
                rung.verify(),
                rung.schedule(),
                approval);
    }

    static Rung withSchedule(Rung rung, Schedule schedule) {
        return new Rung(
                rung.name(),
                rung.risk(),
                rung.confirm(),
                rung.steps(),
                rung.rollback(),
                rung.verify(),
                schedule,
                rung.approval());
    }

    static Rung withRollback(Rung rung, Step... rollback) {
        return new Rung(
                rung.name(),
                rung.risk(),
                rung.confirm(),
                rung.steps(),
                List.of(rollback),
                rung.verify(),
                rung.schedule(),
                rung.approval());
    }

    /** @param source matchers; likewise the target */
    void inhibit(List<String> source, List<String> target, String... equal) {
        try {
            inhibitRules.add(new InhibitRule(
                    "rule-" + (inhibitRules.size() + 1),
                    IncidentMatchers.parse(source),
                    IncidentMatchers.parse(target),
                    List.of(equal)));
        } catch (InvalidIncidentMatchersException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Step step(String action) {
        return step(action, 0, OnFailure.NEXT_RUNG, "");
    }

    static Step step(String action, int retries, OnFailure onFailure, String when) {
        return new Step(
                action,
                new Task.ActionCall(action, new TreeMap<>()),
                Duration.ofMinutes(1),
                retries,
                Duration.ofSeconds(5),
                when,
                onFailure);
    }

    static RecoveryCheck byProbe() {
        return new RecoveryCheck.ByProbe(probe("/health"), Duration.ZERO);
    }

    static RecoveryCheck byQuiet() {
        return new RecoveryCheck.ByEvents(new Clearing.QuietFor(Duration.ofMinutes(1)));
    }

    static Probe probe(String path) {
        return new Probe(Template.parse("http://{resource.address}" + path), 200, null);
    }

    Policy policy() {
        return new Policy(
                name,
                new TreeMap<>(),
                mode,
                alternatives(),
                detector,
                "hash-" + name + groupBy,
                groupBy,
                Policy.DEFAULT_MAX_GROUPS,
                Template.parse("{group.host}"),
                guards(),
                clears,
                diagnosis,
                rungs,
                escalate,
                onResolved,
                recurrence,
                relapse,
                schedule);
    }

    private SortedMap<String, String> labels(String host) {
        String zone = zones.get(host);
        return zone == null ? Labels.of("role", "bridge") : Labels.of("role", "bridge", "zone", zone);
    }

    private Guards guards() {
        Guards guards = new Guards(cooldown, List.of(rate), attempts, staleAfter);
        TreeMap<String, Object> settings = new TreeMap<>(guards.settings());
        if (maxUnhealthy != null) {
            settings.put(Guards.MAX_UNHEALTHY, maxUnhealthy);
        }
        settings.putAll(limits);
        return new Guards(guards.types(), settings);
    }

    private List<Policy.Alternative> alternatives() {
        List<Policy.Alternative> all = new ArrayList<>(List.of(alternative("m", "logs")));
        if (clears instanceof Clearing.ClearingEvent match) {
            match.of().forEach(name -> all.add(alternative(name, clearsFrom)));
        }
        return all;
    }

    private static Policy.Alternative alternative(String name, String source) {
        return new Policy.Alternative(name, List.of(source), List.of(Matcher.of("name", Matcher.Op.EQUAL, "x")), null);
    }

    Bundle bundle() {
        return bundle(policy());
    }

    /** The same policies, as another commit. */
    static Bundle withCommit(String commit, Bundle same) {
        return new Bundle(
                commit,
                same.sources(),
                same.policies(),
                same.actions(),
                same.resources(),
                same.budgets(),
                same.stormBreakers(),
                same.inhibitRules(),
                same.scripts());
    }

    /** A bundle of these policies, in a world of so many hosts: {@code h0} and so on. */
    Bundle manyHosts(int count, Policy... policies) {
        hosts = java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> "h" + i)
                .toList();
        return bundle(policies);
    }

    /** A bundle of these policies, in a world of these hosts. */
    Bundle hosts(List<String> names, Policy... policies) {
        hosts = names;
        return bundle(policies);
    }

    /** A bundle of these policies in this world. */
    Bundle bundle(Policy... policies) {
        TreeMap<String, Policy> byName = new TreeMap<>();
        for (Policy policy : policies) {
            byName.put(policy.name(), policy);
        }
        TreeMap<String, ActionDefinition> actions = new TreeMap<>();
        for (String action :
                List.of("drain", "undrain", "silence", "unsilence", "restart", "replace", "page", "dump", "trace")) {
            ActionDefinition definition = new ActionDefinition(
                    action,
                    new TreeMap<>(),
                    ProcessBodies.of("run-" + action, "{resource.name}"),
                    Duration.ofMinutes(1),
                    onWorkerLoss);
            String undo = undoneBy.get(action);
            actions.put(action, undo == null ? definition : definition.withUndo(new Undo(undo, new TreeMap<>())));
        }
        actions.put(
                "ask",
                new ActionDefinition(
                        "ask",
                        new TreeMap<>(),
                        HttpBodies.post("http://{resource.address}/", 200),
                        Duration.ofMinutes(1),
                        onWorkerLoss));
        TreeMap<String, Resource> resources = new TreeMap<>();
        for (String host : hosts) {
            resources.put(
                    host,
                    new Resource(
                            host,
                            "hosts",
                            sites.getOrDefault(host, "site-1"),
                            "10.0.0." + hosts.indexOf(host),
                            labels(host),
                            new TreeMap<>(),
                            dependsOn.getOrDefault(host, List.of()),
                            carriers.contains(host)));
        }
        TreeMap<String, Source> sources = new TreeMap<>(Map.of("logs", source("logs")));
        sources.put(clearsFrom, source(clearsFrom));
        return new Bundle(COMMIT, sources, byName, actions, resources, budgets, storms, inhibitRules, new TreeMap<>());
    }

    private Source source(String named) {
        return new Source(
                named,
                new Source.Origin.TopicOrigin(named),
                new LineFormat(),
                new LineFormat.LineSettings(Pattern.compile("(?P<message>.*)")),
                null,
                new Source.EventMapping(
                        EventKind.LOG, "", "", "", "message", "", new TreeMap<>(Map.of("host", "host")), List.of()),
                List.of(),
                Duration.ZERO,
                new Source.Liveness(Duration.ofSeconds(30), List.of("host"), Duration.ofSeconds(10), List.of()),
                mayTarget);
    }
}
