package dev.farrier.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrerequisitesTest {
    @TempDir
    private Path folder;

    /** Words, with {@code key=value} without {@code kafka.}; STORE is a file that exists. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                    | ''
            security.protocol=ssl                                                 | ''
            security.protocol=SSL ssl.truststore.location=STORE                   | ''
            security.protocol=SSL ssl.truststore.location=${dir:/x:store}         | ''
            security.protocol=${env:PROTOCOL} sasl.jaas.config=x                  | ''
            security.protocol=SASL_SSL sasl.jaas.config=x                         | ''
            security.protocol=TLS                                                 | must be one of PLAINTEXT, SSL
            security.protocol=SSL ssl.truststore.location=/no/such.jks            | kafka.ssl.truststore.location: error: there is no file /no/such.jks
            security.protocol=SSL ssl.keystore.location=/no/such.jks              | kafka.ssl.keystore.location: error: there is no file /no/such.jks
            ssl.truststore.location=STORE                                         | kafka.ssl.truststore.location: error: kafka.security.protocol is PLAINTEXT
            security.protocol=SASL_PLAINTEXT sasl.jaas.config=x ssl.keystore.key=k | set it to SASL_SSL
            security.protocol=SASL_SSL                                            | SASL_SSL needs kafka.sasl.jaas.config
            sasl.jaas.config=x                                                    | so nobody logs in: set it to SASL_PLAINTEXT or SASL_SSL
            security.protocol=SSL sasl.jaas.config=x                              | so nobody logs in: set it to SASL_SSL
            """)
    void shouldFindContradictionsInTheSecurityOfKafka(String written, String problem) throws Exception {
        Path store = Files.createFile(folder.resolve("store.jks"));
        Map<String, String> kafka = new HashMap<>();
        for (String each : written.isEmpty() ? new String[0] : written.split(" ")) {
            String[] pair = each.replace("STORE", store.toString()).split("=", 2);
            kafka.put(pair[0], pair[1]);
        }
        List<String> problems = new ArrayList<>();
        Prerequisites.kafka(kafka, null, problems);
        if (problem.isEmpty()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().contains(problem);
        }
    }

    @Test
    void shouldFindWhatKeysLack() throws Exception {
        Path generated = folder.resolve("command-signing.pub.pem");
        Path key = Files.createFile(folder.resolve("key.pem"));
        assertThat(problems(generated, "roles=executor"))
                .singleElement()
                .asString()
                .startsWith("signing.publicKeys: error: this executor trusts no key: copy command-signing.pub.pem");
        assertThat(problems(generated, "roles=core", "signing.privateKey=" + key))
                .singleElement()
                .asString()
                .startsWith("signing.privateKey: error: name its public key");
        assertThat(problems(generated, "roles=core", "signing.privateKey=" + key, "signing.publicKeys=/no/such.pem"))
                .containsExactly("signing.publicKeys: error: there is no file /no/such.pem");
        Files.createFile(generated);
        assertThat(problems(generated, "roles=executor")).isEmpty();
    }

    private static List<String> problems(Path generated, String... set) {
        return Prerequisites.problems(Settings.load(null, Map.of(), List.of(set)), generated);
    }
}
