package dev.farrier.app.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked. All paths are absolute.
 *
 * @param kafka handed to every Kafka client as it is; always has {@code bootstrap.servers}
 * @param roles at least one
 * @param site the executor's
 */
public record Settings(
        SortedMap<String, String> kafka,
        Set<Role> roles,
        String site,
        Path dataDir,
        TopicSettings topics,
        PolicySettings policies,
        HttpSettings http,
        SigningSettings signing,
        ExecutorSettings executor,
        StreamsSettings streams,
        DeciderTimes decider) {
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String DEFAULT_BOOTSTRAP_SERVERS = "localhost:9092";

    public Settings {
        kafka = Collections.unmodifiableSortedMap(new TreeMap<>(kafka));
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** @param replicationFactor -1: the broker's default */
    public record TopicSettings(String prefix, int replicationFactor, int events, int signals, int audit) {}

    public record PolicySettings(Path dir, Duration poll) {}

    /**
     * @param port 0: any free one
     * @param hosts further names and addresses under which it may be asked
     * @param token an operator's; null: there is none
     * @param receiverToken null: receivers need none of their own, unless their source says so
     * @param insecure may listen for others without tokens
     */
    public record HttpSettings(
            String host,
            int port,
            List<String> hosts,
            @Nullable SecretReference token,
            List<HttpToken> tokens,
            @Nullable SecretReference receiverToken,
            boolean insecure) {
        public HttpSettings {
            hosts = List.copyOf(hosts);
            tokens = List.copyOf(tokens);
        }

        private boolean hasTokens() {
            return token != null || !tokens.isEmpty();
        }

        /** Whether only programs on this machine reach the port. A name that leads nowhere is not believed. */
        public boolean onLoopback() {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }

    /**
     * @param privateKey null: a pair is made in the data directory at the first start
     * @param publicKeys empty: the one in the data directory
     */
    public record SigningSettings(@Nullable Path privateKey, List<Path> publicKeys) {
        public SigningSettings {
            publicKeys = List.copyOf(publicKeys);
        }
    }

    /**
     * @param name null: the host's name
     * @param slots for what acts; the others for what looks once, looks for long, and calls a person
     */
    public record ExecutorSettings(
            @Nullable String name,
            int slots,
            int lookSlots,
            int waitSlots,
            int callSlots,
            Set<String> allow,
            Path killFile) {
        public ExecutorSettings {
            allow = Set.copyOf(allow);
        }
    }

    /** @param instanceId null: no static membership */
    public record StreamsSettings(int threads, @Nullable String instanceId) {}

    /** @param callSites sites that calls of a person may go to, in order of preference; empty: all */
    public record DeciderTimes(Duration startWithin, Duration lossGrace, List<String> callSites) {
        public DeciderTimes {
            callSites = List.copyOf(callSites);
        }
    }

    /**
     * Reads the configuration: {@code set} goes before the environment, that before the file, that before the defaults.
     *
     * @param file null: none
     * @param environment of it only variables that begin with {@code FARRIER_} are looked at
     * @param set items of the form {@code key=value}
     * @throws ConfigurationException with everything that is wrong
     */
    public static Settings load(@Nullable Path file, Map<String, String> environment, List<String> set) {
        return load(file, environment, set, warning -> {});
    }

    /**
     * As above.
     *
     * @param warned told what is doubtful, one line each; only when nothing is wrong
     */
    public static Settings load(
            @Nullable Path file, Map<String, String> environment, List<String> set, Consumer<String> warned) {
        List<String> problems = new ArrayList<>();
        Values values = Values.collect(file, environment, set, problems);
        Settings settings = of(values);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        values.doubts().forEach(warned);
        return settings;
    }

    private static Settings of(Values values) {
        SortedMap<String, String> kafka = new TreeMap<>(values.kafka());
        kafka.putIfAbsent(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP_SERVERS);
        Path dataDir = required(values, Keys.DATA_DIR);
        return new Settings(
                kafka,
                required(values, Keys.ROLES),
                required(values, Keys.SITE),
                dataDir,
                new TopicSettings(
                        required(values, Keys.TOPICS_PREFIX),
                        Objects.requireNonNullElse(values.get(Keys.TOPICS_REPLICATION_FACTOR), -1),
                        required(values, Keys.PARTITIONS_EVENTS),
                        required(values, Keys.PARTITIONS_SIGNALS),
                        required(values, Keys.PARTITIONS_AUDIT)),
                new PolicySettings(required(values, Keys.POLICIES_DIR), required(values, Keys.POLICIES_POLL)),
                new HttpSettings(
                        required(values, Keys.HTTP_HOST),
                        required(values, Keys.HTTP_PORT),
                        Objects.requireNonNullElse(values.get(Keys.HTTP_HOSTS), List.of()),
                        values.get(Keys.HTTP_TOKEN),
                        Objects.requireNonNullElse(values.get(Keys.HTTP_TOKENS), List.of()),
                        values.get(Keys.HTTP_RECEIVER_TOKEN),
                        required(values, Keys.HTTP_INSECURE)),
                new SigningSettings(
                        values.get(Keys.PRIVATE_KEY),
                        Objects.requireNonNullElse(values.get(Keys.PUBLIC_KEYS), List.of())),
                new ExecutorSettings(
                        values.get(Keys.EXECUTOR_NAME),
                        required(values, Keys.EXECUTOR_SLOTS),
                        required(values, Keys.EXECUTOR_LOOK_SLOTS),
                        required(values, Keys.EXECUTOR_WAIT_SLOTS),
                        required(values, Keys.EXECUTOR_CALL_SLOTS),
                        required(values, Keys.EXECUTOR_ALLOW),
                        Objects.requireNonNullElse(values.get(Keys.EXECUTOR_KILL_FILE), dataDir.resolve("halt"))),
                new StreamsSettings(required(values, Keys.STREAMS_THREADS), values.get(Keys.STREAMS_INSTANCE_ID)),
                new DeciderTimes(
                        required(values, Keys.START_WITHIN),
                        required(values, Keys.LOSS_GRACE),
                        Objects.requireNonNullElse(values.get(Keys.ESCALATION_SITES), List.of())));
    }

    private static <T> T required(Values values, Key<T> key) {
        return Objects.requireNonNull(values.get(key), key.name());
    }

    /** Why no service may be started with this; empty when it may. */
    public List<String> refusals() {
        boolean open = has(Role.API) && !http.onLoopback() && !http.hasTokens() && !http.insecure();
        return open
                ? List.of(
                        "http.tokens: error: http.host is " + http.host() + ", so others than this machine reach port "
                                + http.port() + ", and anybody could read what there is: configure http.tokens; or set"
                                + " http.insecure to true if something else keeps strangers away")
                : List.of();
    }

    /** What is allowed and should make a person think. */
    public List<String> warnings() {
        boolean open = has(Role.API) && !http.onLoopback() && !http.hasTokens();
        boolean events = open && http.receiverToken() == null;
        return open
                ? List.of(
                        "http.insecure: who reaches port " + http.port() + " at " + http.host() + " can read everything"
                                + (events
                                        ? " and send events to every source with a receiver and without 'authentication'"
                                        : ""))
                : List.of();
    }

    public String bootstrapServers() {
        return kafka.getOrDefault(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP_SERVERS);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
