package dev.farrier.detect;

import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.detect.state.StateTable.TableLimits;
import dev.farrier.detect.type.AbsenceDetector;
import dev.farrier.detect.type.EachDetector;
import dev.farrier.detect.type.ThresholdDetector;
import dev.farrier.ingest.format.AlertmanagerFormat.AlertSettings;
import dev.farrier.ingest.format.LineFormat;
import dev.farrier.model.Alert;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Progress;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One policy over source {@code syslog}, one engine, and short ways to say what comes in. */
final class Fixture {
    static final Duration HA_GRACE = Duration.ofSeconds(30);
    static final Duration EXPECT_EVERY = Duration.ofSeconds(60);
    static final Duration MAX_LAG = Duration.ofSeconds(5);

    private static final List<String> ALTERNATIVES = List.of("bad", "good", "a", "b", "c");

    final HeapGroupStore store;
    final Map<DropCounter.DropReason, Integer> tallies = new EnumMap<>(DropCounter.DropReason.class);
    Bundle bundle;
    final Policy policy;
    DetectorEngine engine;
    Predicate<String> owns = group -> true;
    private TableLimits limits = DetectorEngine.LIMITS;
    int ids;

    Fixture(Policy policy, List<String> by) {
        this(policy, by, 0);
    }

    private Fixture(Policy policy, List<String> by, long lateness) {
        this.policy = policy;
        this.store = new HeapGroupStore();
        bundle = bundle("c1", policy, by, lateness);
        engine = newEngine();
    }

    static Fixture of(Detector detector, Clearing clears) {
        return new Fixture(policy("p", detector, clears, "h1"), List.of("host"));
    }

    /** @param lateness of the source, milliseconds */
    static Fixture of(Detector detector, Clearing clears, long lateness) {
        return new Fixture(policy("p", detector, clears, "h1"), List.of("host"), lateness);
    }

    static Policy policy(String name, Detector detector, Clearing clears, String hash) {
        Guards guards = new Guards(
                Duration.ZERO,
                List.of(),
                new Guards.RateLimit(1, Duration.ofDays(1), List.of()),
                Duration.ofMinutes(5));
        List<Policy.Alternative> alternatives = ALTERNATIVES.stream()
                .map(alternative -> new Policy.Alternative(alternative, List.of("syslog"), List.of(), null))
                .toList();
        return new Policy(
                name,
                Labels.empty(),
                Policy.Mode.ENFORCE,
                alternatives,
                detector,
                hash,
                List.of("host"),
                Policy.DEFAULT_MAX_GROUPS,
                Template.parse("{group.host}"),
                guards,
                clears,
                Policy.DiagnosisSteps.NONE,
                List.of(),
                List.of(),
                List.of(),
                null,
                Duration.ZERO,
                Schedule.ALWAYS);
    }

    static Bundle bundle(String commit, Policy policy, List<String> by) {
        return bundle(commit, policy, by, 0);
    }

    private static Bundle bundle(String commit, Policy policy, List<String> by, long lateness) {
        Source source = new Source(
                "syslog",
                new Source.Origin.TopicOrigin("logs"),
                new LineFormat(),
                new AlertSettings(HA_GRACE, List.of()),
                null,
                new Source.EventMapping(EventKind.LOG, "", "", "", "", "", new TreeMap<>(), List.of()),
                List.of(),
                Duration.ofMillis(lateness),
                new Source.Liveness(EXPECT_EVERY, by, MAX_LAG, List.of()),
                Labels.empty());
        return new Bundle(
                commit,
                new TreeMap<>(Map.of("syslog", source)),
                new TreeMap<>(Map.of(policy.name(), policy)),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    /** Resources of the inventory, with the label {@code role: r}, come into force; and those before go. */
    void inventory(String... names) {
        TreeMap<String, Resource> resources = new TreeMap<>();
        for (String name : names) {
            resources.put(name, new Resource(name, "", "s", "h", Labels.of("role", "r"), new TreeMap<>()));
        }
        resources.put("other", new Resource("other", "", "s", "h", Labels.of("role", "x"), new TreeMap<>()));
        bundle = new Bundle(
                "c" + resources.size(),
                bundle.sources(),
                bundle.policies(),
                bundle.actions(),
                resources,
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.scripts());
    }

    static Detector each() {
        return new EachDetector(Set.of("bad"));
    }

    static Detector threshold(int count, long withinMillis) {
        return new ThresholdDetector(Set.of("bad"), count, Duration.ofMillis(withinMillis));
    }

    static Detector absence(long forMillis) {
        return new AbsenceDetector(Set.of("bad"), Duration.ofMillis(forMillis));
    }

    static Clearing quiet() {
        return new Clearing.QuietFor(Duration.ofMinutes(1));
    }

    private DetectorEngine newEngine() {
        return new DetectorEngine(
                new TaskAssignment(0, 1, owns),
                store,
                limits,
                (policy, detector) -> Optional.empty(),
                (what, policy) -> tallies.merge(what, 1, Integer::sum),
                false,
                DetectorEngine.REPORT_EVERY);
    }

    /** Everything is read anew from its bytes whenever another group comes. */
    Fixture withOneStateAtHand() {
        limits = new TableLimits(100_000, 1, false);
        restart();
        return this;
    }

    /** At most so many groups. */
    Fixture withGroups(int groups) {
        limits = new TableLimits(groups, 50_000, false);
        restart();
        return this;
    }

    /** What is left after a crash: what was committed. */
    void restart() {
        engine.flush();
        engine = newEngine();
    }

    int tally(DropCounter.DropReason what) {
        return tallies.getOrDefault(what, 0);
    }

    List<DeciderInput> bad(String host, long time) {
        return event("e" + ids++, host, time, "bad");
    }

    List<DeciderInput> event(String id, String host, long time, String... alternatives) {
        return matched(
                Event.of(id, "syslog", EventKind.LOG, time, "", "", Labels.of("host", host)), host, alternatives);
    }

    List<DeciderInput> alert(String host, String fingerprint, boolean firing, long startsAt, long time) {
        Alert alert = new Alert(fingerprint, firing, startsAt, time);
        return matched(
                new Event(
                        "a" + ids++,
                        "syslog",
                        EventKind.ALERT,
                        time,
                        "HighLoad",
                        "",
                        "",
                        Labels.of("host", host),
                        null,
                        alert),
                host,
                "bad");
    }

    List<DeciderInput> matched(Event event, String host, String... alternatives) {
        MatchedEvent.PolicyMatch match =
                new MatchedEvent.PolicyMatch(policy.name(), policy.detectorHash(), List.of(alternatives));
        return engine.onSignal(new MatchedEvent(event, Labels.of("host", host), List.of(match)), bundle, event.time());
    }

    /** Everything up to {@code time} was read, and these hosts were heard at that time. */
    List<DeciderInput> marker(long time, String... heard) {
        return marker(time, time, 0, heard);
    }

    List<DeciderInput> marker(long streamTime, long watermark, long caughtUpAt, String... heard) {
        TreeMap<String, Long> speakers = new TreeMap<>();
        for (String host : heard) {
            speakers.put(Labels.key(Labels.of("host", host)), watermark);
        }
        return markerOf(
                streamTime,
                new SourceProgress(
                        "syslog",
                        "logs",
                        0,
                        1,
                        watermark == 0 ? 0 : watermark + MAX_LAG.toMillis(),
                        caughtUpAt,
                        speakers));
    }

    List<DeciderInput> markerOf(long streamTime, SourceProgress source) {
        return engine.onSignal(new ProgressMarker(List.of(source)), bundle, streamTime);
    }

    static List<Detection> detections(List<DeciderInput> out) {
        return only(out, Detection.class);
    }

    static List<Evidence> evidence(List<DeciderInput> out) {
        return only(out, Evidence.class);
    }

    static List<Progress> progress(List<DeciderInput> out) {
        return only(out, Progress.class);
    }

    private static <T> List<T> only(List<DeciderInput> out, Class<T> type) {
        return out.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
