package dev.farrier.helm;

import dev.farrier.embedded.EmbeddedKafkaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A broker that asks for TLS, a certificate, a user and a password; and the Secrets with which it lets Farrier in. */
final class SecuredKafka implements AutoCloseable {
    private static final String STORE = "changeit";
    private static final String USER = "farrier";
    private static final String PASSWORD = "a pass;word=with ' signs";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

    private final EmbeddedKafkaProcess broker;
    private final Map<String, Map<String, String>> secrets;

    private SecuredKafka(EmbeddedKafkaProcess broker, Map<String, Map<String, String>> secrets) {
        this.broker = broker;
        this.secrets = secrets;
    }

    static SecuredKafka start(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore own = pair(folder, "broker");
        KeyStore client = pair(folder, "client");
        String trusted = pem("CERTIFICATE", own.getCertificate("broker").getEncoded())
                + pem("CERTIFICATE", client.getCertificate("client").getEncoded());
        Path trust = Files.writeString(folder.resolve("trusted.pem"), trusted);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put(
                "listener.name.plaintext.plain.sasl.jaas.config",
                MODULE + " required username=\"admin\" password=\"secret\" user_admin=\"secret\" user_" + USER + "=\""
                        + PASSWORD + "\";");
        settings.put("listener.name.plaintext.ssl.client.auth", "required");
        settings.put("ssl.keystore.location", folder.resolve("broker.p12").toString());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.password", STORE);
        settings.put("ssl.key.password", STORE);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", trust.toString());
        EmbeddedKafkaProcess broker =
                new EmbeddedKafkaProcess(Files.createDirectories(folder.resolve("kafka")), settings);
        broker.start();
        Key key = client.getKey("client", STORE.toCharArray());
        return new SecuredKafka(
                broker,
                Map.of(
                        "ca",
                                Map.of(
                                        "ca.crt",
                                        pem(
                                                "CERTIFICATE",
                                                own.getCertificate("broker").getEncoded())),
                        "client",
                                Map.of(
                                        "tls.crt",
                                        pem(
                                                "CERTIFICATE",
                                                client.getCertificate("client").getEncoded()),
                                        "tls.key",
                                        pem("PRIVATE KEY", key.getEncoded())),
                        "user", Map.of("username", USER, "password", PASSWORD)));
    }

    /** What a user of the chart writes for it. */
    String values() {
        return """
                kafka:
                  bootstrapServers: %s
                  tls: {enabled: true, caSecret: {name: ca}, clientSecret: {name: client}}
                  sasl: {enabled: true, mechanism: PLAIN, secret: {name: user}}
                """.formatted(broker.bootstrapServers());
    }

    Map<String, Map<String, String>> secrets() {
        return secrets;
    }

    private static KeyStore pair(Path folder, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        STORE,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "30")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, STORE.toCharArray());
        }
        return store;
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    @Override
    public void close() {
        broker.close();
    }
}
