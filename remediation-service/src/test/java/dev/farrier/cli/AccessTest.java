package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.api.route.ReadinessCheck.CheckState;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.FarrierService;
import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.AccessList;
import dev.farrier.stream.admin.Acl;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every role and command as a user of its own, who may do what {@code topics create --acls} says and nothing else. */
@Tag("kafka")
class AccessTest {
    private static final Duration LONG = Duration.ofSeconds(180);
    private static final Topics TOPICS = Topics.withDefaultPrefix();
    private static final List<Acl> ACLS = AccessList.of(TOPICS, List.of("eu"), List.of("logs.edge"));

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void shouldHealWithNoMoreAccessThanWhatIsPrinted() throws Exception {
        EmbeddedKafka kafka = secured();
        open.push(kafka);
        allow(kafka);
        Path ledger = writePolicies();

        assertThat(run(kafka, "farrier topics create", "topics", "create", "--site", "eu"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("created").doesNotContain("missing");

        open.push(serve(kafka, "policies"));
        open.push(serve(kafka, "core"));
        Files.createDirectories(folder.resolve("executor/keys"));
        Files.copy(
                folder.resolve("core/keys/command-signing.pub.pem"),
                folder.resolve("executor/keys/command-signing.pub.pem"));
        open.push(serve(kafka, "executor"));
        FarrierService ingest = serve(kafka, "ingest");
        open.push(ingest);
        FarrierService api = serve(kafka, "api");
        open.push(api);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(open.stream()
                                .filter(FarrierService.class::isInstance)
                                .flatMap(service -> ((FarrierService) service).checks().stream()))
                        .allMatch(check -> check.ok()));

        log(kafka, "mb-01");
        await().atMost(LONG).untilAsserted(() -> assertThat(ledger).hasContent("mended mb-01"));

        // from the command line, and from a file
        assertThat(run(
                        kafka,
                        "farrier events send",
                        "events",
                        "send",
                        "--source",
                        "probes",
                        "--name",
                        "broken",
                        "--label",
                        "host=mb-02"))
                .as(terminal.err())
                .isZero();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Files.readString(ledger)).contains("mended mb-02"));
        Files.writeString(folder.resolve("bridge.log"), "broken mb-03\nnonsense\n", StandardCharsets.UTF_8);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Files.readString(ledger)).contains("mended mb-03"));

        assertThat(run(kafka, "farrier events tail", "events", "tail", "--from-beginning", "-n", "1"))
                .as(terminal.err())
                .isZero();
        assertThat(run(kafka, "farrier events tail", "events", "tail", "--dead-letters", "--from-beginning", "-n", "1"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("lines");
        assertThat(run(kafka, "farrier incidents", "incidents", "list", "--all", "--target", "mb-01"))
                .as(terminal.err())
                .isZero();
        String incident =
                terminal.out().lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        assertThat(run(kafka, "farrier incidents", "incidents", "show", incident))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("mend");
        assertThat(run(kafka, "farrier why", "why", "mend", "--target", "mb-01"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("mend");
        String policies = folder.resolve("policies").toString();
        assertThat(run(kafka, "farrier replay", "replay", policies, "--source", "edge"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("detection  mend{host=mb-01}").doesNotContain("mb-02");
        assertThat(run(kafka, "farrier replay", "replay", policies, "--source", "probes", "--compare-live"))
                .as(terminal.err())
                .isLessThanOrEqualTo(1);
        assertThat(terminal.err()).contains("mend: 1 detection in both");
        assertThat(run(kafka, "farrier replay", "replay", policies, "--source", "probes"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("detection  mend{host=mb-02}").doesNotContain("mb-03");
        assertThat(run(kafka, "farrier executors", "executors"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains(" eu ", "act 0/");
        assertThat(run(kafka, "farrier budgets", "budgets", "list"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("No disruption budgets are in force.");
        assertThat(run(kafka, "farrier policy effect", "policy", "effect", "mend"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("nothing, while waiting");
        assertThat(run(kafka, "farrier report", "report", "--week"))
                .as(terminal.err())
                .isZero();
        assertThat(run(kafka, "farrier doctor", "doctor", "--profile", "dev"))
                .as(terminal.out())
                .isZero();
        assertThat(terminal.out())
                .contains(": none stands still", "site eu: 1 executor")
                .doesNotContain("does not allow");
        assertThat(run(
                        kafka,
                        "core",
                        "doctor",
                        "--profile",
                        "dev",
                        "--set",
                        "roles=core",
                        "--set",
                        "data.dir=" + folder.resolve("core")))
                .as(terminal.out())
                .isZero();
        assertThat(terminal.out())
                .contains("ACLs that the roles need are granted")
                .doesNotContain("core may not");
        assertThat(run(kafka, "ingest", "doctor", "--set", "roles=core")).isEqualTo(1);
        assertThat(terminal.out()).contains("core may not READ, WRITE on topic farrier.decider-log");
        assertThat(run(kafka, "farrier keys rotate", "keys", "rotate", "--to", "0123456789abcdef"))
                .as(terminal.err())
                .isZero();
        assertThat(run(kafka, "farrier halt, resume", "halt"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("the workers of eu");

        // What is not on the list is not allowed, or this test would prove nothing
        assertThat(run(kafka, "farrier incidents", "halt")).isEqualTo(3);
        assertThat(terminal.err()).contains("does not allow this", "farrier topics create --acls");
    }

    /** As after an upgrade: who may write may look where a topic ends, so that an empty one seems to be read. */
    @Test
    void shouldWarnThatNobodyWatchesWhatIsLostWhileItMayNotBeRead() throws Exception {
        EmbeddedKafka kafka = secured();
        open.push(kafka);
        allow(kafka);
        writePolicies();
        assertThat(run(kafka, "farrier topics create", "topics", "create", "--site", "eu"))
                .as(terminal.err())
                .isZero();
        ResourcePattern letters = new ResourcePattern(ResourceType.TOPIC, TOPICS.deadLetters(), PatternType.LITERAL);
        AclBinding read = new AclBinding(
                letters, new AccessControlEntry("User:core", "*", AclOperation.READ, AclPermissionType.ALLOW));
        try (Admin admin = Admin.create(new HashMap<>(client(kafka, "admin")))) {
            assertThat(admin.deleteAcls(List.of(read.toFilter())).all().get()).hasSize(1);
            open.push(serve(kafka, "policies"));
            FarrierService core = serve(kafka, "core");
            open.push(core);
            awaitLoss(core, CheckState.WARN, "farrier topics create --acls");
            admin.createAcls(List.of(read)).all().get();
            awaitLoss(core, CheckState.OK, "read to its end");
        }
    }

    private static void awaitLoss(FarrierService core, CheckState state, String detail) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(core.checks()).anySatisfy(check -> {
                    assertThat(check.name()).isEqualTo("loss");
                    assertThat(check.state()).isEqualTo(state);
                    assertThat(check.detail()).contains(detail);
                }));
    }

    private final Terminal terminal = new Terminal(Path.of(""), Path.of(""));

    private int run(EmbeddedKafka kafka, String role, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        client(kafka, role).forEach((key, value) -> all.addAll(List.of("--set", "kafka." + key + "=" + value)));
        return terminal.run(all.toArray(String[]::new));
    }

    private FarrierService serve(EmbeddedKafka kafka, String role) throws Exception {
        List<String> set = new ArrayList<>(List.of(
                "roles=" + role,
                "site=eu",
                "policies.dir=" + folder.resolve("policies"),
                "data.dir=" + folder.resolve(role),
                "http.port=0"));
        client(kafka, role.equals("executor") ? "executor@eu" : role)
                .forEach((key, value) -> set.add("kafka." + key + "=" + value));
        return FarrierService.start(
                Settings.load(null, Map.of(), set), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), false);
    }

    private Path writePolicies() throws Exception {
        Path ledger = folder.resolve("ledger");
        Files.createDirectories(folder.resolve("policies"));
        Files.createFile(folder.resolve("bridge.log"));
        String source = """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: %s}
                spec: {%s}
                ---
                """;
        String line = "format: line, pattern: '(?P<what>broken|well) (?P<host>\\S+)', event: {kind: log, name: what,"
                + " labels: [host]}";
        Files.writeString(
                folder.resolve("policies/test.yaml"),
                source.formatted("edge", "topic: logs.edge, " + line)
                        + source.formatted("lines", "file: '" + folder.resolve("bridge.log") + "', " + line)
                        + source.formatted("probes", "receiver: events")
                        + """
                apiVersion: farrier.dev/v1
                kind: RemediationPolicy
                metadata: {name: mend}
                spec:
                  match:
                    - {name: broken, sources: [edge, lines, probes], matchers: ['name="broken"']}
                    - {name: well, sources: [edge, lines, probes], matchers: ['name="well"']}
                  detect: {each: {of: broken}, groupBy: [host]}
                  clears: {of: well}
                  target: {resource: '{group.host}'}
                  escalate: [{process: {argv: ['true']}}]
                  remediate:
                    - name: mend
                      steps: [{process: {argv: [/bin/sh, -c, 'echo mended $HOST_NAME >> LEDGER'], env: {HOST_NAME: '{resource.name}'}}}]
                ---
                apiVersion: farrier.dev/v1
                kind: Inventory
                metadata: {name: test}
                spec:
                  resources: [{name: mb-01, site: eu}, {name: mb-02, site: eu}, {name: mb-03, site: eu}]
                """.replace("LEDGER", ledger.toString()));
        return ledger;
    }

    private static void log(EmbeddedKafka kafka, String host) throws Exception {
        Map<String, Object> config = new HashMap<>(client(kafka, "admin"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("logs.edge", ("broken " + host).getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static EmbeddedKafka secured() {
        TreeSet<String> users =
                ACLS.stream().map(acl -> user(acl.role())).collect(Collectors.toCollection(TreeSet::new));
        users.add("admin");
        String passwords =
                users.stream().map(user -> " user_" + user + "=\"secret\"").collect(Collectors.joining());
        return EmbeddedKafka.builder()
                .override("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .override("inter.broker.listener.name", "PLAINTEXT")
                .override("sasl.enabled.mechanisms", "PLAIN")
                .override("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .override(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
                                + " password=\"secret\"" + passwords + ";")
                .override("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                // the controller's listener has no users
                .override("super.users", "User:admin;User:ANONYMOUS")
                .start();
    }

    private static void allow(EmbeddedKafka kafka) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        List<String> roles = List.of("ingest", "core", "api", "policies", "executor@eu");
        for (Acl acl : ACLS) {
            for (String role : acl.role().equals(AccessList.EVERY_ROLE) ? roles : List.of(acl.role())) {
                acl.operations().forEach(operation -> bindings.add(binding(acl, role, operation)));
            }
        }
        try (Admin admin = Admin.create(new HashMap<>(client(kafka, "admin")))) {
            admin.createAcls(bindings).all().get();
            admin.createTopics(List.of(new NewTopic("logs.edge", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static AclBinding binding(Acl acl, String role, Acl.Operation operation) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.valueOf(acl.resource().name()),
                        acl.name(),
                        acl.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user(role), "*", AclOperation.valueOf(operation.name()), AclPermissionType.ALLOW));
    }

    private static Map<String, String> client(EmbeddedKafka kafka, String role) {
        return Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user(role)
                        + "\" password=\"secret\";");
    }

    private static String user(String role) {
        return role.replaceAll("[^a-z]+", "-");
    }
}
