package dev.farrier.app.config;

import dev.farrier.execute.ExecutableActionType;
import dev.farrier.secret.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Every key there is, besides {@code kafka.*}. The reference in {@code docs/configuration.md} is made from this table. */
final class ConfigKeys {
    private static final List<ConfigKey<?>> ALL = new ArrayList<>();

    private static final Pattern TOPIC_PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    static final ConfigKey<Set<Role>> ROLES =
            key("roles", ValueType.roles(), "ingest,core,executor,api,policies", "What this process does.");
    static final ConfigKey<String> SITE = key(
            "site",
            ValueType.name("a name of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "default",
            "The site whose commands this process's executor carries out.");
    static final ConfigKey<Path> DATA_DIR = key(
            "data.dir",
            ValueType.path(),
            "farrier-data",
            "Where state stores, the worker's records, the tailer's positions and made keys are kept.");

    static final ConfigKey<String> TOPICS_PREFIX = key(
            "topics.prefix",
            ValueType.name("a prefix of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "farrier.",
            "Begins the name of every topic, group and transactional id; two deployments with different prefixes share a"
                    + " cluster.");
    static final ConfigKey<Integer> TOPICS_REPLICATION_FACTOR = optional(
            "topics.replicationFactor",
            ValueType.integer(1, Short.MAX_VALUE),
            "Replicas of the topics that are created; without it the broker's default.");
    static final ConfigKey<Integer> PARTITIONS_EVENTS =
            key("topics.partitions.events", ValueType.integer(1, 10_000), "4", "Partitions of `events` when created.");
    static final ConfigKey<Integer> PARTITIONS_SIGNALS = key(
            "topics.partitions.signals",
            ValueType.integer(1, 10_000),
            "4",
            "Partitions of `signals` when created: the number of detect tasks.");
    static final ConfigKey<Integer> PARTITIONS_AUDIT =
            key("topics.partitions.audit", ValueType.integer(1, 10_000), "4", "Partitions of `audit` when created.");
    static final ConfigKey<Path> POLICIES_DIR =
            key("policies.dir", ValueType.path(), "policies", "The policy directory that the role policies publishes.");
    static final ConfigKey<Duration> POLICIES_POLL = key(
            "policies.poll",
            ValueType.duration(Duration.ofMillis(100), HOUR),
            "2s",
            "How often the policy directory is looked at for changes.");

    static final ConfigKey<String> HTTP_HOST =
            key("http.host", ValueType.text("a host name or address"), "127.0.0.1", "Address to listen on.");
    static final ConfigKey<Integer> HTTP_PORT =
            key("http.port", ValueType.integer(0, 65_535), "8460", "Port to listen on; 0: any free one.");
    static final ConfigKey<List<String>> HTTP_HOSTS = optional(
            "http.hosts",
            ValueType.hosts(),
            "Further names and addresses, without port, under which it may be asked (`Host` of a request), such as a proxy's."
                    + " Known are `localhost`, `127.0.0.1`, `[::1]` and `http.host`; and, unless that is loopback, the host's own name"
                    + " and the address that a connection came to.");
    static final ConfigKey<List<HttpToken>> HTTP_TOKENS = optional(
            "http.tokens",
            HttpToken.type(),
            "Who may do what, with `Authorization: Bearer …`: `viewer` only reads, `operator` also halts, resumes, cancels and"
                    + " sends events, `approver` reads and will approve. The name stands in the audit. In the environment and on"
                    + " the command line it is written as in the file, on one line.");
    static final ConfigKey<SecretReference> HTTP_TOKEN = optional(
            "http.token", ValueType.secret(), "Where one more token is kept: that of an operator named `token`.");
    static final ConfigKey<SecretReference> HTTP_RECEIVER_TOKEN = optional(
            "http.receiverToken",
            ValueType.secret(),
            "Where a token is kept that is good for sending events only, to receivers whose source has no `authentication` of its"
                    + " own. Without it an operator's token is demanded there; without any tokens, none.");
    static final ConfigKey<Boolean> HTTP_INSECURE = key(
            "http.insecure",
            ValueType.flag(),
            "false",
            "Lets a process with the role api listen on more than loopback without tokens.");

    static final ConfigKey<Path> PRIVATE_KEY = optional(
            "signing.privateKey",
            ValueType.path(),
            "PEM file with the Ed25519 key that commands are signed with (role core); its public key must then be the first"
                    + " of `signing.publicKeys`. Without it a pair is made in `keys` in the data directory.");
    static final ConfigKey<List<Path>> PUBLIC_KEYS = optional(
            "signing.publicKeys",
            ValueType.paths(),
            "PEM files with the public keys that an executor trusts; without them the one in `keys` in the data"
                    + " directory.");

    static final ConfigKey<String> EXECUTOR_NAME = optional(
            "executor.name",
            ValueType.name("a name of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "What people call the worker; without it the host's name. Who it is, over restarts, stands in its data directory.");
    static final ConfigKey<Integer> EXECUTOR_SLOTS = key(
            "executor.slots",
            ValueType.integer(1, 1_000),
            "4",
            "Actions that the worker runs at once: the steps and rollbacks that change something.");
    static final ConfigKey<Integer> EXECUTOR_LOOK_SLOTS = key(
            "executor.lookSlots",
            ValueType.integer(1, 1_000),
            "50",
            "What only looks, once (`confirm`, one probe), at once besides.");
    static final ConfigKey<Integer> EXECUTOR_WAIT_SLOTS = key(
            "executor.waitSlots",
            ValueType.integer(1, 10_000),
            "200",
            "What looks again and again (`waitUntil`, probes that must hold for a time), at once besides.");
    static final ConfigKey<Integer> EXECUTOR_CALL_SLOTS =
            key("executor.callSlots", ValueType.integer(1, 1_000), "8", "Calls of a person at once besides.");
    static final ConfigKey<Set<String>> EXECUTOR_ALLOW = key(
            "executor.allow",
            ValueType.someOf(ExecutableActionType.installed()),
            String.join(",", ExecutableActionType.installed()),
            "Types of action that the worker carries out; it refuses all others.");
    static final ConfigKey<Duration> EXECUTOR_DRAIN = key(
            "executor.drain",
            ValueType.duration(SECOND, DAY),
            "7s",
            "How long the worker, when it is asked to stop, waits for what runs. It takes nothing more meanwhile; what runs longer"
                    + " goes on under its supervisor, unless that is stopped too, as in a container.");
    static final ConfigKey<Path> EXECUTOR_KILL_FILE = optional(
            "executor.killFile",
            ValueType.path(),
            "While this file exists the worker starts nothing and refuses commands, calls of a person too, with or without Kafka; without it `halt` in the data"
                    + " directory.");

    static final ConfigKey<Integer> STREAMS_THREADS =
            key("streams.threads", ValueType.integer(1, 256), "1", "Stream threads of each of ingest and core.");
    static final ConfigKey<String> STREAMS_INSTANCE_ID = optional(
            "streams.instanceId",
            ValueType.name("a name of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "Makes this process a static member (`group.instance.id`), so that a short restart moves no task.");

    static final ConfigKey<Duration> START_WITHIN = key(
            "decider.startWithin",
            ValueType.duration(SECOND, HOUR),
            "1m",
            "A command must be claimed by a worker this soon after it was sent.");
    static final ConfigKey<Duration> LOSS_GRACE = key(
            "decider.lossGrace",
            ValueType.duration(SECOND, DAY),
            "30s",
            "How long after a command should have ended its worker is given up.");

    static final ConfigKey<List<String>> ESCALATION_SITES = optional(
            "escalation.sites",
            ValueType.names("a list of site names", TOPIC_PART),
            "Sites that calls of a person may go to, in order of preference, an incident's own first; without it: all.");

    private ConfigKeys() {}

    static List<ConfigKey<?>> all() {
        return List.copyOf(ALL);
    }

    /** Whether what is written under this key is a list of maps. */
    static boolean listsMaps(String name) {
        return ALL.stream()
                .anyMatch(key -> key.name().equals(name) && key.type().maps());
    }

    private static <T> ConfigKey<T> key(String name, ValueType<T> type, String defaultText, String help) {
        return add(new ConfigKey<>(name, type, defaultText, help));
    }

    private static <T> ConfigKey<T> optional(String name, ValueType<T> type, String help) {
        return add(new ConfigKey<>(name, type, null, help));
    }

    private static <T> ConfigKey<T> add(ConfigKey<T> key) {
        ALL.add(key);
        return key;
    }
}
