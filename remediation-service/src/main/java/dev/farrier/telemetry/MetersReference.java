package dev.farrier.telemetry;

import java.util.stream.Collectors;

/** The reference of all meters, generated from {@link Meters}. */
public final class MetersReference {
    private static final String HEAD = """
            # Metrics

            <!-- Made by `farrier reference metrics`; a test compares it with the code. -->

            Every process answers `GET /metrics` in Prometheus' text format. Besides the meters below it has those of the
            JVM (`jvm_*`, `process_*`, `system_*`) and of Kafka Streams and its clients (`kafka_*`).

            Counters start at 0 with the process. Under exactly-once a batch that is processed again is counted again. Counters of
            a source or policy in force exist as 0 before there is anything to count. Exceptions are counters with the labels
            `reason` (except `succeeded` and `step-failed`), `state`, `purpose` and `what` (except `late`).

            Durations have `_sum`, `_count` and `_max`, which is the maximum of the last minutes. Those without the label `policy`
            also have `_bucket`. No label takes its values from events. 1,000 policies and 10,000 targets give fewer than
            50,000 series.

            Grafana dashboards, recording rules and alerts are in `helm/farrier/files`, and in `monitoring` of the distribution:
            [how to use them](runbooks/README.md).

            | metric | labels | meaning |
            |---|---|---|
            """;

    private static final String OTHERS = """

            The dashboards show these meters of the JVM and of Kafka:

            | metric | labels | meaning |
            |---|---|---|
            | `kafka_stream_thread_process_total` | `thread_id` | Records that a stream thread has processed. |
            | `kafka_stream_thread_process_latency_avg` | `thread_id` | Mean time of processing a record over 30 s, in milliseconds. |
            | `kafka_stream_alive_stream_threads` | `client_id` | Live stream threads of an application. |
            | `kafka_consumer_fetch_manager_records_lag_max` | `client_id` | The largest lag of a partition that a consumer has seen, in records, up to the last stable offset. |
            | `kafka_consumer_coordinator_rebalance_total` | `client_id` | Rebalances that a consumer took part in. |
            | `jvm_memory_used_bytes` | `area`, `id` | Memory in use. |

            The recording rules write these, by `cluster` and `namespace`:

            | metric | labels | meaning |
            |---|---|---|
            | `namespace:farrier_healed_without_a_person:ratio1h` | – | Share of `healed` among the incidents with the results `healed` and `called`, over an hour. |
            | `namespace:farrier_healed_without_a_person:ratio1d` | – | The same over a day. |
            | `namespace:farrier_healed_without_a_person:ratio7d` | – | The same over a week. |
            | `namespace:farrier_detection_age_seconds:quantile1h` | `quantile` | 0.5 and 0.99 quantiles of `farrier_detection_age_seconds` over an hour. |
            | `namespace:farrier_time_to_decide_seconds:quantile1h` | `quantile` | 0.5 and 0.99 quantiles of `farrier_time_to_decide_seconds` over an hour. |
            | `namespace:farrier_time_to_heal_seconds:quantile1d` | `quantile` | 0.5 and 0.9 quantiles of `farrier_time_to_heal_seconds` over a day. |
            | `namespace_risk:farrier_time_to_heal_seconds:quantile1d` | `quantile`, `risk` | 0.9 quantile of `farrier_time_to_heal_seconds` over a day, by risk. |
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
        return text.append(OTHERS).toString();
    }

    static String prometheusName(Meters meter) {
        String name = meter.meterName().replace('.', '_');
        return switch (meter.kind()) {
            case COUNTER -> name + "_total";
            case GAUGE -> name;
            case HISTOGRAM, SUMMARY -> name + "_seconds";
        };
    }
}
