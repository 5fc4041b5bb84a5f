package dev.farrier.app.config;

import dev.farrier.execute.ExecutableActionType;
import dev.farrier.git.GitUrl;
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
    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    static final ConfigKey<Set<Role>> ROLES =
            key("roles", ValueType.roles(), "ingest,core,executor,api,policies", "The roles of this process.");
    static final ConfigKey<String> SITE = key(
            "site",
            ValueType.name("a name of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "default",
            "The site whose commands the executor of this process runs.");
    static final ConfigKey<Path> DATA_DIR = key(
            "data.dir",
            ValueType.path(),
            "farrier-data",
            "The directory of state stores, the worker's records, positions in followed files, and generated keys.");

    static final ConfigKey<String> CLUSTER_ID = optional(
            "cluster.id",
            ValueType.name("the id of a Kafka cluster", CLUSTER),
            "Id of the Kafka cluster that this process belongs to. Without it: the one that it met first, which `data.dir` "
                    + "remembers. A process does not start with another cluster, and ends when it meets one: see "
                    + "[loss of the Kafka cluster](operations.md#backup-and-loss-of-the-kafka-cluster).");

    static final ConfigKey<Duration> CLUSTER_WAIT = key(
            "cluster.wait",
            ValueType.duration(Duration.ZERO, HOUR),
            "5m",
            "How long a process asks again while no broker answers at its start. `0s`: it ends at once.");

    static final ConfigKey<String> TOPICS_PREFIX = key(
            "topics.prefix",
            ValueType.name("a prefix of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "farrier.",
            "Prefix of the name of every topic, consumer group and transactional id. Deployments with different "
                    + "prefixes can share a cluster.");
    static final ConfigKey<Integer> TOPICS_REPLICATION_FACTOR = optional(
            "topics.replicationFactor",
            ValueType.integer(1, Short.MAX_VALUE),
            "Replication factor of the topics that Farrier creates; without it the broker's default.");
    static final ConfigKey<Integer> PARTITIONS_EVENTS =
            key("topics.partitions.events", ValueType.integer(1, 10_000), "4", "Partitions of `events` when created.");
    static final ConfigKey<Integer> PARTITIONS_SIGNALS = key(
            "topics.partitions.signals",
            ValueType.integer(1, 10_000),
            "4",
            "Partitions of `signals` when created: the number of detect tasks.");
    static final ConfigKey<Integer> PARTITIONS_AUDIT =
            key("topics.partitions.audit", ValueType.integer(1, 10_000), "4", "Partitions of `audit` when created.");
    static final ConfigKey<Path> POLICIES_DIR = key(
            "policies.dir",
            ValueType.path(),
            "policies",
            "The policy directory that the role policies publishes, unless `policies.git.url` or `policies.push` is set.");
    static final ConfigKey<Duration> POLICIES_POLL = key(
            "policies.poll",
            ValueType.duration(Duration.ofMillis(100), HOUR),
            "2s",
            "How often Farrier checks the policy directory for changes.");

    static final ConfigKey<GitUrl> GIT_URL = optional(
            "policies.git.url",
            ValueType.gitUrl(),
            "A Git repository whose newest commit is published, in place of `policies.dir`.");
    static final ConfigKey<String> GIT_REF = optional(
            "policies.git.ref",
            ValueType.text("a branch, a tag, or a name that begins with refs/"),
            "What is followed in it; without it the repository's default branch.");
    static final ConfigKey<String> GIT_PATH = optional(
            "policies.git.path",
            ValueType.text("a path in the repository"),
            "The directory with the policies in it; without it the whole repository.");
    static final ConfigKey<Duration> GIT_EVERY = key(
            "policies.git.every",
            ValueType.duration(SECOND, DAY),
            "1m",
            "How often the repository is asked for a new commit.");
    static final ConfigKey<Duration> GIT_TIMEOUT = key(
            "policies.git.timeout",
            ValueType.duration(SECOND, HOUR),
            "2m",
            "How long one fetch may take, from the connection to the last byte.");
    static final ConfigKey<String> GIT_USER = key(
            "policies.git.user",
            ValueType.text("a name"),
            "git",
            "The user name that is sent with the token; most hosts take any.");
    static final ConfigKey<SecretReference> GIT_TOKEN = optional(
            "policies.git.token",
            ValueType.secret(),
            "Where the token is kept that an https repository asks for; read for each fetch.");
    static final ConfigKey<SecretReference> GIT_SSH_KEY = optional(
            "policies.git.sshKey",
            ValueType.secret(),
            "Where the private key for an ssh repository is kept, as `ssh-keygen` writes it, without a passphrase; read for each"
                    + " fetch.");
    static final ConfigKey<SecretReference> GIT_KNOWN_HOSTS = optional(
            "policies.git.knownHosts",
            ValueType.secret(),
            "Where the host keys of an ssh repository are pinned, as lines of `known_hosts`; no other key is accepted. Read for"
                    + " each fetch.");
    static final ConfigKey<SecretReference> GIT_SIGNERS = optional(
            "policies.git.signers",
            ValueType.secret(),
            "Where keys are listed, as lines of an `allowed_signers` file of `ssh-keygen`: only commits that one of them has signed by"
                    + " SSH are taken. Read for each fetch.");
    static final ConfigKey<SecretReference> GIT_WEBHOOK_SECRET = optional(
            "policies.git.webhookSecret",
            ValueType.secret(),
            "Where the secret of the webhook is kept that calls `POST /api/v1/policies/fetch`; without it an operator's token is"
                    + " demanded there.");
    static final ConfigKey<Boolean> POLICIES_PUSH = key(
            "policies.push",
            ValueType.flag(),
            "false",
            "Policies come by `farrier policy push` alone: neither a directory nor a repository is looked at.");

    static final ConfigKey<String> HTTP_HOST = key(
            "http.host",
            ValueType.text("a host name or address"),
            "127.0.0.1",
            "The address that the HTTP server " + "listens on.");
    static final ConfigKey<Integer> HTTP_PORT = key(
            "http.port",
            ValueType.integer(0, 65_535),
            "8460",
            "The port that the HTTP server listens on; 0: any " + "free port.");
    static final ConfigKey<List<String>> HTTP_HOSTS = optional(
            "http.hosts",
            ValueType.hosts(),
            "Further names and addresses, without port, that the header `Host` of a request may have, such as a "
                    + "proxy's. Always allowed are `localhost`, `127.0.0.1`, `[::1]` and `http.host`; and, unless "
                    + "`http.host` is loopback, the host's own name and the address that a connection came to.");
    static final ConfigKey<List<HttpToken>> HTTP_TOKENS = optional(
            "http.tokens",
            HttpToken.type(),
            "Tokens for `Authorization: Bearer …` and their roles: `viewer` may read; `operator` may also halt, "
                    + "resume, cancel, retry and send events; `approver` may read, and say yes or no to rungs that ask for `approval`. The audit has "
                    + "the name. In the environment and on the command line, write the list as in the file, on one "
                    + "line.");
    static final ConfigKey<SecretReference> HTTP_TOKEN = optional(
            "http.token", ValueType.secret(), "The reference of one more token, of an operator named `token`.");
    static final ConfigKey<SecretReference> HTTP_RECEIVER_TOKEN = optional(
            "http.receiverToken",
            ValueType.secret(),
            "The reference of a token that only allows sending events, to receivers whose source has no "
                    + "`authentication` of its own. Without it, senders need an operator's token; without any "
                    + "tokens, senders need none.");
    static final ConfigKey<Boolean> HTTP_INSECURE = key(
            "http.insecure",
            ValueType.flag(),
            "false",
            "Allows a process with the role api to listen on other addresses than loopback without tokens.");

    static final ConfigKey<Path> PRIVATE_KEY = optional(
            "signing.privateKey",
            ValueType.path(),
            "PEM file with the Ed25519 key that core signs commands with. Its public key must be the first of "
                    + "`signing.publicKeys`. Without it, core makes a key pair in `keys` in the data directory.");
    static final ConfigKey<List<Path>> PUBLIC_KEYS = optional(
            "signing.publicKeys",
            ValueType.paths(),
            "PEM files with the public keys that an executor trusts; without them, the public key in `keys` in the "
                    + "data directory.");

    static final ConfigKey<String> EXECUTOR_NAME = optional(
            "executor.name",
            ValueType.name("a name of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "The name of the worker for people; without it the host name. Its identity over restarts is a file in its "
                    + "data directory.");
    static final ConfigKey<Integer> EXECUTOR_SLOTS = key(
            "executor.slots",
            ValueType.integer(1, 1_000),
            "4",
            "Slots for actions: steps and rollbacks, which change something.");
    static final ConfigKey<Integer> EXECUTOR_LOOK_SLOTS = key(
            "executor.lookSlots",
            ValueType.integer(1, 1_000),
            "50",
            "Further slots for what only looks: probes that run once (`confirm`), and steps of `diagnose`.");
    static final ConfigKey<Integer> EXECUTOR_WAIT_SLOTS = key(
            "executor.waitSlots",
            ValueType.integer(1, 10_000),
            "200",
            "Further slots for probes that repeat (`waitUntil`, `verify` with `http`).");
    static final ConfigKey<Integer> EXECUTOR_CALL_SLOTS =
            key("executor.callSlots", ValueType.integer(1, 1_000), "8", "Further slots for calls of a person.");
    static final ConfigKey<Set<String>> EXECUTOR_ALLOW = key(
            "executor.allow",
            ValueType.someOf(ExecutableActionType.installed()),
            String.join(",", ExecutableActionType.installed()),
            "Types of action that the worker runs; it refuses all others.");
    static final ConfigKey<Duration> EXECUTOR_DRAIN = key(
            "executor.drain",
            ValueType.duration(SECOND, DAY),
            "7s",
            "How long a stopping worker waits for running actions; it takes no more commands meanwhile. An action that runs longer goes on"
                    + " under its supervisor, unless the supervisor is stopped too, as in a container.");
    static final ConfigKey<Path> EXECUTOR_KILL_FILE = optional(
            "executor.killFile",
            ValueType.path(),
            "While this file exists, the worker refuses commands and starts none, calls of a person included; this "
                    + "needs no Kafka. Without this key: the file `halt` in the data directory.");

    static final ConfigKey<Integer> STREAMS_THREADS = key(
            "streams.threads",
            ValueType.integer(1, 256),
            "1",
            "Stream threads (`num.stream.threads`) of each of " + "ingest and core.");
    static final ConfigKey<String> STREAMS_INSTANCE_ID = optional(
            "streams.instanceId",
            ValueType.name("a name of 1 to 100 letters, digits, '.', '_' or '-'", TOPIC_PART),
            "Makes this process a static member (`group.instance.id`), so that a short restart moves no task.");

    static final ConfigKey<Duration> START_WITHIN = key(
            "decider.startWithin",
            ValueType.duration(SECOND, HOUR),
            "1m",
            "How long after the decider sent a command a worker may claim it.");
    static final ConfigKey<Duration> LOSS_GRACE = key(
            "decider.lossGrace",
            ValueType.duration(SECOND, DAY),
            "30s",
            "How long after the latest end of a command the decider gives up its worker.");

    static final ConfigKey<List<String>> ESCALATION_SITES = optional(
            "escalation.sites",
            ValueType.names("a list of site names", TOPIC_PART),
            "Sites that calls of a person may go to, in order of preference; the incident's own site is always first. "
                    + "Without it: all sites.");

    static final ConfigKey<Boolean> WATCHDOG_ENABLED = key(
            "watchdog.enabled",
            ValueType.flag(),
            "true",
            "Whether core sends an event of its own through the whole loop of each site, to an action that does nothing.");
    static final ConfigKey<Duration> WATCHDOG_EVERY = key(
            "watchdog.every",
            ValueType.duration(Duration.ofSeconds(5), Duration.ofMinutes(2)),
            "1m",
            "How often it does so, and pings the address outside.");
    static final ConfigKey<PingUrl> WATCHDOG_PING_URL = optional(
            "watchdog.ping.url",
            PingUrl.type(),
            "The address of a dead man's switch outside: core pings it while the last full round of every site began less than"
                    + " two and a half times `watchdog.every` ago and some executor could call a person. A reference is"
                    + " read for each ping.");
    static final ConfigKey<String> WATCHDOG_PING_METHOD = key(
            "watchdog.ping.method",
            ValueType.oneOf("GET", "POST"),
            "GET",
            "The method of that request, which has no body.");

    static final ConfigKey<PingUrl> ALERTMANAGER_URL = optional(
            "maintenance.alertmanager.url",
            PingUrl.type(),
            "Where an Alertmanager is, such as http://alertmanager:9093, or http://user:password@… where it asks for that: processes with the role api read its silences, and put in"
                    + " maintenance what those silence that are about `maintenance.alertmanager.label` alone. Without it: nothing.");
    static final ConfigKey<String> ALERTMANAGER_LABEL = key(
            "maintenance.alertmanager.label",
            ValueType.text("the name of a label"),
            "instance",
            "The label of alerts that names the resource: by its name or address, with or without a port.");
    static final ConfigKey<Duration> ALERTMANAGER_EVERY = key(
            "maintenance.alertmanager.every",
            ValueType.duration(SECOND, HOUR),
            "30s",
            "How often the silences are read.");

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
