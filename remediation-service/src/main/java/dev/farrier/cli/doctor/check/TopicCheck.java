package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Level;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.TopicSpec;
import dev.farrier.stream.inspect.TopicFacts;
import dev.farrier.stream.inspect.TopicFacts.Existence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Farrier's topics: those that it creates, and those that Kafka Streams makes for core. */
public final class TopicCheck {
    private static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final String RETENTION = "retention.ms";
    private static final String CLEANUP = "cleanup.policy";
    private static final String MAX_BYTES = "max.message.bytes";
    private static final String TIMESTAMPS = "message.timestamp.type";
    private static final String COMPACT = "compact";
    /** Names of topics in one line; the command in {@code mend} has all. */
    private static final int SHOWN = 3;

    private final String address;
    private final Profile profile;
    private final Function<String, String> siteOf;

    /** Same problem, same correction → the topics that have it. */
    private final Map<Problem, List<String>> problems = new LinkedHashMap<>();

    /**
     * @param what follows the names of the topics
     * @param setting what {@code kafka-configs.sh} must set; empty: {@code mend} is another command
     */
    private record Problem(Level level, String what, String setting, String mend) {}

    private TopicCheck(String address, Profile profile, Function<String, String> siteOf) {
        this.address = address;
        this.profile = profile;
        this.siteOf = siteOf;
    }

    /**
     * @param address of the cluster, for commands
     * @param specs every topic that must exist
     * @param changelogs name → the topic that it has as many partitions as
     * @param topics facts about all of these, and about further topics of Kafka Streams
     * @param siteOf topic → the site that it belongs to; empty: to none
     */
    public static List<Finding> check(
            String address,
            Profile profile,
            Collection<TopicSpec> specs,
            SortedMap<String, String> changelogs,
            SortedMap<String, TopicFacts> topics,
            Function<String, String> siteOf) {
        TopicCheck check = new TopicCheck(address, profile, siteOf);
        specs.forEach(spec -> check.compare(spec, Objects.requireNonNull(topics.get(spec.name()))));
        // Of a topic with an exact number of partitions another number was said already.
        Set<String> exact =
                specs.stream().filter(TopicSpec::exact).map(TopicSpec::name).collect(Collectors.toSet());
        check.changelogs(changelogs, topics, exact);
        topics.values().stream().filter(TopicFacts::exists).forEach(check::copies);
        List<Finding> findings = check.findings();
        long existing = topics.values().stream().filter(TopicFacts::exists).count();
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    Subject.TOPICS,
                    Phrases.count(existing, "topic") + " as they should be"
                            + (profile == Profile.PRODUCTION ? ", replicas too" : "; replicas are not judged")));
        }
        List<String> unread = topics.values().stream()
                .filter(topic -> topic.exists() && topic.settings().isEmpty())
                .map(TopicFacts::name)
                .toList();
        if (!unread.isEmpty()) {
            findings.add(Finding.notChecked(
                    Subject.TOPICS,
                    "settings of " + some(unread) + ": this user may not read them",
                    "farrier topics create --acls prints the rights that farrier doctor needs"));
        }
        if (changelogs.keySet().stream().noneMatch(name -> exists(topics, name))) {
            findings.add(Finding.notChecked(
                    Subject.TOPICS, "the changelogs of core: they are made when core runs for the first time", ""));
        }
        return findings;
    }

    private static boolean exists(SortedMap<String, TopicFacts> topics, String name) {
        TopicFacts facts = topics.get(name);
        return facts != null && facts.exists();
    }

    private void compare(TopicSpec spec, TopicFacts topic) {
        if (topic.existence() == Existence.MISSING) {
            String site = siteOf.apply(spec.name());
            add(
                    Level.ERROR,
                    spec.name(),
                    "missing",
                    "farrier topics create" + (site.isEmpty() ? "" : " --site " + site));
            return;
        }
        if (topic.existence() == Existence.HIDDEN) {
            add(
                    Level.ERROR,
                    spec.name(),
                    "hidden: this user may not describe it",
                    "farrier topics create --acls prints the rights that each role needs");
            return;
        }
        if (spec.exact() && topic.partitions() != spec.partitions()) {
            add(
                    Level.ERROR,
                    spec.name(),
                    "has " + Phrases.count(topic.partitions(), "partition") + " instead of " + spec.partitions(),
                    recreate(spec.name()));
        }
        settings(spec, topic.settings());
    }

    private void settings(TopicSpec spec, SortedMap<String, String> settings) {
        for (String name : List.of(TIMESTAMPS, CLEANUP)) {
            String wanted = spec.configs().getOrDefault(name, "");
            String is = settings.getOrDefault(name, wanted);
            if (!is.equals(wanted)) {
                add(Level.ERROR, spec.name(), name + " is " + is + " instead of " + wanted, name, wanted);
            }
        }
        if (number(settings, MAX_BYTES, Long.MAX_VALUE) < spec.maxMessageBytes()) {
            String wanted = Integer.toString(spec.maxMessageBytes());
            add(Level.ERROR, spec.name(), MAX_BYTES + " is less than " + wanted, MAX_BYTES, wanted);
        }
        long retention = number(settings, RETENTION, -1);
        long wanted = number(spec.configs(), RETENTION, -1);
        if (retention >= 0 && retention < wanted) {
            add(
                    Level.WARNING,
                    spec.name(),
                    RETENTION + " is " + Duration.ofMillis(retention).toHours() + " h, less than "
                            + Duration.ofMillis(wanted).toHours() + " h",
                    RETENTION,
                    Long.toString(wanted));
        }
    }

    private void changelogs(
            SortedMap<String, String> changelogs, SortedMap<String, TopicFacts> topics, Set<String> exact) {
        boolean started = changelogs.keySet().stream().anyMatch(name -> exists(topics, name));
        changelogs.forEach((name, source) -> {
            TopicFacts changelog = topics.get(name);
            TopicFacts of = topics.get(source);
            if (changelog == null || !changelog.exists()) {
                if (started) {
                    add(
                            Level.ERROR,
                            name,
                            "missing: core cannot restore its state",
                            "restart core: it makes the changelog, and begins with an empty state");
                }
                return;
            }
            if (of != null && of.exists() && !exact.contains(source) && of.partitions() != changelog.partitions()) {
                add(
                        Level.ERROR,
                        name,
                        "has " + Phrases.count(changelog.partitions(), "partition") + ", and " + source + " "
                                + of.partitions() + ": core does not start",
                        "give " + source + " the partitions it had; else stop core, delete " + name
                                + " and start core: its state begins anew");
            }
            if (!changelog.settings().getOrDefault(CLEANUP, COMPACT).contains(COMPACT)) {
                add(Level.ERROR, name, CLEANUP + " is not " + COMPACT + ": state gets lost", CLEANUP, COMPACT);
            }
        });
    }

    /** How many copies of its records there are, and how many are written at least. */
    private void copies(TopicFacts topic) {
        if (!topic.leaderless().isEmpty()) {
            add(
                    Level.ERROR,
                    topic.name(),
                    "has partitions without a leader: they can be neither read nor written",
                    "start the brokers that have their replicas: kafka-topics.sh --bootstrap-server " + address
                            + " --describe --unavailable-partitions");
        } else if (topic.inSync() < topic.replicas()) {
            boolean refused = topic.inSync() < number(topic.settings(), MIN_IN_SYNC, 1);
            add(
                    refused ? Level.ERROR : Level.WARNING,
                    topic.name(),
                    "has fewer replicas in sync than it should" + (refused ? ", so that writes are refused" : ""),
                    "look at the brokers: kafka-topics.sh --bootstrap-server " + address
                            + " --describe --under-replicated-partitions");
        }
        if (profile == Profile.DEV) {
            return;
        }
        int replicas = topic.replicas();
        if (replicas < Profile.COPIES) {
            add(
                    Level.ERROR,
                    topic.name(),
                    "has " + Phrases.count(replicas, "replica") + " instead of " + Profile.COPIES,
                    "kafka-reassign-partitions.sh with " + Profile.COPIES + " replicas for each partition; and set"
                            + " topics.replicationFactor: " + Profile.COPIES + " for topics to come");
        }
        long least = number(topic.settings(), MIN_IN_SYNC, 0);
        String wanted = Integer.toString(Math.max(2, replicas - 1));
        if (topic.settings().containsKey(MIN_IN_SYNC) && least < 2) {
            String lost = ": what one broker alone has is lost with it";
            add(
                    Level.ERROR,
                    topic.name(),
                    MIN_IN_SYNC + " is " + least + " instead of " + wanted + lost,
                    MIN_IN_SYNC,
                    wanted);
        } else if (least >= replicas && replicas >= Profile.COPIES) {
            String stops = ": without one broker nothing can be written";
            add(
                    Level.ERROR,
                    topic.name(),
                    MIN_IN_SYNC + " is " + least + " of " + replicas + stops,
                    MIN_IN_SYNC,
                    wanted);
        }
    }

    private void add(Level level, String topic, String what, String setting, String value) {
        add(new Problem(level, what, setting + "=" + value, ""), topic);
    }

    private void add(Level level, String topic, String what, String mend) {
        add(new Problem(level, what, "", mend), topic);
    }

    private void add(Problem problem, String topic) {
        problems.computeIfAbsent(problem, one -> new ArrayList<>()).add(topic);
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        problems.forEach((problem, topics) -> findings.add(new Finding(
                Subject.TOPICS,
                problem.level(),
                some(topics) + ": " + problem.what(),
                problem.setting().isEmpty() ? problem.mend() : configure(topics, problem.setting()))));
        return findings;
    }

    private static String some(List<String> topics) {
        List<String> sorted = List.copyOf(new TreeSet<>(topics));
        return sorted.size() <= SHOWN
                ? String.join(", ", sorted)
                : String.join(", ", sorted.subList(0, SHOWN)) + " and " + (sorted.size() - SHOWN) + " more";
    }

    private String configure(List<String> topics, String setting) {
        String alter =
                "kafka-configs.sh --bootstrap-server " + address + " --alter --entity-type topics --entity-name ";
        String add = " --add-config " + setting;
        return topics.size() == 1
                ? alter + topics.getFirst() + add
                : "for t in " + String.join(" ", new TreeSet<>(topics)) + "; do " + alter + "$t" + add + "; done";
    }

    /** By deleting it: Kafka can't remove partitions. */
    private String recreate(String topic) {
        String site = siteOf.apply(topic);
        return "stop every process of Farrier, then 'kafka-topics.sh --bootstrap-server " + address
                + " --delete --topic " + topic + "' and 'farrier topics create"
                + (site.isEmpty() ? "" : " --site " + site) + "'";
    }

    private static long number(Map<String, String> settings, String name, long otherwise) {
        String value = settings.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }
}
