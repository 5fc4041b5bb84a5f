package dev.farrier.app.config;

import dev.farrier.secret.SecretReference;
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
 * @param clusterWait how long a process that starts asks again while no broker answers
 * @param alertmanager null: no silences are read
 */
public record Settings(
        SortedMap<String, String> kafka,
        Set<Role> roles,
        String site,
        Path dataDir,
        @Nullable String clusterId,
        Duration clusterWait,
        TopicSettings topics,
        PolicySettings policies,
        HttpSettings http,
        SigningSettings signing,
        ExecutorSettings executor,
        StreamsOptions streams,
        DeciderOptions decider,
        WatchdogSettings watchdog,
        @Nullable AlertmanagerSettings alertmanager) {
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String DEFAULT_BOOTSTRAP_SERVERS = "localhost:9092";

    public Settings {
        kafka = Collections.unmodifiableSortedMap(new TreeMap<>(kafka));
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** @param replicationFactor -1: the broker's default */
    public record TopicSettings(String prefix, int replicationFactor, int events, int signals, int audit) {}

    /**
     * @param port 0: any free one
     * @param hosts further names and addresses under which it may be asked
     * @param token an operator's; null: there is none
     * @param receiverToken null: receivers need none of their own, unless their source says so
     * @param insecure whether the port may be open to other machines without tokens
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

        /** Whether only programs on this machine reach the port. A name that can't be resolved does not count as loopback. */
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
     * @param slots for steps and rollbacks; the other slots are for single checks, for waits and for calls of a person
     * @param drain how long a worker that is asked to stop waits for what runs
     */
    public record ExecutorSettings(
            @Nullable String name,
            int slots,
            int lookSlots,
            int waitSlots,
            int callSlots,
            Set<String> allow,
            Duration drain,
            Path killFile) {
        public ExecutorSettings {
            allow = Set.copyOf(allow);
        }
    }

    /** @param instanceId null: no static membership */
    public record StreamsOptions(int threads, @Nullable String instanceId) {}

    /** @param callSites sites that calls of a person may go to, in order of preference; empty: all */
    public record DeciderOptions(Duration startWithin, Duration lossGrace, List<String> callSites) {
        public DeciderOptions {
            callSites = List.copyOf(callSites);
        }
    }

    /**
     * @param pingUrl null: nothing outside is pinged
     * @param pingMethod GET or POST
     */
    public record WatchdogSettings(
            boolean enabled, Duration every, @Nullable PingUrl pingUrl, String pingMethod) {}

    /**
     * Whose silences are maintenances here.
     *
     * @param label that names the resource
     */
    public record AlertmanagerSettings(PingUrl url, String label, Duration every) {}

    /**
     * Reads the configuration: the value of {@code set} counts, else that of the environment, else that of the file, else
     * the default.
     *
     * @param file null: none
     * @param environment only its variables that begin with {@code FARRIER_} are read
     * @param set items of the form {@code key=value}
     * @throws ConfigurationException with all errors
     */
    public static Settings load(@Nullable Path file, Map<String, String> environment, List<String> set) {
        return load(file, environment, set, warning -> {});
    }

    /**
     * As above.
     *
     * @param warned gets each warning, a line each, when nothing is wrong
     */
    public static Settings load(
            @Nullable Path file, Map<String, String> environment, List<String> set, Consumer<String> warned) {
        List<String> problems = new ArrayList<>();
        ConfigValues values = ConfigValues.collect(file, environment, set, problems);
        Settings settings = of(values);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        values.warnings().forEach(warned);
        return settings;
    }

    private static Settings of(ConfigValues values) {
        SortedMap<String, String> kafka = new TreeMap<>(values.kafka());
        kafka.putIfAbsent(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP_SERVERS);
        Path dataDir = required(values, ConfigKeys.DATA_DIR);
        return new Settings(
                kafka,
                required(values, ConfigKeys.ROLES),
                required(values, ConfigKeys.SITE),
                dataDir,
                values.get(ConfigKeys.CLUSTER_ID),
                required(values, ConfigKeys.CLUSTER_WAIT),
                new TopicSettings(
                        required(values, ConfigKeys.TOPICS_PREFIX),
                        Objects.requireNonNullElse(values.get(ConfigKeys.TOPICS_REPLICATION_FACTOR), -1),
                        required(values, ConfigKeys.PARTITIONS_EVENTS),
                        required(values, ConfigKeys.PARTITIONS_SIGNALS),
                        required(values, ConfigKeys.PARTITIONS_AUDIT)),
                PolicySettings.of(values),
                new HttpSettings(
                        required(values, ConfigKeys.HTTP_HOST),
                        required(values, ConfigKeys.HTTP_PORT),
                        Objects.requireNonNullElse(values.get(ConfigKeys.HTTP_HOSTS), List.of()),
                        values.get(ConfigKeys.HTTP_TOKEN),
                        Objects.requireNonNullElse(values.get(ConfigKeys.HTTP_TOKENS), List.of()),
                        values.get(ConfigKeys.HTTP_RECEIVER_TOKEN),
                        required(values, ConfigKeys.HTTP_INSECURE)),
                new SigningSettings(
                        values.get(ConfigKeys.PRIVATE_KEY),
                        Objects.requireNonNullElse(values.get(ConfigKeys.PUBLIC_KEYS), List.of())),
                new ExecutorSettings(
                        values.get(ConfigKeys.EXECUTOR_NAME),
                        required(values, ConfigKeys.EXECUTOR_SLOTS),
                        required(values, ConfigKeys.EXECUTOR_LOOK_SLOTS),
                        required(values, ConfigKeys.EXECUTOR_WAIT_SLOTS),
                        required(values, ConfigKeys.EXECUTOR_CALL_SLOTS),
                        required(values, ConfigKeys.EXECUTOR_ALLOW),
                        required(values, ConfigKeys.EXECUTOR_DRAIN),
                        Objects.requireNonNullElse(values.get(ConfigKeys.EXECUTOR_KILL_FILE), dataDir.resolve("halt"))),
                new StreamsOptions(
                        required(values, ConfigKeys.STREAMS_THREADS), values.get(ConfigKeys.STREAMS_INSTANCE_ID)),
                new DeciderOptions(
                        required(values, ConfigKeys.START_WITHIN),
                        required(values, ConfigKeys.LOSS_GRACE),
                        Objects.requireNonNullElse(values.get(ConfigKeys.ESCALATION_SITES), List.of())),
                new WatchdogSettings(
                        required(values, ConfigKeys.WATCHDOG_ENABLED),
                        required(values, ConfigKeys.WATCHDOG_EVERY),
                        values.get(ConfigKeys.WATCHDOG_PING_URL),
                        required(values, ConfigKeys.WATCHDOG_PING_METHOD)),
                alertmanager(values));
    }

    private static @Nullable AlertmanagerSettings alertmanager(ConfigValues values) {
        PingUrl url = values.get(ConfigKeys.ALERTMANAGER_URL);
        return url == null
                ? null
                : new AlertmanagerSettings(
                        url,
                        required(values, ConfigKeys.ALERTMANAGER_LABEL),
                        required(values, ConfigKeys.ALERTMANAGER_EVERY));
    }

    private static <T> T required(ConfigValues values, ConfigKey<T> key) {
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

    /** Settings that are allowed but open the service to others, a line each. */
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

    /** Every secret that this configuration names: key → where it is kept. */
    public SortedMap<String, SecretReference> secrets() {
        SortedMap<String, SecretReference> secrets = new TreeMap<>();
        http.tokens().forEach(token -> secrets.put("http.tokens: " + token.name(), token.token()));
        put(secrets, ConfigKeys.HTTP_TOKEN, http.token());
        put(secrets, ConfigKeys.HTTP_RECEIVER_TOKEN, http.receiverToken());
        PolicySettings.GitSettings git = policies.git();
        if (git != null) {
            put(secrets, ConfigKeys.GIT_TOKEN, git.remote().access().token());
            put(secrets, ConfigKeys.GIT_SSH_KEY, git.remote().access().sshKey());
            put(secrets, ConfigKeys.GIT_KNOWN_HOSTS, git.remote().access().knownHosts());
            put(secrets, ConfigKeys.GIT_SIGNERS, git.remote().access().signers());
            put(secrets, ConfigKeys.GIT_WEBHOOK_SECRET, git.webhookSecret());
        }
        return secrets;
    }

    private static void put(
            SortedMap<String, SecretReference> secrets,
            ConfigKey<SecretReference> key,
            @Nullable SecretReference reference) {
        if (reference != null) {
            secrets.put(key.name(), reference);
        }
    }

    public String bootstrapServers() {
        return kafka.getOrDefault(BOOTSTRAP_SERVERS, DEFAULT_BOOTSTRAP_SERVERS);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
