package dev.farrier.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.farrier.api.access.AccessRole;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.secret.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    private Path folder;

    private final Map<String, String> noVariables = Map.of();

    @Test
    void shouldHaveADefaultForEverything() {
        Settings settings = Settings.load(null, noVariables, List.of());

        assertThat(settings.bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(settings.roles()).containsExactly(Role.values());
        assertThat(settings.http())
                .isEqualTo(new Settings.HttpSettings("127.0.0.1", 8460, List.of(), null, List.of(), null, false));
        assertThat(settings.topics()).isEqualTo(new Settings.TopicSettings("farrier.", -1, 4, 4, 4));
        assertThat(settings.executor().killFile())
                .isEqualTo(Path.of("farrier-data/halt").toAbsolutePath());
        assertThat(settings.executor().allow()).containsExactlyInAnyOrder("process", "script", "http", "waitUntil");
        assertThat(settings.decider())
                .isEqualTo(new Settings.DeciderOptions(Duration.ofMinutes(1), Duration.ofSeconds(30), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http.host=127.0.0.1                                    | 0 | 0
            http.host=::1                                          | 0 | 0
            http.host=localhost                                    | 0 | 0
            http.host=0.0.0.0                                      | 1 | 1
            http.host=::                                           | 1 | 1
            http.host=192.0.2.1                                    | 1 | 1
            http.host=nowhere.invalid                              | 1 | 1
            http.host=0.0.0.0;http.receiverToken=env:TOKEN         | 1 | 1
            http.host=0.0.0.0;http.tokens=[]                       | 1 | 1
            http.host=0.0.0.0;http.insecure=true                   | 0 | 1
            http.host=0.0.0.0;http.insecure=false                  | 1 | 1
            http.host=0.0.0.0;http.token=env:TOKEN                 | 0 | 0
            http.host=0.0.0.0;http.tokens=[{name: a, roles: [viewer], token: 'env:A'}] | 0 | 0
            http.host=0.0.0.0;roles=ingest                         | 0 | 0
            http.host=0.0.0.0;roles=ingest,api                     | 1 | 1
            """)
    void shouldRefuseOrWarnWhenAnybodyInTheNetworkCouldAsk(String set, int refusals, int warnings) {
        Settings settings = Settings.load(null, noVariables, List.of(set.split(";")));

        assertThat(settings.refusals())
                .hasSize(refusals)
                .allSatisfy(refusal -> assertThat(refusal).contains("configure http.tokens", "http.insecure"));
        assertThat(settings.warnings()).hasSize(warnings);
    }

    @Test
    void shouldReadWhoMayDoWhatWhereverItIsWritten() throws IOException {
        String tokens = "[{name: ann, roles: [operator, approver], token: 'file:/etc/ann'},"
                + " {name: wall.1, roles: viewer, token: env:WALL}]";
        Path file = file("http:\n  tokens:\n    - name: ann\n      roles: [operator, approver]\n"
                + "      token: file:/etc/ann\n    - {name: wall.1, roles: viewer, token: env:WALL}\n");
        Path nested = Files.writeString(folder.resolve("nested.yaml"), "http: {tokens: " + tokens + "}\n");

        List<HttpToken> expected = List.of(
                new HttpToken(
                        "ann",
                        Set.of(AccessRole.OPERATOR, AccessRole.APPROVER),
                        new SecretReference(
                                SecretPlace.FILE, Path.of("/etc/ann").toString())),
                new HttpToken("wall.1", Set.of(AccessRole.VIEWER), new SecretReference(SecretPlace.ENV, "WALL")));
        for (Settings settings : List.of(
                Settings.load(file, noVariables, List.of()),
                Settings.load(nested, noVariables, List.of()),
                Settings.load(null, Map.of("FARRIER_HTTP_TOKENS", tokens), List.of()),
                Settings.load(file, noVariables, List.of("http.tokens=" + tokens)))) {
            assertThat(settings.http().tokens()).isEqualTo(expected);
        }
        assertThat(Settings.load(file, noVariables, List.of("http.tokens=[]"))
                        .http()
                        .tokens())
                .isEmpty();
    }

    @Test
    void shouldResolveATokensFileAgainstTheConfigurationsFolder() throws IOException {
        Path file = file("http.tokens: [{name: a, roles: [viewer], token: 'file:tokens/a'}]");

        assertThat(Settings.load(file, noVariables, List.of()).http().tokens())
                .extracting(HttpToken::token)
                .containsExactly(new SecretReference(
                        SecretPlace.FILE,
                        folder.toAbsolutePath().resolve("tokens/a").toString()));
    }

    @Test
    void shouldReadFurtherNames() {
        assertThat(Settings.load(null, Map.of("FARRIER_HTTP_HOSTS", "farrier.example.org, [2001:db8::1]"), List.of())
                        .http()
                        .hosts())
                .containsExactly("farrier.example.org", "[2001:db8::1]");
    }

    @ParameterizedTest
    @CsvSource({"false,false,false,8460", "true,false,false,1", "true,true,false,2", "true,true,true,3"})
    void shouldPreferCommandLineToEnvironmentToFileToDefault(
            boolean inFile, boolean inEnvironment, boolean onCommandLine, int expected) throws IOException {
        Path file = inFile ? file("http:\n  port: 1\n") : null;
        Map<String, String> variables = inEnvironment ? Map.of("FARRIER_HTTP_PORT", "2") : noVariables;
        List<String> set = onCommandLine ? List.of("http.port=99", "http.port=3") : List.of();

        assertThat(Settings.load(file, variables, set).http().port()).isEqualTo(expected);
    }

    @Test
    void shouldHandKafkaSettingsOnAsTheyAre() throws IOException {
        Path file = file("""
                kafka:
                  bootstrap.servers: [a:9092, b:9092]
                  ssl: {truststore.location: /etc/ca.p12}
                  sasl.jaas.config: 'Login required username="x";'
                """);

        assertThat(Settings.load(
                                file,
                                Map.of("FARRIER_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
                                List.of("kafka.sasl.mechanism=PLAIN=x"))
                        .kafka())
                .containsOnly(
                        Map.entry("bootstrap.servers", "a:9092,b:9092"),
                        Map.entry("ssl.truststore.location", "/etc/ca.p12"),
                        Map.entry("sasl.jaas.config", "Login required username=\"x\";"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "PLAIN=x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bootstrap.server                  | did you mean 'bootstrap.servers'?
            security.protocl                  | did you mean 'security.protocol'?
            consumer.max.poll.recods          | did you mean 'max.poll.records'?
            acme.registry                     | handed to them all the same
            security.protocol                 |
            sasl.jaas.config                  |
            main.consumer.max.poll.records    |
            producer.linger.ms                |
            default.api.timeout.ms            |
            num.standby.replicas              |
            topic.segment.bytes               |
            config.providers                  |
            config.providers.dir.class        |
            """)
    void shouldDoubtAKafkaSettingThatNoClientKnows(String name, String doubt) {
        List<String> doubts = new ArrayList<>();

        Settings settings = Settings.load(null, noVariables, List.of("kafka." + name + "=x"), doubts::add);

        assertThat(settings.kafka()).containsEntry(name, "x");
        if (doubt == null) {
            assertThat(doubts).isEmpty();
        } else {
            assertThat(doubts)
                    .singleElement()
                    .asString()
                    .startsWith("--set kafka." + name + ": warning: ")
                    .contains(doubt);
        }
    }

    @Test
    void shouldReadListsWrittenEitherWay() throws IOException {
        Path file = file("roles: [core, ingest]\nexecutor.allow: http\n");

        Settings settings = Settings.load(file, Map.of("FARRIER_SIGNING_PUBLIC_KEYS", "a.pem, /b.pem"), List.of());

        assertThat(settings.roles()).containsExactly(Role.INGEST, Role.CORE);
        assertThat(settings.executor().allow()).isEqualTo(Set.of("http"));
        assertThat(settings.signing().publicKeys())
                .containsExactly(Path.of("a.pem").toAbsolutePath(), Path.of("/b.pem"));
    }

    @Test
    void shouldResolvePathsOfTheFileAgainstItsFolder() throws IOException {
        Path file = file("policies: {dir: ../policies}\nhttp.token: file:token\n");

        Settings settings = Settings.load(file, noVariables, List.of());

        assertThat(settings.policies().dir())
                .isEqualTo(folder.toAbsolutePath().resolveSibling("policies").normalize());
        assertThat(settings.http().token())
                .isEqualTo(new SecretReference(
                        SecretPlace.FILE,
                        folder.toAbsolutePath().resolve("token").toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http.prot: 1                 | 1:12: error: unknown key 'http.prot': did you mean 'http.port'?
            kafka: 5                     | 1:8: error: 'kafka' has keys below it
            http: 5                      | 1:7: error: 'http' has keys below it, such as 'http.host'
            http.port: eight             | 1:12: error: 'http.port' must be a whole number from 0 to 65535, not 'eight'
            http.port: 65536             | not '65536'
            http.port: -1                | not '-1'
            http.port: 1.5               | not '1.5'
            http.port: 99999999999       | not '99999999999'
            http.port: [1, 2]            | 'http.port' must be a whole number from 0 to 65535, not a list
            http.port: {a: 1}            | 'http.port' takes one value, so there is no key 'http.port.a'
            http.port:                   | 1:1: error: 'http.port' has no value
            http.token: hunter2          | 'http.token' must be env:NAME or file:PATH
            policies.poll: 5             | 'policies.poll' must be a duration from 100ms to 1h, not '5'
            policies.poll: 99ms          | not '99ms'
            decider.startWithin: 3601s   | must be a duration from 1s to 1h
            roles: [core, cook]          | must be some of ingest, core, executor, api, policies, not 'core,cook'
            roles: []                    | 'roles' must be some of
            roles: [core, {a: 1}]        | 'roles' lists plain values, not a map
            site: a/b                    | 'site' must be a name
            site: ''                     | 'site' must be a name
            topics.prefix: .x            | 'topics.prefix' must be a prefix
            executor.allow: [ssh]        | must be some of process, script, http, waitUntil
            http.tokens: hunter2         | 'http.tokens' must be a list of {name: NAME
            http.tokens: [hunter2]       | each must be a map
            http.tokens: {ann: hunter2}  | 'http.tokens' takes one value, so there is no key
            'http.tokens: [{name: ann, roles: [viewer], token: hunter2}]' | that of ann must be env:NAME or file:PATH
            'http.tokens: [{name: ann, roles: [viewer]}]'                 | that of ann must be env:NAME or file:PATH
            'http.tokens: [{name: ann, token: env:A}]'                    | ann has no roles
            'http.tokens: [{name: ann, roles: [], token: env:A}]'         | ann has no roles
            'http.tokens: [{name: ann, roles: [root], token: env:A}]'     | the roles of ann are some of viewer, operator, approver
            'http.tokens: [{name: ann, role: viewer, token: env:A}]'      | an unknown field; there are name, roles, token
            'http.tokens: [{name: token, roles: viewer, token: env:A}]'   | 'token' is the name of http.token
            'http.tokens: [{roles: viewer, token: env:A}]'                | each needs a name
            'http.tokens: [{name: a b, roles: viewer, token: env:A}]'     | each needs a name
            'http.tokens: [{name: a, roles: viewer, token: env:A}, {name: a, roles: viewer, token: env:B}]' | two are named a
            http.insecure: yes           | 'http.insecure' must be true or false, not 'yes'
            'http.hosts: ["farrier:8460"]'    | 'http.hosts' must be a list of host names or addresses, without ports
            http.hosts: [https://x]      | 'http.hosts' must be a list of host names
            [a, b]                       | must be a map of keys and values, not a list
            just words                   | must be a map of keys and values, not the text 'just words'
            a: b: c                      | not YAML
            """)
    void shouldRefuse(String yaml, String expected) throws IOException {
        assertThat(problems(file(yaml), noVariables, List.of()))
                .singleElement()
                .asString()
                .startsWith(folder.resolve("farrier.yaml") + ":1:")
                .contains(expected);
    }

    @Test
    void shouldNeverRepeatASecretWrittenInPlaceOfAReference() throws IOException {
        for (String yaml : List.of(
                "http.tokens: hunter2",
                "http.tokens: [hunter2]",
                "http.tokens: [{name: ann, hunter2: x}]",
                "http.tokens: [{name: ann, roles: [viewer], token: hunter2}]",
                "http.tokens: [{name: ann, roles: [hunter2], token: env:X}]")) {
            assertThat(problems(file(yaml), noVariables, List.of()))
                    .singleElement()
                    .asString()
                    .doesNotContain("hunter2");
        }
        assertThat(problems(file("http.token: hunter2"), noVariables, List.of()))
                .singleElement()
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    void shouldReportEverythingTogether() throws IOException {
        Path file = file("http:\n  prot: 1\nsite: 'a b'\nsite: c\n");

        assertThat(problems(
                        file,
                        Map.of("FARRIER_HTTP_PORT", "x", "FARRIER_STREAM_THREADS", "2", "PATH", "/bin"),
                        List.of("roles=cook", "nonsense", "kafka.=x")))
                .hasSize(8)
                .anySatisfy(text -> assertThat(text).contains(":4:1: error: duplicate key 'site'"))
                .anySatisfy(text -> assertThat(text).contains(":2:9: error: unknown key 'http.prot'"))
                .anySatisfy(text -> assertThat(text).contains(":3:7: error: 'site' must be"))
                .anySatisfy(text -> assertThat(text).startsWith("FARRIER_HTTP_PORT: error: 'http.port' must be"))
                .anySatisfy(text -> assertThat(text)
                        .isEqualTo("FARRIER_STREAM_THREADS: error: unknown variable: did you mean"
                                + " 'FARRIER_STREAMS_THREADS'?"))
                .anySatisfy(text -> assertThat(text).startsWith("--set roles: error: 'roles' must be some of"))
                .anySatisfy(text -> assertThat(text).isEqualTo("--set nonsense: error: write key=value"))
                .anySatisfy(text -> assertThat(text).startsWith("--set kafka.: error: unknown key 'kafka.'"));
    }

    @Test
    void shouldReportAKeyWrittenInBothForms() throws IOException {
        assertThat(problems(file("http: {port: 1}\nhttp.port: 2\n"), noVariables, List.of()))
                .singleElement()
                .asString()
                .contains(":2:1: error: 'http.port' stands already at " + folder.resolve("farrier.yaml") + ":1:14");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FARRIER_SERVICE_HOST",
                "FARRIER_SERVICE_PORT_HTTP",
                "FARRIER_PORT",
                "FARRIER_PORT_8460_TCP_ADDR",
                "FARRIER_KAFKA_PORT_9092_TCP",
                "FARRIER_KAFKA_SERVICE_HOST"
            })
    void shouldPassOverWhatKubernetesSetsForAServiceOfThisName(String variable) {
        assertThat(Settings.load(null, Map.of(variable, "tcp://10.0.0.1:8460"), List.of()))
                .isEqualTo(Settings.load(null, noVariables, List.of()));
    }

    @Test
    void shouldSayWhenTheFileIsNotThereOrIsNoConfiguration() throws IOException {
        assertThat(problems(folder.resolve("none.yaml"), noVariables, List.of()))
                .containsExactly(folder.resolve("none.yaml") + ": error: there is no such file");
        assertThat(problems(folder, noVariables, List.of()))
                .singleElement()
                .asString()
                .startsWith(folder + ": error: can't be read");
        assertThat(problems(file("#".repeat(1_000_001)), noVariables, List.of()))
                .singleElement()
                .asString()
                .contains("is it a configuration?");
        Files.write(folder.resolve("farrier.yaml"), new byte[] {(byte) 0xC3, 0x28});
        assertThat(problems(folder.resolve("farrier.yaml"), noVariables, List.of()))
                .singleElement()
                .asString()
                .contains("UTF-8");
    }

    @Test
    void shouldTakeAnEmptyFileForNoSettings() throws IOException {
        assertThat(Settings.load(file("# nothing\n"), noVariables, List.of()))
                .isEqualTo(Settings.load(null, noVariables, List.of()));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("farrier.yaml"), yaml);
    }

    private static List<String> problems(Path file, Map<String, String> variables, List<String> set) {
        ConfigurationException e =
                catchThrowableOfType(ConfigurationException.class, () -> Settings.load(file, variables, set));
        assertThat(e).as("no problem was found").isNotNull();
        return e.problems();
    }
}
