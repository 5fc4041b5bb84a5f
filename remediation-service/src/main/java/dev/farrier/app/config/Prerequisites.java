package dev.farrier.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a process of the service needs on its machine: the files and directories that its configuration names. */
public final class Prerequisites {
    private static final String PROTOCOL = "security.protocol";
    private static final String PLAINTEXT = "PLAINTEXT";
    private static final Set<String> PROTOCOLS = Set.of(PLAINTEXT, "SSL", "SASL_PLAINTEXT", "SASL_SSL");
    private static final String JAAS = "sasl.jaas.config";
    private static final String JAAS_PROPERTY = "java.security.auth.login.config";
    private static final List<String> STORES = List.of("ssl.truststore.location", "ssl.keystore.location");
    private static final List<String> TLS = List.of(
            "ssl.truststore.location", "ssl.keystore.location", "ssl.truststore.certificates", "ssl.keystore.key");

    /** Begins a value that Kafka's {@code config.providers} replace. */
    private static final String VARIABLE = "${";

    private Prerequisites() {}

    /**
     * What is missing or contradicts something else, a line each: {@code key: error: what, and what to write}.
     *
     * @param generatedKey the public key that core makes in the data directory
     */
    public static List<String> problems(Settings settings, Path generatedKey) {
        List<String> problems = new ArrayList<>(settings.refusals());
        Path policies = settings.policies().dir();
        if (settings.has(Role.POLICIES) && settings.policies().fromDirectory() && !Files.isDirectory(policies)) {
            problems.add("policies.dir: error: "
                    + (Files.exists(policies)
                            ? policies + " is not a directory"
                            : "there is no directory " + policies + ": make it, or name the one with the policies"));
        }
        keys(settings, generatedKey, problems);
        kafka(settings.kafka(), System.getProperty(JAAS_PROPERTY), problems);
        return problems;
    }

    private static void keys(Settings settings, Path generatedKey, List<String> problems) {
        Path privateKey = settings.signing().privateKey();
        List<Path> publicKeys = settings.signing().publicKeys();
        if (settings.has(Role.CORE) && privateKey != null) {
            if (!Files.exists(privateKey)) {
                problems.add("signing.privateKey: error: there is no file " + privateKey);
            }
            if (publicKeys.isEmpty()) {
                problems.add("signing.privateKey: error: name its public key as the first of signing.publicKeys");
            }
        }
        for (Path publicKey : publicKeys) {
            if (!Files.exists(publicKey)) {
                problems.add("signing.publicKeys: error: there is no file " + publicKey);
            }
        }
        if (settings.has(Role.EXECUTOR)
                && !settings.has(Role.CORE)
                && publicKeys.isEmpty()
                && !Files.exists(generatedKey)) {
            problems.add("signing.publicKeys: error: this executor trusts no key: copy " + generatedKey.getFileName()
                    + " from the data directory of the process with the role core, and name it here");
        }
    }

    /** @param jaas value of the system property that may stand for {@code sasl.jaas.config} */
    static void kafka(Map<String, String> kafka, @Nullable String jaas, List<String> problems) {
        String protocol = kafka.getOrDefault(PROTOCOL, PLAINTEXT).strip().toUpperCase(Locale.ROOT);
        if (protocol.contains(VARIABLE)) {
            return;
        }
        if (!PROTOCOLS.contains(protocol)) {
            problems.add(
                    "kafka.security.protocol: error: must be one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL, not '"
                            + kafka.get(PROTOCOL) + "'");
            return;
        }
        boolean tls = protocol.endsWith("SSL");
        boolean sasl = protocol.startsWith("SASL");
        for (String key : TLS) {
            String value = kafka.get(key);
            if (value == null) {
                continue;
            }
            if (!tls) {
                problems.add("kafka." + key + ": error: kafka.security.protocol is " + protocol
                        + ", so connections are not encrypted: set it to " + (sasl ? "SASL_SSL" : "SSL")
                        + ", or remove this key");
            } else if (STORES.contains(key) && !value.contains(VARIABLE) && !Files.isReadable(Path.of(value))) {
                problems.add("kafka." + key + ": error: "
                        + (Files.exists(Path.of(value))
                                ? value + " can't be read by this user"
                                : "there is no file " + value));
            }
        }
        if (sasl && !kafka.containsKey(JAAS) && jaas == null) {
            problems.add("kafka.security.protocol: error: " + protocol + " needs kafka." + JAAS
                    + ", which has the credentials");
        } else if (!sasl && kafka.containsKey(JAAS)) {
            problems.add("kafka." + JAAS + ": error: kafka.security.protocol is " + protocol
                    + ", so nobody logs in: set it to " + (tls ? "SASL_SSL" : "SASL_PLAINTEXT or SASL_SSL")
                    + ", or remove this key");
        }
    }
}
