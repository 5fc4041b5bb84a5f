package dev.farrier.policy.keys;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Node.Scalar.ScalarType;
import dev.farrier.policy.text.BoundedRegex;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.RegexErrors;
import dev.farrier.policy.time.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types that keys have in common. */
public final class YamlTypes {
    private static final List<String> ANY_SCALAR = List.of("string", "number", "boolean");
    private static final String UNITS = "(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$";

    private YamlTypes() {}

    /** Text; numbers, true and false are taken as they are written. */
    public static YamlType<String> text() {
        return scalar(
                "text",
                "",
                "write it",
                "",
                (scalar, path, map) -> scalar.text(),
                writer -> writer.definition(
                        "text",
                        () -> SchemaWriter.of(
                                "description",
                                "Text. Numbers, true and false are taken as they are written.",
                                "type",
                                ANY_SCALAR)));
    }

    /** The same, with its place. */
    public static YamlType<Scalar> scalar() {
        YamlType<String> text = text();
        return scalar(text.name(), "", text.hint(), null, (scalar, path, map) -> scalar, text.schema(), Scalar::text);
    }

    /**
     * Text that is not blank.
     *
     * @param hint what to write
     */
    public static YamlType<String> filled(String hint) {
        return scalar(
                "text",
                "",
                hint,
                "",
                (scalar, path, map) -> filled(scalar, path, hint, map.problems()) ? scalar.text() : null,
                writer -> SchemaWriter.merge(SchemaWriter.of("type", ANY_SCALAR), SchemaWriter.of("pattern", "\\S")));
    }

    private static boolean filled(Scalar scalar, String path, String hint, Problems problems) {
        if (scalar.text().isBlank()) {
            problems.error(scalar.location(), "'" + path + "' is empty: " + hint);
        }
        return !scalar.text().isBlank();
    }

    /** A name that the user chooses; the empty string after a problem. */
    public static YamlType<String> name(NameRule rule, String hint) {
        return scalar(
                "name",
                "",
                hint,
                "",
                (scalar, path, map) ->
                        filled(scalar, path, hint, map.problems()) ? rule.check(scalar, map.problems()) : null,
                writer -> writer.definition(rule.schemaName(), rule::schema));
    }

    /** A name that may not be as it is used; the empty string after a problem. */
    public static YamlType<String> name(NameRule rule) {
        return scalar(
                "name",
                "",
                "write a name",
                "",
                (scalar, path, map) -> rule.check(scalar, map.problems()),
                writer -> writer.definition(rule.schemaName(), rule::schema));
    }

    public static YamlType<Integer> integer(int min, int max) {
        String range = min + " to " + max;
        return new YamlType<>(
                "whole number",
                range,
                "write a whole number from " + range,
                min,
                scalars((scalar, path, map) -> integer(scalar, path, min, max, map.problems())),
                writer -> SchemaWriter.of("type", "integer", "minimum", min, "maximum", max),
                value -> value);
    }

    private static @Nullable Integer integer(Scalar scalar, String path, int min, int max, Problems problems) {
        if (scalar.type() != ScalarType.INTEGER) {
            problems.error(
                    scalar.location(),
                    "'" + path + "' must be a whole number from " + min + " to " + max + ", not " + scalar.describe());
            return null;
        }
        try {
            int value = parseInteger(scalar.text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // too large for an int, so out of range as well
        }
        problems.error(
                scalar.location(), "'" + path + "' is " + scalar.text() + ": it must be from " + min + " to " + max);
        return null;
    }

    /** As YAML 1.2 has it: a leading zero is no octal number. */
    private static int parseInteger(String text) {
        if (text.startsWith("0x")) {
            return Integer.parseInt(text.substring(2), 16);
        }
        return text.startsWith("0o") ? Integer.parseInt(text.substring(2), 8) : Integer.parseInt(text);
    }

    /** Any finite number. */
    public static YamlType<Double> number() {
        return number(-Double.MAX_VALUE, Double.MAX_VALUE, "", SchemaWriter.of("type", "number"));
    }

    public static YamlType<Double> number(int min, int max) {
        return number(min, max, min + " to " + max, SchemaWriter.of("type", "number", "minimum", min, "maximum", max));
    }

    private static YamlType<Double> number(double min, double max, String range, Map<String, Object> schema) {
        return new YamlType<>(
                "number",
                range,
                "write a number",
                min,
                scalars((scalar, path, map) -> number(scalar, path, min, max, false, map.problems())),
                writer -> schema,
                value -> value);
    }

    /** From 0 to 1, or as a percentage. */
    public static YamlType<Double> share() {
        return new YamlType<>(
                "share",
                "",
                "write a share such as 0.2 or 20%",
                0.0,
                scalars((scalar, path, map) -> number(scalar, path, 0, 1, true, map.problems())),
                writer -> SchemaWriter.of(
                        "type",
                        List.of("number", "string"),
                        "minimum",
                        0,
                        "exclusiveMaximum",
                        1,
                        "pattern",
                        "^(\\d+(\\.\\d*)?|\\.\\d+)%?$"),
                value -> value);
    }

    private static @Nullable Double number(
            Scalar scalar, String path, double min, double max, boolean percent, Problems problems) {
        String text = scalar.text();
        boolean isPercent = percent && text.endsWith("%");
        double value;
        try {
            value = Double.parseDouble(isPercent ? text.substring(0, text.length() - 1) : text) / (isPercent ? 100 : 1);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value) || text.endsWith("d") || text.endsWith("f")) {
            problems.error(
                    scalar.location(),
                    "'" + path + "' must be a number" + (percent ? " such as 0.2 or 20%" : "") + ", not "
                            + scalar.describe());
            return null;
        }
        if (value < min || value > max) {
            problems.error(
                    scalar.location(),
                    "'" + path + "' is " + text + ": it must be from " + plain(min) + " to " + plain(max));
            return null;
        }
        return value;
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    public static YamlType<Boolean> bool() {
        return new YamlType<>(
                "true or false",
                "",
                "write true or false",
                false,
                scalars((scalar, path, map) -> {
                    if (scalar.type() == ScalarType.BOOLEAN) {
                        return scalar.text().equalsIgnoreCase("true");
                    }
                    map.problems()
                            .error(scalar.location(), "'" + path + "' must be true or false, not " + scalar.describe());
                    return null;
                }),
                writer -> SchemaWriter.of("type", "boolean"),
                value -> value);
    }

    /** May be 0. */
    public static YamlType<Duration> duration(Duration max) {
        return duration(max, false);
    }

    /** Longer than 0. */
    public static YamlType<Duration> positiveDuration(Duration max) {
        return duration(max, true);
    }

    private static YamlType<Duration> duration(Duration max, boolean positive) {
        String like = "as Prometheus writes it: 1h30m, 90s, 500ms, 7d; units from large to small, each at most once";
        return scalar(
                "duration",
                max.equals(Durations.MAX) ? "" : "at most " + Durations.format(max),
                "write a duration such as 30s or 5m",
                positive ? Duration.ofSeconds(1) : Duration.ZERO,
                (scalar, path, map) -> duration(scalar, path, max, positive, map.problems()),
                writer -> positive
                        ? writer.definition(
                                "positiveDuration",
                                () -> SchemaWriter.of(
                                        "description", "A duration longer than 0 " + like + ".",
                                        "type", "string",
                                        "pattern", "^(?=.*[1-9])" + UNITS))
                        : writer.definition(
                                "duration",
                                () -> SchemaWriter.of(
                                        "description",
                                        "A duration " + like + ". 0 is allowed.",
                                        "type",
                                        List.of("string", "integer"),
                                        "pattern",
                                        "^(0|(?=\\d)" + UNITS.replace("$", ")$"),
                                        "minimum",
                                        0,
                                        "maximum",
                                        0)),
                Durations::format);
    }

    private static @Nullable Duration duration(
            Scalar scalar, String path, Duration max, boolean positive, Problems problems) {
        try {
            Duration duration = Durations.parse(scalar.text());
            if (duration.compareTo(max) > 0) {
                problems.error(
                        scalar.location(),
                        "'" + path + "' is " + scalar.text() + ": the longest is " + Durations.format(max));
            } else if (positive && duration.isZero()) {
                problems.error(scalar.location(), "'" + path + "' is 0: it must be longer");
            } else {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            problems.error(scalar.location(), "'" + path + "': " + e.getMessage());
        }
        return null;
    }

    /** One of an enum's values, written in lower case with hyphens. */
    public static <E extends Enum<E>> YamlType<E> choice(Class<E> type) {
        Map<String, E> values = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(value -> values.put(code(value), value));
        return new YamlType<>(
                String.join(", ", values.keySet()),
                "",
                "write one of " + String.join(", ", values.keySet()),
                type.getEnumConstants()[0],
                scalars((scalar, path, map) -> {
                    E value = values.get(scalar.text());
                    if (value == null) {
                        map.problems()
                                .error(
                                        scalar.location(),
                                        "'" + path + "' can't be '" + scalar.text() + "': write one of "
                                                + String.join(", ", values.keySet()));
                    }
                    return value;
                }),
                writer -> SchemaWriter.of("enum", List.copyOf(values.keySet())),
                YamlTypes::code);
    }

    /** As a user writes it. */
    public static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * One of several names; after a problem the one that was probably meant, so that reading goes on with it.
     *
     * @param names in their order
     * @param later names that a later version may know: they get a message of their own
     */
    public static YamlType<String> oneOf(Function<ExtensionRegistry, List<String>> names, List<String> later) {
        return scalar(
                "name",
                "",
                "write one of those",
                "",
                (scalar, path, map) -> {
                    List<String> known = names.apply(map.extensions());
                    if (known.contains(scalar.text())) {
                        return scalar.text();
                    }
                    map.problems()
                            .error(
                                    scalar.location(),
                                    "'" + path + "': '" + scalar.text() + "' "
                                            + (later.contains(scalar.text())
                                                    ? "is not supported yet: write one of " + String.join(", ", known)
                                                    : "is unknown" + Nearest.hint(scalar.text(), known)));
                    return later.contains(scalar.text()) ? null : Nearest.find(scalar.text(), known);
                },
                writer -> SchemaWriter.of("enum", names.apply(writer.extensions())));
    }

    /** An RE2 regular expression. */
    public static YamlType<Pattern> regex() {
        return new YamlType<>(
                "regex",
                "",
                "write a regular expression",
                null,
                scalars((scalar, path, map) -> regex(scalar, map.problems())),
                writer -> writer.definition(
                        "regex",
                        () -> SchemaWriter.of(
                                "description", "A regular expression in RE2's syntax.", "type", ANY_SCALAR)),
                Pattern::pattern);
    }

    /** Null after a problem. */
    public static @Nullable Pattern regex(Scalar scalar, Problems problems) {
        try {
            return BoundedRegex.compile(scalar.text());
        } catch (PatternSyntaxException e) {
            problems.error(scalar.location(), RegexErrors.of(e));
            return null;
        }
    }

    /** A map with keys of its own. */
    public static YamlType<MapReader> map(YamlMap declared) {
        return new YamlType<>(
                "map",
                "",
                "write it as a map",
                null,
                (node, path, map) -> map.open(node, path, declared),
                writer -> writer.map(declared),
                value -> Map.of());
    }

    /** The items that can be read. */
    public static <T> YamlType<List<T>> list(YamlType<T> item) {
        return new YamlType<>(
                "list of " + item.name(),
                "",
                "write a list",
                List.of(),
                (node, path, map) -> items(node, path, item, map),
                writer ->
                        SchemaWriter.of("type", "array", "items", item.schema().apply(writer)),
                value -> value.stream().map(item.toJson()).toList());
    }

    /**
     * The same, where an empty list is a problem.
     *
     * @param whyNot what an empty list would mean, or what to write instead
     */
    public static <T> YamlType<List<T>> filledList(YamlType<T> item, String whyNot) {
        YamlType<List<T>> list = list(item);
        return new YamlType<>(
                list.name(),
                "",
                list.hint(),
                list.standIn(),
                (node, path, map) -> {
                    if (node instanceof ListNode items && items.items().isEmpty()) {
                        map.problems().error(node.location(), "'" + path + "' is empty: " + whyNot);
                    }
                    return list.reading().read(node, path, map);
                },
                list.withSchema(SchemaWriter.of("minItems", 1)).schema(),
                list.toJson());
    }

    /** One or a list of them. */
    public static <T> YamlType<List<T>> oneOrMore(YamlType<T> item) {
        return new YamlType<>(
                item.name() + " or list of " + item.name(),
                "",
                item.hint(),
                List.of(),
                (node, path, map) -> {
                    if (!(node instanceof Scalar)) {
                        return items(node, path, item, map);
                    }
                    T value = item.reading().read(node, path, map);
                    return value == null ? List.of() : List.of(value);
                },
                writer -> {
                    Map<String, Object> schema = item.schema().apply(writer);
                    return SchemaWriter.of("oneOf", List.of(schema, SchemaWriter.of("type", "array", "items", schema)));
                },
                value -> value.stream().map(item.toJson()).toList());
    }

    private static <T> @Nullable List<T> items(Node node, String path, YamlType<T> item, MapReader map) {
        if (!(node instanceof ListNode list)) {
            map.problems().error(node.location(), "'" + path + "' must be a list, not " + node.describe());
            return null;
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            T value = item.reading().read(list.items().get(i), path + "[" + i + "]", map);
            if (value != null) {
                items.add(value);
            }
        }
        return items;
    }

    /**
     * A map of names of the user's own choice; what is wrong with a name is reported, and its value read all the same.
     *
     * @param rule null: any name
     */
    public static <T> YamlType<SequencedMap<String, T>> mapOf(@Nullable NameRule rule, YamlType<T> value) {
        return new YamlType<>(
                "map of name to " + value.name(),
                "",
                "write it as a map",
                Collections.unmodifiableSequencedMap(new LinkedHashMap<>()),
                (node, path, map) -> entries(node, path, rule, value, map),
                writer -> {
                    Map<String, Object> schema = new LinkedHashMap<>();
                    schema.put("type", "object");
                    if (rule != null) {
                        schema.put("propertyNames", SchemaWriter.of("pattern", rule.schemaPattern()));
                    }
                    schema.put("additionalProperties", value.schema().apply(writer));
                    return schema;
                },
                entries -> Map.of());
    }

    private static <T> @Nullable SequencedMap<String, T> entries(
            Node node, String path, @Nullable NameRule rule, YamlType<T> value, MapReader map) {
        if (!(node instanceof MapNode entries)) {
            map.problems().error(node.location(), "'" + path + "' must be a map, not " + node.describe());
            return null;
        }
        SequencedMap<String, T> read = new LinkedHashMap<>();
        entries.entries().forEach((name, entry) -> {
            T one = null;
            if (value.name().equals("map") && MapReader.isNull(entry.value())) {
                map.problems()
                        .error(
                                entry.location(),
                                "'" + path + "." + name + "' has no value: give it one or remove the key");
            } else {
                one = value.reading().read(entry.value(), path + "." + name, map);
            }
            if (rule != null && !rule.allows(name)) {
                Location location = entry.value() instanceof MapNode
                        ? entry.location()
                        : entry.value().location();
                rule.report(name, location, map.problems());
            }
            if (one != null) {
                read.put(name, one);
            }
        });
        return read;
    }

    /** The name of a label of events; the empty string after a problem. */
    public static YamlType<String> label() {
        return scalar(
                "label",
                "",
                "name a label",
                "",
                (scalar, path, map) -> labelName(scalar, map.problems()),
                writer -> writer.definition(NameRule.LABEL.schemaName(), NameRule.LABEL::schema));
    }

    /** Label names, sorted, each once; one or a list. */
    public static YamlType<List<String>> labelNames() {
        YamlType<List<String>> names = oneOrMore(label());
        return new YamlType<>(
                names.name(),
                "",
                names.hint(),
                List.of(),
                (node, path, map) -> {
                    List<String> read = names.reading().read(node, path, map);
                    return read == null ? null : List.copyOf(new TreeSet<>(read));
                },
                names.schema(),
                names.toJson());
    }

    private static @Nullable String labelName(Scalar scalar, Problems problems) {
        String written = scalar.text();
        if (NameRule.LABEL.allows(written) || !NameRule.ANY_LABEL.allows(written)) {
            return NameRule.LABEL.check(scalar, problems);
        }
        problems.error(
                scalar.location(),
                "'" + written + "' can't be a name here: use " + NameRule.LABEL.rule()
                        + "; relabelings give a label another name, {sourceLabels: ['" + written + "'], targetLabel: "
                        + written.replaceAll("[^A-Za-z_]", "_") + "}");
        return null;
    }

    /** Labels of the user's own choice: name to text; what can't be a name is reported and left out. */
    public static YamlType<SortedMap<String, String>> labels() {
        return texts(NameRule.LABEL, "labels");
    }

    /** Values of the user's own choice: name to text; what can't be a name is reported and left out. */
    public static YamlType<SortedMap<String, String>> texts(NameRule rule, String definition) {
        YamlType<SequencedMap<String, String>> entries = mapOf(rule, text());
        return new YamlType<>(
                entries.name(),
                "",
                entries.hint(),
                Collections.emptySortedMap(),
                (node, path, map) -> {
                    SequencedMap<String, String> read = entries.reading().read(node, path, map);
                    if (read == null) {
                        return null;
                    }
                    SortedMap<String, String> sorted = new TreeMap<>(read);
                    sorted.keySet().removeIf(name -> !rule.allows(name));
                    return Collections.unmodifiableSortedMap(sorted);
                },
                writer -> writer.definition(definition, () -> {
                    Map<String, Object> schema = SchemaWriter.of("description", "Name to text.");
                    schema.putAll(entries.schema().apply(writer));
                    return schema;
                }),
                labels -> Map.of());
    }

    /** One word. */
    public static YamlType<String> constant(String value, String description) {
        return scalar(
                value,
                "",
                "write " + value,
                null,
                (scalar, path, map) -> scalar.text(),
                writer -> SchemaWriter.of("description", description, "const", value));
    }

    /** One of several types; the reader asks for the right one by {@link MapReader#as}. */
    public static YamlType<Node> either(String name, YamlType<?>... types) {
        return any(
                name,
                writer -> SchemaWriter.of(
                        "oneOf",
                        Arrays.stream(types)
                                .map(type -> type.schema().apply(writer))
                                .toList()));
    }

    /**
     * What only its reader understands.
     *
     * @param name for the reference
     * @param schema made with {@link SchemaWriter} where it has parts
     */
    public static YamlType<Node> any(String name, Function<SchemaWriter, Map<String, Object>> schema) {
        return new YamlType<>(name, "", "write it", null, (node, path, map) -> node, schema, value -> "");
    }

    /** A type of scalars that the JSON Schema writes as text. */
    public static <T> YamlType<T> scalar(
            String name,
            String range,
            String hint,
            @Nullable T standIn,
            ScalarReading<T> reading,
            Function<SchemaWriter, Map<String, Object>> schema,
            Function<T, Object> toJson) {
        return new YamlType<>(name, range, hint, standIn, scalars(reading), schema, toJson);
    }

    private static <T> YamlType<T> scalar(
            String name,
            String range,
            String hint,
            @Nullable T standIn,
            ScalarReading<T> reading,
            Function<SchemaWriter, Map<String, Object>> schema) {
        return scalar(name, range, hint, standIn, reading, schema, value -> value);
    }

    /** Reads a scalar. */
    @FunctionalInterface
    public interface ScalarReading<T> {
        @Nullable
        T read(Scalar scalar, String path, MapReader map);
    }

    private static <T> YamlType.Reading<T> scalars(ScalarReading<T> reading) {
        return (node, path, map) -> {
            Scalar scalar = MapReader.asScalar(node, path, map.problems());
            return scalar == null ? null : reading.read(scalar, path, map);
        };
    }
}
