package dev.farrier.app.monitor;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.PeriodicTask;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.config.Role;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.channel.ChannelOffsets;
import dev.farrier.stream.channel.ChannelReader;
import dev.farrier.stream.channel.InputChannel;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import dev.farrier.stream.channel.StallDetector;
import dev.farrier.stream.channel.StalledChannel;
import dev.farrier.stream.channel.StalledChannel.StallCause;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports channels whose records do not reach their reader: in the log when that begins and ends, by the metric {@code
 * farrier.deaf}, and in the checks. One deaf channel is a warning; a role that gets nothing at all is not ready.
 */
public final class ChannelMonitor implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelMonitor.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration AWAY_AFTER = Duration.ofSeconds(15);

    /** @param name as in {@link InputChannel} */
    record ChannelName(ChannelKind what, String name) implements Comparable<ChannelName> {
        @Override
        public int compareTo(ChannelName other) {
            int byKind = what.compareTo(other.what);
            return byKind != 0 ? byKind : name.compareTo(other.name);
        }

        @Override
        public String toString() {
            return name.isEmpty() ? what.code() : what.code() + " " + name;
        }
    }

    /** @param whole whether nothing at all arrives there */
    private record Outage(boolean whole, String why, long since) {}

    /** @param all every channel that was looked at */
    private record State(Set<ChannelName> all, SortedMap<ChannelName, Outage> deaf) {}

    private final Set<Role> roles;
    private final Supplier<List<InputChannel>> channels;
    private final Supplier<? extends Map<String, String>> sites;
    private final ChannelReader reader;
    private final MeterRegistry registry;
    private final StallDetector deafness = new StallDetector();
    private final InstantSource clock = InstantSource.system();
    private final Set<ChannelName> metered = new HashSet<>();
    private final Set<String> meteredTopics = new HashSet<>();
    private final PeriodicTask task;
    private volatile State state = new State(Set.of(), new TreeMap<>());
    /** Topics on which a transaction holds back what lies behind it. */
    private volatile Set<String> heldTopics = Set.of();

    private volatile long answeredAt = clock.millis();
    private volatile String away = "";
    private volatile boolean looked;

    /**
     * @param roles what this process does
     * @param channels those that this process has to read now
     * @param sites sites that can't be used for other reasons, and why
     */
    public ChannelMonitor(
            Set<Role> roles,
            Supplier<List<InputChannel>> channels,
            Supplier<? extends Map<String, String>> sites,
            ChannelReader reader,
            MeterRegistry registry) {
        this.roles = Set.copyOf(roles);
        this.channels = channels;
        this.sites = sites;
        this.reader = reader;
        this.registry = registry;
        this.task = PeriodicTask.start("farrier-channel-monitor", EVERY, this::run);
    }

    private void run() throws InterruptedException {
        try {
            evaluate();
            recordAnswer();
        } catch (RuntimeException e) {
            recordFailure(e);
        }
    }

    private void evaluate() throws InterruptedException {
        List<ChannelOffsets> looks = reader.read(channels.get());
        State before = state;
        SortedMap<ChannelName, Outage> deaf = new TreeMap<>();
        Set<String> held = new HashSet<>();
        for (StalledChannel found : deafness.evaluate(clock.millis(), looks)) {
            ChannelName name = name(found.channel());
            deaf.put(name, outage(before, name, found.whole(), () -> explain(found)));
            if (found.cause() == StallCause.OPEN_TRANSACTION) {
                held.add(found.channel().topic());
            }
        }
        heldTopics = Set.copyOf(held);
        looks.forEach(look -> meterTopic(look.channel()));
        sites.get().forEach((site, why) -> {
            ChannelName name = new ChannelName(ChannelKind.SITE, site);
            deaf.putIfAbsent(name, outage(before, name, true, () -> why));
        });
        Set<ChannelName> all = new HashSet<>(deaf.keySet());
        looks.forEach(look -> all.add(name(look.channel())));
        all.forEach(this::meter);
        state = new State(all, deaf);
        logChanges(before.deaf(), deaf);
    }

    private String explain(StalledChannel deaf) {
        try {
            return reader.explain(deaf);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return deaf.cause().toString();
        }
    }

    private Outage outage(State before, ChannelName name, boolean whole, Supplier<String> why) {
        Outage known = before.deaf().get(name);
        return new Outage(whole, why.get(), known == null ? clock.millis() : known.since());
    }

    private static ChannelName name(InputChannel channel) {
        return new ChannelName(channel.what(), channel.name());
    }

    private void meter(ChannelName name) {
        if (metered.add(name)) {
            Meters.DEAF.gauge(
                    registry,
                    () -> state.deaf().containsKey(name) ? 1 : 0,
                    name.what().code(),
                    name.name());
        }
    }

    private void meterTopic(InputChannel channel) {
        String topic = channel.topic();
        if (meteredTopics.add(topic)) {
            Meters.TRANSACTION_STUCK.gauge(registry, () -> heldTopics.contains(topic) ? 1 : 0, topic);
            if (channel.what() == ChannelKind.SITE || channel.what() == ChannelKind.OPERATORS) {
                Meters.UNREADABLE.count(registry, 0, topic);
            }
        }
    }

    private void logChanges(Map<ChannelName, Outage> before, Map<ChannelName, Outage> now) {
        now.forEach((name, outage) -> {
            Outage known = before.get(name);
            if (known == null || !known.why().equals(outage.why())) {
                LOG.warn("Farrier does not read {}: {}", name, outage.why());
            }
        });
        before.forEach((name, outage) -> {
            if (!now.containsKey(name)) {
                LOG.info("Farrier reads {} again, after {} s", name, (clock.millis() - outage.since()) / 1_000);
            }
        });
    }

    private void recordAnswer() {
        if (!away.isEmpty()) {
            LOG.info("Kafka answers again");
        }
        answeredAt = clock.millis();
        looked = true;
        away = "";
    }

    private void recordFailure(RuntimeException failure) {
        boolean first = away.isEmpty();
        String words = failure instanceof KafkaUnavailableException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
        if (first && clock.millis() - answeredAt >= AWAY_AFTER.toMillis()) {
            away = words;
            LOG.warn("Kafka does not answer, so it is unknown which channels are read: {}", words);
        }
        LOG.debug("cannot look at the channels", failure);
    }

    @Override
    public ReadinessCheck check() {
        String kafka = away;
        if (!kafka.isEmpty()) {
            return new ReadinessCheck("kafka", false, kafka);
        }
        if (!looked) {
            return new ReadinessCheck("kafka", false, "not checked yet");
        }
        State now = state;
        List<String> idle = new ArrayList<>();
        if (roles.contains(Role.INGEST) && allDeaf(now, ChannelKind.SOURCE)) {
            idle.add("no source is read");
        }
        if (roles.contains(Role.CORE)) {
            if (allDeaf(now, ChannelKind.DECIDER)) {
                idle.add("nothing is decided");
            }
            if (allDeaf(now, ChannelKind.SIGNALS)) {
                idle.add("nothing is detected");
            }
            if (allDeaf(now, ChannelKind.SITE)) {
                idle.add("no site can be used");
            }
        }
        return new ReadinessCheck(
                "kafka", idle.isEmpty(), idle.isEmpty() ? now.all().size() + " channels" : String.join(", ", idle));
    }

    private static boolean allDeaf(State now, ChannelKind what) {
        List<ChannelName> of =
                now.all().stream().filter(name -> name.what() == what).toList();
        return !of.isEmpty()
                && of.stream().allMatch(name -> {
                    Outage outage = now.deaf().get(name);
                    return outage != null && outage.whole();
                });
    }

    /** One for all, and one for each that is deaf. */
    @Override
    public List<ReadinessCheck> checks() {
        List<ReadinessCheck> checks = new ArrayList<>(List.of(check()));
        state.deaf()
                .forEach((name, outage) -> checks.add(ReadinessCheck.noncritical("deaf " + name, false, outage.why())));
        return checks;
    }

    @Override
    public void close() {
        task.close();
        reader.close();
    }
}
