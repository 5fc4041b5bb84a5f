package dev.farrier.app.config;

/** The reference of all keys, made from the table that the code reads them by. */
public final class ConfigurationReference {
    private static final String HEAD = """
            # Configuration

            <!-- Made by `farrier reference configuration`; a test compares it with the code. -->

            Farrier reads one file, `farrier.yaml` in the working directory, or the one named by `--config FILE` or the
            environment variable `FARRIER_CONFIG`. Every key can also be given as an environment variable or on the command
            line. `--set key=value` overrides the environment, the environment overrides the file, the file overrides the default.

            - In the file, a key with a dot may be written as a nested map: `http: {port: 8460}` and `http.port: 8460` are the same.
            - An environment variable is `FARRIER_` and the key in upper case, with `_` for each dot and before each further
              word: `FARRIER_HTTP_PORT`, `FARRIER_TOPICS_REPLICATION_FACTOR`.
            - Lists are YAML lists in the file, and separated by commas elsewhere.
            - Durations are written as Prometheus writes them: `500ms`, `90s`, `1h30m`, `7d`.
            - Relative paths in the file are relative to the file's folder, all others to the working directory.
            - An unknown key is an error. `farrier config check` reports all errors.

            ## kafka.*

            Farrier passes all keys below `kafka` to every Kafka client unchanged, without the prefix: `kafka.bootstrap.servers`
            (default `localhost:9092`), `kafka.security.protocol`, `kafka.ssl.truststore.location`,
            `kafka.sasl.jaas.config` and all others of Kafka. As an environment variable: `FARRIER_KAFKA_` and the name with `_` for each dot, `FARRIER_KAFKA_BOOTSTRAP_SERVERS`. Farrier also passes a name that no Kafka client knows, since it may be a plug-in's, and logs a warning.

            ## Keys

            """;

    private static final String TAIL = """

            ## Logging

            `--log-format json` or `FARRIER_LOG_FORMAT=json` writes one JSON object a line. `FARRIER_LOG_LEVEL` (default
            `INFO`) is the level of Farrier's own messages, `FARRIER_LOG_LEVEL_LIBRARIES` (default `WARN`) that of all others.
            """;

    private ConfigurationReference() {}

    /** As it stands in {@code docs/configuration.md}. */
    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("| key | environment | default | value | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey<?> key : ConfigKeys.all()) {
            String value = key.type().what();
            text.append("| `")
                    .append(key.name())
                    .append("` | `")
                    .append(key.variable())
                    .append("` | ");
            text.append(key.defaultText() == null ? "–" : "`" + key.defaultText() + "`");
            text.append(" | ").append(value).append(" | ").append(key.help()).append(" |\n");
        }
        return text.append(TAIL).toString();
    }

    /** For {@code --help}: one key a line with its default. */
    public static String plain() {
        int width = ConfigKeys.all().stream()
                .mapToInt(key -> key.name().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (ConfigKey<?> key : ConfigKeys.all()) {
            text.append("  ")
                    .append(key.name())
                    .append(" ".repeat(width - key.name().length() + 2));
            text.append(key.defaultText() == null ? "" : key.defaultText()).append('\n');
        }
        return text.toString();
    }
}
