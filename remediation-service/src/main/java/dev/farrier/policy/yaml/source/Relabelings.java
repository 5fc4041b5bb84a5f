package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.keys.SchemaWriter.of;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.name;
import static dev.farrier.policy.keys.YamlTypes.scalar;
import static dev.farrier.policy.keys.YamlTypes.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.Source.Relabeling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code relabelings}: Prometheus' relabel_config in camel case, with its defaults. */
final class Relabelings {
    static final YamlMap RELABELING =
            YamlMap.of("relabeling", "One relabeling rule.").refuse("modulus");
    static final YamlKey<List<String>> SOURCE_LABELS = RELABELING.optional(
            "sourceLabels",
            list(name(NameRule.ANY_LABEL)),
            "Labels whose values, joined by the separator, are compared with the regex. Their names may have any "
                    + "characters, blanks too.");
    private static final YamlKey<String> SEPARATOR =
            RELABELING.optional("separator", text(), ";", "The text between the joined values.");
    private static final YamlKey<Pattern> REGEX =
            RELABELING.optional("regex", YamlTypes.regex(), "RE2, anchored; the dot is any character. Default: (.*).");
    private static final YamlKey<Scalar> TARGET_LABEL = RELABELING.optional(
            "targetLabel",
            scalar().withSchema(of("type", "string", "pattern", "^[A-Za-z_][A-Za-z0-9_.-]{0,99}$|\\$")),
            "The label that is written, or compared with. The actions replace, keepequal, dropequal, lowercase and "
                    + "uppercase need it. With replace, $1 and ${name} are groups of the regex.");
    private static final YamlKey<String> REPLACEMENT = RELABELING.optional(
            "replacement", text(), "$1", "The value that is written; $1 and ${name} are groups of the regex.");
    private static final YamlKey<String> ACTION =
            RELABELING.optional("action", action(), "replace", "What the rule does.");

    private static final Set<String> NEED_TARGET =
            Set.of("replace", "keepequal", "dropequal", "lowercase", "uppercase");
    private static final Set<String> NEED_SOURCE =
            Set.of("keep", "drop", "keepequal", "dropequal", "lowercase", "uppercase");
    /** What has no meaning with which action: what Prometheus refuses there. */
    private static final Map<String, List<YamlKey<?>>> MEANINGLESS = Map.of(
            "labeldrop", List.of(SOURCE_LABELS, SEPARATOR, TARGET_LABEL, REPLACEMENT),
            "labelkeep", List.of(SOURCE_LABELS, SEPARATOR, TARGET_LABEL, REPLACEMENT),
            "keepequal", List.of(REGEX, SEPARATOR, REPLACEMENT),
            "dropequal", List.of(REGEX, SEPARATOR, REPLACEMENT),
            "lowercase", List.of(REPLACEMENT),
            "uppercase", List.of(REPLACEMENT));

    /** As in Prometheus, a default may be written also where the key has no meaning. */
    private static final Map<YamlKey<?>, String> DEFAULTS = Map.of(REGEX, "(.*)", SEPARATOR, ";", REPLACEMENT, "$1");

    static {
        RELABELING
                .condition(of(
                        "if",
                        of("properties", of("action", of("enum", sorted(NEED_TARGET)))),
                        "then",
                        of("required", List.of("targetLabel"))))
                .condition(of(
                        "if",
                        of("properties", of("action", of("enum", sorted(NEED_SOURCE))), "required", List.of("action")),
                        "then",
                        of("required", List.of("sourceLabels"))));
        new TreeMap<>(MEANINGLESS).forEach((action, keys) -> RELABELING.condition(refusal(action, keys)));
    }

    private static final Set<String> COMPARE = Set.of("keepequal", "dropequal");
    private static final Set<String> EXPAND = Set.of("replace", "labelmap");
    private static final Pattern ANY = Pattern.compile("(.*)", Pattern.DOTALL);
    private static final Pattern EXPANDED =
            Pattern.compile("(?:[A-Za-z_]|\\$(?:\\w+|\\{\\w+\\}))(?:[A-Za-z0-9_.-]|\\$(?:\\w+|\\{\\w+\\})){0,99}");
    private static final Pattern GROUP = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)\\})");

    private Relabelings() {}

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static Map<String, Object> refusal(String action, List<YamlKey<?>> keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(
                key.name(), DEFAULTS.get(key) instanceof String otherwise ? of("const", otherwise) : false));
        return of(
                "if",
                of("properties", of("action", of("const", action)), "required", List.of("action")),
                "then",
                of("properties", properties));
    }

    static Relabeling read(MapReader written) {
        String action = written.get(ACTION);
        List<String> sourceLabels = written.get(SOURCE_LABELS);
        if (!written.has(SOURCE_LABELS) && NEED_SOURCE.contains(action)) {
            written.require(SOURCE_LABELS, "action " + action + " needs the labels to look at");
        }
        Pattern regex = written.has(REGEX) ? dotAll(written.find(REGEX)) : ANY;
        String replacement = written.get(REPLACEMENT);
        if (action.equals("labelmap") && !EXPANDED.matcher(replacement).matches()) {
            written.error(REPLACEMENT, noName(replacement));
        }
        if (regex != null && EXPAND.contains(action)) {
            checkGroups(written, REPLACEMENT, replacement, regex);
        }
        String target = target(written, action, regex);
        for (YamlKey<?> key : MEANINGLESS.getOrDefault(action, List.of())) {
            Scalar scalar = written.node(key) instanceof Scalar one ? one : null;
            boolean asDefault = DEFAULTS.containsKey(key)
                    && (scalar == null || scalar.text().equals(DEFAULTS.get(key)));
            if (written.has(key) && !asDefault) {
                written.error(key, "'" + written.path(key) + "' has no meaning with action " + action + ": remove it");
            }
        }
        return new Relabeling(
                sourceLabels, written.get(SEPARATOR), regex == null ? ANY : regex, target, replacement, action);
    }

    private static YamlType<String> action() {
        return YamlType.ofScalar(String.join(", ", Relabeling.ACTIONS), (scalar, path, map) -> {
                    if (scalar.text().equals("hashmod")) {
                        map.error(
                                scalar,
                                "relabeling action hashmod is not supported yet: write one of "
                                        + String.join(", ", Relabeling.ACTIONS));
                        return null;
                    }
                    return map.checkKnown(scalar, "unknown relabeling action", Relabeling.ACTIONS)
                            ? scalar.text()
                            : null;
                })
                .schema(writer -> of("enum", Relabeling.ACTIONS));
    }

    /** As in Prometheus, the dot is any character: values may have line feeds. */
    private static @Nullable Pattern dotAll(@Nullable Pattern regex) {
        return regex == null ? null : Pattern.compile(regex.pattern(), Pattern.DOTALL);
    }

    private static String target(MapReader written, String action, @Nullable Pattern regex) {
        Scalar target = written.find(TARGET_LABEL);
        if (target == null) {
            if (NEED_TARGET.contains(action)) {
                written.require(
                        TARGET_LABEL,
                        "action " + action + " needs the label to "
                                + (COMPARE.contains(action) ? "compare with" : "write to"));
            }
            return "";
        }
        if (action.equals("replace") && target.text().indexOf('$') >= 0) {
            if (!EXPANDED.matcher(target.text()).matches()) {
                written.error(TARGET_LABEL, noName(target.text()));
                return "";
            }
            if (regex != null) {
                checkGroups(written, TARGET_LABEL, target.text(), regex);
            }
            return target.text();
        }
        if (target.text().equals("source") && !COMPARE.contains(action)) {
            written.error(TARGET_LABEL, "'source' is the source's own name and can't be written: choose another label");
            return "";
        }
        String name = NameRule.LABEL.check(target, written.problems());
        return name == null ? "" : name;
    }

    private static String noName(String text) {
        return "'" + text + "' is no name of a label: write letters, digits, '_', '.', '-' and groups of the"
                + " regex such as ${1}, not beginning with a digit";
    }

    private static void checkGroups(MapReader written, YamlKey<?> key, String text, Pattern regex) {
        Matcher group = GROUP.matcher(text.replace("$$", ""));
        while (group.find()) {
            String name = group.group(1) != null ? group.group(1) : group.group(2);
            boolean number = name.chars().allMatch(Character::isDigit);
            boolean there = number
                    ? name.length() < 4 && Integer.parseInt(name) <= regex.groupCount()
                    : regex.namedGroups().containsKey(name);
            if (!there) {
                written.error(
                        written.has(key) ? key : REGEX,
                        "the " + key.name() + " '" + text + "' refers to group " + name + ", which the regex '" + regex
                                + "' does not have");
            }
        }
    }
}
