package dev.farrier.policy.keys;

import static dev.farrier.policy.keys.SchemaWriter.of;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.farrier.model.Texts;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Amount;
import dev.farrier.policy.text.BoundedRegex;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.RegexErrors;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types that keys have in common. */
public final class YamlTypes {
    private static final List<String> ANY_SCALAR = List.of("string", "number", "boolean");
    private static final String UNITS = "(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?";
    private static final String LIKE_PROMETHEUS =
            " as Prometheus writes it: 1h30m, 90s, 500ms, 7d; units from large to small, each at most once.";

    private static final int LARGEST_AMOUNT = 1_000_000;
    private static final int HUNDRED = 100;
    private static final Pattern AMOUNT = Pattern.compile("[1-9][0-9]{0,6}%?");

    private YamlTypes() {}

    /** Text, with its place; numbers, true and false are taken as they are written. */
    public static YamlType<Scalar> scalar() {
        return YamlType.ofScalar("text", (scalar, path, map) -> scalar)
                .schema(writer -> of("type", ANY_SCALAR))
                .withSchema(of("description", "Text. Numbers, true and false are taken as they are written."))
                .named("text")
                .toJson(Scalar::text);
    }

    /** The same, without its place; empty after a problem. */
    public static YamlType<String> text() {
        return YamlType.ofScalar("text", (scalar, path, map) -> scalar.text())
                .otherwise("")
                .withSchemaOf(scalar());
    }

    /**
     * Text that is not blank; empty after a problem.
     *
     * @param hint what to write
     */
    public static YamlType<String> filled(String hint) {
        return YamlType.ofScalar("text", (scalar, path, map) -> {
                    if (scalar.text().isBlank()) {
                        map.error(scalar, "'" + path + "' is empty: " + hint);
                        return null;
                    }
                    return scalar.text();
                })
                .orWrite(hint)
                .otherwise("")
                .schema(writer -> of("type", ANY_SCALAR, "pattern", "\\S"));
    }

    /** A name that the user chooses; empty after a problem. */
    public static YamlType<String> name(NameRule rule) {
        return YamlType.ofScalar("name", (scalar, path, map) -> rule.check(scalar, map.problems()))
                .otherwise("")
                .schema(writer -> writer.definition(rule.schemaName(), rule::schema));
    }

    /** The same, with a word of its own for a blank one. */
    public static YamlType<String> name(NameRule rule, String hint) {
        YamlType<String> name = name(rule);
        YamlType<String> filled = filled(hint);
        return YamlType.<String>of(
                        "name",
                        (node, path, map) -> filled.reading().read(node, path, map) == null
                                ? null
                                : name.reading().read(node, path, map))
                .orWrite(hint)
                .otherwise("")
                .withSchemaOf(name);
    }

    public static YamlType<Integer> integer(int min, int max) {
        String range = min + " to " + max;
        return YamlType.ofScalar(
                        "whole number", (scalar, path, map) -> ScalarReadings.integer(scalar, path, min, max, map))
                .within(range)
                .orWrite("write a whole number from " + range)
                .otherwise(min)
                .schema(writer -> of("type", "integer", "minimum", min, "maximum", max));
    }

    /** Any finite number. */
    public static YamlType<Double> number() {
        return number(-Double.MAX_VALUE, Double.MAX_VALUE);
    }

    public static YamlType<Double> number(int min, int max) {
        return number((double) min, (double) max)
                .within(min + " to " + max)
                .schema(writer -> of("type", "number", "minimum", min, "maximum", max));
    }

    private static YamlType<Double> number(double min, double max) {
        return YamlType.ofScalar(
                        "number", (scalar, path, map) -> ScalarReadings.number(scalar, path, min, max, false, map))
                .orWrite("write a number")
                .otherwise(Math.max(min, 0.0))
                .schema(writer -> of("type", "number"));
    }

    /** From 0 to 1, or as a percentage. */
    public static YamlType<Double> share() {
        return YamlType.ofScalar("share", (scalar, path, map) -> ScalarReadings.number(scalar, path, 0, 1, true, map))
                .orWrite("write a share such as 0.2 or 20%")
                .otherwise(0.0)
                .schema(writer -> of("type", List.of("number", "string"), "minimum", 0, "exclusiveMaximum", 1))
                .withSchema(of("pattern", "^(\\d+(\\.\\d*)?|\\.\\d+)%?$"));
    }

    /** A number of things from 1 on, or a whole percentage of them. */
    public static YamlType<Amount> amount() {
        String hint = "write a number such as 2, or a share such as 20%";
        return YamlType.ofScalar("number or share", (scalar, path, map) -> {
                    String text = scalar.text();
                    boolean percent = text.endsWith("%");
                    int value = AMOUNT.matches(text) ? Integer.parseInt(percent ? text.replace("%", "") : text) : 0;
                    if (value < 1 || value > (percent ? HUNDRED : LARGEST_AMOUNT)) {
                        map.error(
                                scalar,
                                "'" + path + "' can't be '" + text + "': " + hint + ", from 1 to " + LARGEST_AMOUNT
                                        + " or 1% to 100%");
                        return null;
                    }
                    return new Amount(value, percent);
                })
                .within("1 to " + LARGEST_AMOUNT + ", 1% to 100%")
                .orWrite(hint)
                .schema(writer -> of(
                        "oneOf",
                        List.of(
                                of("type", "integer", "minimum", 1, "maximum", LARGEST_AMOUNT),
                                of("type", "string", "pattern", "^([1-9][0-9]?|100)%$"))))
                .named("amount");
    }

    public static YamlType<Boolean> bool() {
        return YamlType.ofScalar("true or false", ScalarReadings::bool)
                .orWrite("write true or false")
                .otherwise(false)
                .schema(writer -> of("type", "boolean"));
    }

    /** May be 0. */
    public static YamlType<Duration> duration(Duration max) {
        return anyDuration(max, false)
                .otherwise(Duration.ZERO)
                .schema(writer -> of("type", List.of("string", "integer"), "minimum", 0, "maximum", 0))
                .withSchema(of("pattern", "^(0|(?=\\d)" + UNITS + ")$"))
                .withSchema(of("description", "A duration" + LIKE_PROMETHEUS + " 0 is allowed."))
                .named("duration");
    }

    /** Longer than 0. */
    public static YamlType<Duration> positiveDuration(Duration max) {
        return anyDuration(max, true)
                .otherwise(Duration.ofSeconds(1))
                .schema(writer -> of("type", "string", "pattern", "^(?=.*[1-9])" + UNITS + "$"))
                .withSchema(of("description", "A duration longer than 0" + LIKE_PROMETHEUS))
                .named("positiveDuration");
    }

    private static YamlType<Duration> anyDuration(Duration max, boolean positive) {
        return YamlType.ofScalar(
                        "duration", (scalar, path, map) -> ScalarReadings.duration(scalar, path, max, positive, map))
                .within(max.equals(Durations.MAX) ? "" : "at most " + Durations.format(max))
                .orWrite("write a duration such as 30s or 5m")
                .toJson(Durations::format);
    }

    /** One of an enum's values, written in lower case with hyphens. */
    public static <E extends Enum<E>> YamlType<E> choice(Class<E> type) {
        Map<String, E> values = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(value -> values.put(Texts.code(value), value));
        String names = String.join(", ", values.keySet());
        return YamlType.ofScalar(names, (scalar, path, map) -> {
                    E value = values.get(scalar.text());
                    if (value == null) {
                        map.error(scalar, "'" + path + "' can't be '" + scalar.text() + "': write one of " + names);
                    }
                    return value;
                })
                .orWrite("write one of " + names)
                .otherwise(type.getEnumConstants()[0])
                .schema(writer -> of("enum", List.copyOf(values.keySet())))
                .toJson(Texts::code);
    }

    /**
     * One of several names; after a problem the one that was probably meant, so that reading goes on with it.
     *
     * @param names in their order
     * @param later names that a later version may know: they get a message of their own
     */
    public static YamlType<String> oneOf(Function<ExtensionRegistry, List<String>> names, List<String> later) {
        return YamlType.ofScalar("name", (scalar, path, map) -> {
                    List<String> known = names.apply(map.extensions());
                    String text = scalar.text();
                    if (known.contains(text)) {
                        return text;
                    }
                    map.error(
                            scalar,
                            "'" + path + "': '" + text + "' "
                                    + (later.contains(text)
                                            ? "is not supported yet: write one of " + String.join(", ", known)
                                            : "is unknown" + Nearest.hint(text, known)));
                    return later.contains(text) ? null : Nearest.find(text, known);
                })
                .otherwise("")
                .schema(writer -> of("enum", names.apply(writer.extensions())));
    }

    /**
     * One of several names, or the text as it is after a problem.
     *
     * @param what begins the message, such as {@code unknown method}
     */
    public static YamlType<String> oneOf(String what, List<String> names) {
        return YamlType.ofScalar(String.join(", ", names), (scalar, path, map) -> {
                    map.checkKnown(scalar, what, names);
                    return scalar.text();
                })
                .orWrite("write one of " + String.join(", ", names))
                .otherwise("")
                .schema(writer -> of("enum", names));
    }

    /** An RE2 regular expression. */
    public static YamlType<Pattern> regex() {
        return YamlType.ofScalar("regex", (scalar, path, map) -> regex(scalar, map.problems()))
                .orWrite("write a regular expression")
                .schema(writer -> of("description", "A regular expression in RE2's syntax.", "type", ANY_SCALAR))
                .named("regex")
                .toJson(Pattern::pattern);
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

    /** The name of a label of events; empty after a problem. */
    public static YamlType<String> label() {
        return YamlType.ofScalar("label", ScalarReadings::label).otherwise("").withSchemaOf(name(NameRule.LABEL));
    }

    /** One word. */
    public static YamlType<String> constant(String value, String description) {
        return YamlType.ofScalar(value, (scalar, path, map) -> scalar.text())
                .schema(writer -> of("description", description, "const", value));
    }

    /** A map with keys of its own. */
    public static YamlType<MapReader> map(YamlMap declared) {
        return CollectionTypes.map(declared);
    }

    /** The items that can be read. */
    public static <T> YamlType<List<T>> list(YamlType<T> item) {
        return CollectionTypes.list(item);
    }

    /**
     * The same, where an empty list is a problem.
     *
     * @param whyNot what an empty list would mean, or what to write instead
     */
    public static <T> YamlType<List<T>> filledList(YamlType<T> item, String whyNot) {
        return CollectionTypes.filledList(item, whyNot);
    }

    /** One or a list of them. */
    public static <T> YamlType<List<T>> oneOrMore(YamlType<T> item) {
        return CollectionTypes.oneOrMore(item);
    }

    /** Label names, sorted, each once; one or a list. */
    public static YamlType<List<String>> labelNames() {
        return CollectionTypes.sorted(oneOrMore(label()));
    }

    /**
     * A map of names of the user's own choice; what is wrong with a name is reported, and its value read all the same.
     *
     * @param rule null: any name
     */
    public static <T> YamlType<SequencedMap<String, T>> mapOf(@Nullable NameRule rule, YamlType<T> value) {
        return CollectionTypes.mapOf(rule, value);
    }

    /** Labels of the user's own choice: name to text; what can't be a name is reported and left out. */
    public static YamlType<SortedMap<String, String>> labels() {
        return CollectionTypes.texts(NameRule.LABEL, "labels");
    }

    /** Values of the user's own choice: name to text; what can't be a name is reported and left out. */
    public static YamlType<SortedMap<String, String>> texts(NameRule rule, String definition) {
        return CollectionTypes.texts(rule, definition);
    }

    /** Texts by names of any form. */
    public static YamlType<SortedMap<String, String>> anyTexts() {
        return CollectionTypes.texts(null, "texts");
    }

    /** One of several types; the reader asks for the right one by {@link MapReader#as}. */
    public static YamlType<Node> either(String name, YamlType<?>... types) {
        return any(
                name,
                writer -> of(
                        "oneOf",
                        Arrays.stream(types)
                                .map(type -> type.schema().apply(writer))
                                .toList()));
    }

    /** What only its reader understands. */
    public static YamlType<Node> any(String name, Function<SchemaWriter, Map<String, Object>> schema) {
        return YamlType.of(name, (node, path, map) -> node).schema(schema).toJson(value -> "");
    }
}
