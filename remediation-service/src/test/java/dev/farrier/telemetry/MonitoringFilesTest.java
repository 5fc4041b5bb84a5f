package dev.farrier.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.OwnOutput;
import dev.farrier.telemetry.MonitoringFiles.Query;
import dev.farrier.telemetry.MonitoringFiles.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Dashboards, rules and runbooks: their form, and that they name what there is. */
class MonitoringFilesTest {
    /** Grafana 10 reads dashboards of these versions as they are, and newer ones convert them. */
    private static final int SCHEMA_OF_GRAFANA_10 = 38;

    /** What Prometheus or its service discovery in Kubernetes sets on a target: a label of ours would be renamed. */
    private static final Set<String> LABELS_OF_TARGETS =
            Set.of("job", "instance", "namespace", "pod", "service", "container", "endpoint", "node", "cluster", "le");

    private static final List<String> PARTS =
            List.of("## What it means", "## How to see it", "## What to do", "## When to stop worrying");

    static Stream<Map.Entry<String, JsonNode>> dashboards() {
        return MonitoringFiles.dashboards().entrySet().stream();
    }

    static Stream<MonitoringFiles.Panel> panels() {
        return MonitoringFiles.panels().stream().filter(MonitoringFiles.Panel::draws);
    }

    /** Those that ingest leaves out. */
    @Test
    void shouldKnowEachAlertAboutFarrier() {
        assertThat(OwnOutput.ALERTS)
                .containsExactlyInAnyOrderElementsOf(MonitoringFiles.rules().stream()
                        .filter(Rule::alert)
                        .map(Rule::name)
                        .toList());
    }

    static Stream<Rule> alerts() {
        return MonitoringFiles.rules().stream().filter(Rule::alert);
    }

    @Test
    void shouldHaveADashboardForEachView() {
        assertThat(MonitoringFiles.dashboards().keySet())
                .containsExactlyInAnyOrder("overview.json", "policies.json", "streams.json", "executors.json");
        assertThat(dashboards().map(entry -> entry.getValue().path("uid").asString()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldBeADashboardThatAsksForItsDataSource(Map.Entry<String, JsonNode> file) {
        JsonNode dashboard = file.getValue();
        assertThat(dashboard.path("schemaVersion").asInt()).isEqualTo(SCHEMA_OF_GRAFANA_10);
        assertThat(dashboard.has("id"))
                .as("an id is that of one Grafana's database")
                .isFalse();
        assertThat(dashboard.has("__inputs"))
                .as("inputs are asked for by an import alone, not by provisioning")
                .isFalse();
        JsonNode first = dashboard.path("templating").path("list").path(0);
        assertThat(first.path("name").asString()).isEqualTo("datasource");
        assertThat(first.path("type").asString()).isEqualTo("datasource");
        assertThat(first.path("query").asString()).isEqualTo("prometheus");
        assertThat(dashboard.findValues("datasource").stream()
                        .map(source -> source.path("uid").asString())
                        .collect(Collectors.toSet()))
                .containsOnly("${datasource}", "-- Grafana --");
        assertThat(dashboard
                        .path("panels")
                        .valueStream()
                        .map(panel -> panel.path("id").asInt()))
                .doesNotHaveDuplicates()
                .doesNotContain(0);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void shouldNotDrawOnePanelOverAnother(Map.Entry<String, JsonNode> file) {
        boolean[][] taken = new boolean[500][24];
        for (JsonNode panel : file.getValue().path("panels")) {
            JsonNode at = panel.path("gridPos");
            for (int y = 0; y < at.path("h").asInt(); y++) {
                for (int x = 0; x < at.path("w").asInt(); x++) {
                    int row = at.path("y").asInt() + y;
                    int column = at.path("x").asInt() + x;
                    assertThat(taken[row][column]).as("%s", panel.path("title")).isFalse();
                    taken[row][column] = true;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("panels")
    void shouldSayWhatAPanelShowsAndInWhichUnit(MonitoringFiles.Panel panel) {
        JsonNode json = panel.json();
        assertThat(panel.title()).isNotBlank();
        assertThat(json.path("description").asString("")).isNotBlank();
        assertThat(json.path("fieldConfig").path("defaults").path("unit").asString(""))
                .isNotBlank();
        assertThat(json.path("type").asString()).isIn("timeseries", "stat", "table");
        assertThat(json.path("targets")).isNotEmpty();
        json.path("targets").forEach(target -> {
            String expr = target.path("expr").asString();
            assertThat(expr)
                    .as("all of several deployments, or one")
                    .contains("namespace=~\"$namespace\"", "cluster=~\"$cluster\"");
            assertThat(expr)
                    .as("a fixed window of some minutes is empty where scrapes are rare")
                    .doesNotContainPattern("rate\\([^)]*\\[\\d+[sm]]");
        });
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void shouldSayOfAnAlertHowBadItIsWhatItMeansAndWhatToDo(Rule alert) {
        assertThat(alert.name()).startsWith("Farrier");
        assertThat(alert.labels().get("severity")).isIn("critical", "warning");
        assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
        assertThat(String.valueOf(alert.annotations().get("runbook_url")))
                .isEqualTo("https://runbooks.example.org/farrier/" + alert.name() + ".md");
        assertThat(MonitoringFiles.runbookIndex())
                .contains("| [" + alert.name() + "](" + alert.name() + ".md) | "
                        + alert.labels().get("severity") + " |");
    }

    @Test
    void shouldHaveAPageForEachAlertAndNoOther() {
        Set<String> alerts = alerts().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));

        assertThat(MonitoringFiles.runbooks().keySet()).containsExactlyInAnyOrderElementsOf(alerts);
        MonitoringFiles.runbooks().forEach((name, page) -> {
            assertThat(page).startsWith("# " + name + "\n").containsSubsequence(PARTS);
            assertThat(page.split("## ", -1)).as(name).hasSize(PARTS.size() + 1);
        });
        assertThat(MonitoringFiles.runbookQueries().stream().map(Query::where).collect(Collectors.toSet()))
                .as("each page shows what to ask Prometheus")
                .isEqualTo(alerts);
    }

    @Test
    void shouldNameOnlyMetricsOfTheReference() {
        Set<String> named = new TreeSet<>();
        MonitoringFiles.panelQueries().forEach(query -> named.addAll(MonitoringFiles.metrics(query.expr())));
        MonitoringFiles.rules().forEach(rule -> named.addAll(MonitoringFiles.metrics(rule.expr())));
        MonitoringFiles.runbooks().values().forEach(page -> named.addAll(MonitoringFiles.metrics(page)));

        assertThat(MonitoringFiles.documented()).containsAll(named);
    }

    @Test
    void shouldShowEveryMetricOfTheReferenceInAPanel() {
        Set<String> shown = new TreeSet<>();
        MonitoringFiles.panelQueries().forEach(query -> shown.addAll(MonitoringFiles.metrics(query.expr())));

        assertThat(shown).containsAll(MonitoringFiles.documented());
    }

    @Test
    void shouldDocumentEveryRecordedSeriesAndNoOther() {
        Set<String> recorded = MonitoringFiles.rules().stream()
                .filter(rule -> !rule.alert())
                .map(Rule::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MonitoringFiles.documented().stream()
                        .filter(name -> name.contains(":"))
                        .toList())
                .containsExactlyElementsOf(recorded);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveNoLabelThatPrometheusSets(Meters meter) {
        assertThat(meter.tags()).doesNotContainAnyElementsOf(LABELS_OF_TARGETS);
    }
}
