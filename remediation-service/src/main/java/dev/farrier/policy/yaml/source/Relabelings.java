package dev.farrier.policy.yaml.source;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.policy.Source.Relabeling;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code relabelings}: Prometheus' relabel_config in camel case, with its defaults. */
final class Relabelings {
    private static final String LATER = "hashmod";
    private static final String SEPARATOR = ";";
    private static final String REPLACEMENT = "$1";
    private static final Set<String> NEED_TARGET =
            Set.of("replace", "keepequal", "dropequal", "lowercase", "uppercase");
    private static final Set<String> NEED_SOURCE =
            Set.of("keep", "drop", "keepequal", "dropequal", "lowercase", "uppercase");
    /** What has no meaning with which action: what Prometheus refuses there. */
    private static final Map<String, List<String>> MEANINGLESS = Map.of(
            "labeldrop", List.of("sourceLabels", "separator", "targetLabel", "replacement"),
            "labelkeep", List.of("sourceLabels", "separator", "targetLabel", "replacement"),
            "keepequal", List.of("regex", "separator", "replacement"),
            "dropequal", List.of("regex", "separator", "replacement"),
            "lowercase", List.of("replacement"),
            "uppercase", List.of("replacement"));

    /** As in Prometheus, what is as if it were not written may always be written. */
    private static final Map<String, String> DEFAULTS =
            Map.of("regex", "(.*)", "separator", SEPARATOR, "replacement", REPLACEMENT);

    private static final Set<String> COMPARE = Set.of("keepequal", "dropequal");
    private static final Set<String> EXPAND = Set.of("replace", "labelmap");
    private static final Pattern ANY = Pattern.compile("(.*)", Pattern.DOTALL);
    private static final Pattern EXPANDED =
            Pattern.compile("(?:[A-Za-z_]|\\$(?:\\w+|\\{\\w+\\}))(?:[A-Za-z0-9_.-]|\\$(?:\\w+|\\{\\w+\\})){0,99}");
    private static final Pattern GROUP = Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)\\})");

    private Relabelings() {}

    static List<Relabeling> read(Fields spec) {
        List<Relabeling> relabelings = new ArrayList<>();
        for (Fields fields : spec.maps("relabelings")) {
            relabelings.add(one(fields));
            fields.done();
        }
        return relabelings;
    }

    private static Relabeling one(Fields fields) {
        String action = action(fields);
        fields.unsupported("modulus");
        List<String> sourceLabels = new ArrayList<>();
        for (Scalar label : fields.scalars("sourceLabels")) {
            sourceLabels.add(DocumentTypes.name(label, NameRule.ANY_LABEL, fields.problems()));
        }
        if (sourceLabels.isEmpty() && NEED_SOURCE.contains(action)) {
            fields.missing("sourceLabels", "action " + action + " needs the labels to look at");
        }
        Scalar written = fields.scalar("regex");
        Pattern regex = written == null ? ANY : dotAll(DocumentTypes.regex(written, fields.problems()));
        String replacement = fields.text("replacement", REPLACEMENT);
        if (action.equals("labelmap") && !EXPANDED.matcher(replacement).matches()) {
            fields.error("replacement", noName(replacement));
        }
        if (regex != null && EXPAND.contains(action)) {
            groups(fields, "replacement", replacement, regex);
        }
        String target = target(fields, action, regex);
        for (String key : MEANINGLESS.getOrDefault(action, List.of())) {
            if (fields.has(key)
                    && !(DEFAULTS.containsKey(key) && fields.text(key, "").equals(DEFAULTS.get(key)))) {
                fields.error(key, "'" + fields.path(key) + "' has no meaning with action " + action + ": remove it");
            }
        }
        return new Relabeling(
                sourceLabels,
                fields.text("separator", SEPARATOR),
                regex == null ? ANY : regex,
                target,
                replacement,
                action);
    }

    private static String action(Fields fields) {
        Scalar written = fields.scalar("action");
        if (written == null || Relabeling.ACTIONS.contains(written.text())) {
            return written == null ? "replace" : written.text();
        }
        fields.error(
                "action",
                LATER.equals(written.text())
                        ? "relabeling action " + written.text() + " is not supported yet: write one of "
                                + String.join(", ", Relabeling.ACTIONS)
                        : "unknown relabeling action '" + written.text() + "'"
                                + Nearest.hint(written.text(), Relabeling.ACTIONS));
        return "replace";
    }

    /** As in Prometheus, the dot is any character: values may have line feeds. */
    private static @Nullable Pattern dotAll(@Nullable Pattern regex) {
        return regex == null ? null : Pattern.compile(regex.pattern(), Pattern.DOTALL);
    }

    private static String target(Fields fields, String action, @Nullable Pattern regex) {
        Scalar target = fields.scalar("targetLabel");
        if (target == null) {
            if (NEED_TARGET.contains(action)) {
                fields.missing(
                        "targetLabel",
                        "action " + action + " needs the label to "
                                + (COMPARE.contains(action) ? "compare with" : "write to"));
            }
            return "";
        }
        if (action.equals("replace") && target.text().indexOf('$') >= 0) {
            if (!EXPANDED.matcher(target.text()).matches()) {
                fields.error("targetLabel", noName(target.text()));
                return "";
            }
            if (regex != null) {
                groups(fields, "targetLabel", target.text(), regex);
            }
            return target.text();
        }
        if (target.text().equals("source") && !COMPARE.contains(action)) {
            fields.error("targetLabel", "'source' is the source's own name and can't be written: choose another label");
            return "";
        }
        return DocumentTypes.name(target, NameRule.LABEL, fields.problems());
    }

    private static String noName(String text) {
        return "'" + text + "' is no name of a label: write letters, digits, '_', '.', '-' and groups of the"
                + " regex such as ${1}, not beginning with a digit";
    }

    private static void groups(Fields fields, String key, String text, Pattern regex) {
        Matcher group = GROUP.matcher(text.replace("$$", ""));
        while (group.find()) {
            String name = group.group(1) != null ? group.group(1) : group.group(2);
            boolean number = name.chars().allMatch(Character::isDigit);
            boolean there = number
                    ? name.length() < 4 && Integer.parseInt(name) <= regex.groupCount()
                    : regex.namedGroups().containsKey(name);
            if (!there) {
                fields.error(
                        fields.has(key) ? key : "regex",
                        "the " + key + " '" + text + "' refers to group " + name + ", which the regex '" + regex
                                + "' does not have");
            }
        }
    }
}
