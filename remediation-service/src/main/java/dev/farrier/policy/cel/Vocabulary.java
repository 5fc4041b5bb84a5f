package dev.farrier.policy.cel;

import com.google.re2j.Pattern;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.parser.CelStandardMacro;
import dev.farrier.policy.text.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that a condition can use, for hints in messages.
 *
 * @param variables names of variables
 * @param owner the expression that has the fields: {@code event}, {@code steps.ID}
 * @param fields names of fields of the owner
 * @param labels of the events; empty: they are not known
 */
record Vocabulary(Set<String> variables, String owner, Set<String> fields, Set<String> labels) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Set<String> FUNCTIONS = Stream.concat(
                    Arrays.stream(StandardFunction.values()).map(StandardFunction::functionName),
                    CelStandardMacro.STANDARD_MACROS.stream().map(CelStandardMacro::getFunction))
            .filter(name -> WORD.matches(name) && !name.startsWith("_"))
            .collect(Collectors.toUnmodifiableSet());

    /** Function names of other languages, in lower case, and what to write instead. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("not", "write ! for it"),
            Map.entry("len", "write size"),
            Map.entry("length", "write size"),
            Map.entry("includes", "write contains"),
            Map.entry("like", "write contains, or matches with a regular expression"),
            Map.entry("regex", "write matches"),
            Map.entry("float", "write double"),
            Map.entry("number", "write double"),
            Map.entry("str", "write string"),
            Map.entry("lower", "write matches('(?i)…') to ignore case"),
            Map.entry("lowerascii", "write matches('(?i)…') to ignore case"),
            Map.entry("tolower", "write matches('(?i)…') to ignore case"),
            Map.entry("tolowercase", "write matches('(?i)…') to ignore case"),
            Map.entry("upper", "write matches('(?i)…') to ignore case"),
            Map.entry("touppercase", "write matches('(?i)…') to ignore case"));

    Vocabulary {
        variables = Set.copyOf(variables);
        fields = Set.copyOf(fields);
        labels = Set.copyOf(labels);
    }

    Vocabulary withLabels(Set<String> known) {
        return new Vocabulary(variables, owner, fields, known);
    }

    /** The expression for a label. */
    static String label(String name) {
        return WORD.matches(name) ? "event.labels." + name : "event.labels[\"" + name + "\"]";
    }

    String unknownName(String name) {
        String unknown = "unknown name '" + name + "'";
        if (fields.contains(name)) {
            return unknown + ": write " + field(name);
        }
        Map<String, String> written = new HashMap<>();
        labels.forEach(label -> written.put(label, label(label)));
        fields.forEach(field -> written.put(field, field(field)));
        variables.forEach(variable -> written.put(variable, variable));
        return unknown + otherwise(name, written, "; a text stands in quotes");
    }

    String unknownField(String name) {
        Map<String, String> written = new HashMap<>();
        labels.forEach(label -> written.put(label, label(label)));
        fields.forEach(field -> written.put(field, field));
        return "unknown field '" + name + "'" + otherwise(name, written, "");
    }

    static String unknownFunction(String name) {
        String elsewhere = ELSEWHERE.get(name.toLowerCase(Locale.ROOT));
        if (elsewhere != null) {
            return "there is no function '" + name + "': " + elsewhere;
        }
        String nearest = Nearest.find(name, FUNCTIONS);
        return "unknown function '" + name + "'"
                + (nearest == null
                        ? ": of texts known are contains, endsWith, matches, size and startsWith"
                        : ": did you mean '" + nearest + "'?");
    }

    private String otherwise(String name, Map<String, String> written, String more) {
        if (labels.contains(name)) {
            return ": it is a label, write " + label(name);
        }
        String nearest = Nearest.find(name, written.keySet());
        if (nearest != null) {
            return ": did you mean '" + written.get(nearest) + "'?";
        }
        List<String> known = new ArrayList<>(new TreeSet<>(written.values()));
        known.removeIf(one -> one.startsWith("event.labels"));
        return ": known are " + String.join(", ", known) + more
                + (variables.contains("labels") ? "; a label is " + label(name) : "");
    }

    private String field(String name) {
        return owner + "." + name;
    }
}
