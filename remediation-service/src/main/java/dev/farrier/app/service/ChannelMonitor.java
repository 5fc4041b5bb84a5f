package dev.farrier.app.service;

import dev.farrier.api.ReadinessCheck;
import dev.farrier.app.config.Role;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.channel.ChannelOffsets;
import dev.farrier.stream.channel.ChannelReader;
import dev.farrier.stream.channel.InputChannel;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import dev.farrier.stream.channel.StallDetector;
import dev.farrier.stream.channel.StalledChannel;
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
 * Says when something is not heard: by the log when it begins and ends, by the metric {@code farrier.deaf}, and by the checks.
 * One deaf channel is a warning; a role that can do nothing at all makes the process not ready.
 */
final class ChannelMonitor implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelMonitor.class);
    private static final long EVERY = 2_000;
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

    /** @param whole whether nothing at all is heard there */
    private record Silence(boolean whole, String why, long since) {}

    /** @param all every channel that was looked at */
    private record State(Set<ChannelName> all, SortedMap<ChannelName, Silence> deaf) {}

    private final Set<Role> roles;
    private final Supplier<List<InputChannel>> channels;
    private final Supplier<? extends Map<String, String>> sites;
    private final ChannelReader reader;
    private final MeterRegistry registry;
    private final StallDetector deafness = new StallDetector();
    private final InstantSource clock = InstantSource.system();
    private final Set<ChannelName> metered = new HashSet<>();
    private final Thread thread;
    private volatile State state = new State(Set.of(), new TreeMap<>());
    private volatile long answeredAt = clock.millis();
    private volatile String away = "";
    private volatile boolean looked;

    /**
     * @param roles what this process does
     * @param channels what has to be heard here now
     * @param sites sites that can't be used for other reasons, and why
     */
    ChannelMonitor(
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
        this.thread = Thread.ofPlatform().daemon().name("farrier-channel-watch").start(this::run);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                evaluate();
                answered();
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                failed(e);
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void evaluate() throws InterruptedException {
        List<ChannelOffsets> looks = reader.read(channels.get());
        State before = state;
        SortedMap<ChannelName, Silence> deaf = new TreeMap<>();
        for (StalledChannel found : deafness.evaluate(clock.millis(), looks)) {
            ChannelName name = name(found.channel());
            deaf.put(name, silence(before, name, found.whole(), () -> explain(found)));
        }
        sites.get().forEach((site, why) -> {
            ChannelName name = new ChannelName(ChannelKind.SITE, site);
            deaf.putIfAbsent(name, silence(before, name, true, () -> why));
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

    private Silence silence(State before, ChannelName name, boolean whole, Supplier<String> why) {
        Silence known = before.deaf().get(name);
        return new Silence(whole, why.get(), known == null ? clock.millis() : known.since());
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

    private void logChanges(Map<ChannelName, Silence> before, Map<ChannelName, Silence> now) {
        now.forEach((name, silence) -> {
            Silence known = before.get(name);
            if (known == null || !known.why().equals(silence.why())) {
                LOG.warn("{} is deaf: {}", name, silence.why());
            }
        });
        before.forEach((name, silence) -> {
            if (!now.containsKey(name)) {
                LOG.info("{} is heard again, after {} s", name, (clock.millis() - silence.since()) / 1_000);
            }
        });
    }

    private void answered() {
        if (!away.isEmpty()) {
            LOG.info("Kafka answers again");
        }
        answeredAt = clock.millis();
        looked = true;
        away = "";
    }

    private void failed(RuntimeException failure) {
        boolean first = away.isEmpty();
        String words = failure instanceof KafkaUnavailableException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
        if (first && clock.millis() - answeredAt >= AWAY_AFTER.toMillis()) {
            away = words;
            LOG.warn("Nobody knows what is heard: {}", words);
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
            return new ReadinessCheck("kafka", false, "not looked yet");
        }
        State now = state;
        List<String> idle = new ArrayList<>();
        if (roles.contains(Role.INGEST) && allDeaf(now, ChannelKind.SOURCE)) {
            idle.add("no source is heard");
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
                    Silence silence = now.deaf().get(name);
                    return silence != null && silence.whole();
                });
    }

    /** One for all, and one for each that is deaf. */
    @Override
    public List<ReadinessCheck> checks() {
        List<ReadinessCheck> checks = new ArrayList<>(List.of(check()));
        state.deaf()
                .forEach((name, silence) ->
                        checks.add(ReadinessCheck.noncritical("deaf " + name, false, silence.why())));
        return checks;
    }

    @Override
    public void close() {
        thread.interrupt();
        reader.close();
    }
}
