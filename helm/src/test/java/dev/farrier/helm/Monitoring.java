package dev.farrier.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the chart uses of the Prometheus operator's types, as its definitions have them. */
final class Monitoring {
    private Monitoring() {}

    record ServiceMonitor(String apiVersion, String kind, ObjectMeta metadata, ServiceMonitorSpec spec) {}

    record ServiceMonitorSpec(
            String jobLabel,
            List<String> targetLabels,
            NamespaceSelector namespaceSelector,
            LabelSelector selector,
            List<Endpoint> endpoints) {}

    record NamespaceSelector(List<String> matchNames) {}

    record Endpoint(String port, String path, String interval, String scrapeTimeout) {}

    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, RuleSpec spec) {}

    record RuleSpec(List<Group> groups) {}

    record Group(
            String name,
            @Nullable String interval,
            @Nullable Integer limit,
            @Nullable Map<String, String> labels,
            List<Rule> rules) {}

    record Rule(
            @Nullable String record,
            @Nullable String alert,
            String expr,
            @JsonProperty("for") @Nullable String pending,
            @JsonProperty("keep_firing_for") @Nullable String keepFiring,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}
}
