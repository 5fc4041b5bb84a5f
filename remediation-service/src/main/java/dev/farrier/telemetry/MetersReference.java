package dev.farrier.telemetry;

import java.util.stream.Collectors;

/** The reference of all meters, generated from {@link Meters}. */
public final class MetersReference {
    private static final String HEAD = """
            # Metrics

            <!-- Made by `farrier reference metrics`; a test compares it with the code. -->

            Every process answers `GET /metrics` in Prometheus' text format. Besides the meters below it has those of the
            JVM (`jvm_*`, `process_*`, `system_*`) and of Kafka Streams and its clients (`kafka_*`).

            Counters start at 0 with the process. Under exactly-once a batch that is processed again is counted again.

            | metric | labels | meaning |
            |---|---|---|
            """;

    private MetersReference() {}

    /** As it stands in {@code docs/metrics.md}. */
    public static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Meters meter : Meters.values()) {
            String labels = meter.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
            text.append("| `").append(prometheusName(meter)).append("` | ");
            text.append(labels.isEmpty() ? "–" : labels).append(" | ");
            text.append(meter.help()).append(" |\n");
        }
        return text.toString();
    }

    static String prometheusName(Meters meter) {
        String name = meter.meterName().replace('.', '_');
        return switch (meter.kind()) {
            case COUNTER -> name + "_total";
            case GAUGE -> name;
            case TIMER -> name + "_seconds";
        };
    }
}
