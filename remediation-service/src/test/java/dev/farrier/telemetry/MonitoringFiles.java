package dev.farrier.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboards, rules and runbooks as they are published. */
public final class MonitoringFiles {
    public static final Path RULES = Path.of("../helm/farrier/files/rules");
    private static final Path DASHBOARDS = Path.of("../helm/farrier/files/dashboards");
    private static final Path RUNBOOKS = Path.of("../docs/runbooks");

    private static final Pattern NAME =
            Pattern.compile("(?<![\\w:])(?:farrier|kafka|jvm|process|system|namespace\\w*:)[\\w:]*_[\\w:]*");

    private MonitoringFiles() {}

    /** @param json of the whole panel */
    public record Panel(String dashboard, JsonNode json) {
        String title() {
            return json.path("title").asString("");
        }

        /** Without the rows, which group panels. */
        boolean draws() {
            return !json.path("type").asString("").equals("row");
        }
    }

    /** @param where its file, and what it is for */
    public record Query(String where, String expr) {
        @Override
        public String toString() {
            return where + ": " + expr;
        }
    }

    /** @param name of the alert, or of the series that it records */
    public record Rule(
            String name, boolean alert, String expr, Map<String, Object> labels, Map<String, Object> annotations) {}

    public static Map<String, JsonNode> dashboards() {
        JsonMapper mapper = new JsonMapper();
        return files(DASHBOARDS, ".json").stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString(), file -> mapper.readTree(text(file)), (a, b) -> a));
    }

    static List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        dashboards()
                .forEach((file, dashboard) ->
                        dashboard.path("panels").forEach(panel -> panels.add(new Panel(file, panel))));
        return panels;
    }

    /** Of panels, as they stand there. */
    public static List<Query> panelQueries() {
        List<Query> queries = new ArrayList<>();
        panels().forEach(panel -> panel.json()
                .path("targets")
                .forEach(target -> queries.add(new Query(
                        panel.dashboard() + ", " + panel.title(),
                        target.path("expr").asString("")))));
        return queries;
    }

    @SuppressWarnings("unchecked") // of a file of ours, in the form that promtool has checked
    public static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (Path file : files(RULES, ".yaml")) {
            Map<String, List<Map<String, Object>>> all = (Map<String, List<Map<String, Object>>>) yaml(file);
            for (Map<String, Object> group : all.get("groups")) {
                for (Map<String, Object> rule : (List<Map<String, Object>>) group.get("rules")) {
                    boolean alert = rule.containsKey("alert");
                    rules.add(new Rule(
                            String.valueOf(rule.get(alert ? "alert" : "record")),
                            alert,
                            String.valueOf(rule.get("expr")),
                            (Map<String, Object>) rule.getOrDefault("labels", Map.of()),
                            (Map<String, Object>) rule.getOrDefault("annotations", Map.of())));
                }
            }
        }
        return rules;
    }

    public static Object yaml(Path file) {
        return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(text(file));
    }

    /** Name of the page, without its ending → its text. */
    static Map<String, String> runbooks() {
        return files(RUNBOOKS, ".md").stream()
                .filter(file -> !file.endsWith("README.md"))
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".md", ""), MonitoringFiles::text));
    }

    /** The lines of the code blocks of all pages, each a query. */
    public static List<Query> runbookQueries() {
        List<Query> queries = new ArrayList<>();
        runbooks().forEach((page, text) -> {
            String[] blocks = text.split("```", -1);
            for (int i = 1; i < blocks.length; i += 2) {
                blocks[i].lines().filter(line -> !line.isBlank()).forEach(line -> queries.add(new Query(page, line)));
            }
        });
        return queries;
    }

    static String runbookIndex() {
        return text(RUNBOOKS.resolve("README.md"));
    }

    /** Names of the reference's tables. */
    static Set<String> documented() {
        return Pattern.compile("(?m)^\\| `([^`]+)`")
                .matcher(MetersReference.markdown())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The metrics that a text names, as the reference writes them: without what Prometheus adds for parts of a histogram. */
    static Set<String> metrics(String text) {
        return NAME.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceAll("_(bucket|sum|count|max)$", ""))
                .map(name -> documented().contains(name + "_max") ? name + "_max" : name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
