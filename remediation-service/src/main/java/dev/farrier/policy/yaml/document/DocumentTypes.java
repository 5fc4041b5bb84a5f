package dev.farrier.policy.yaml.document;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.farrier.model.Labels;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.text.BoundedRegex;
import dev.farrier.policy.text.RegexErrors;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Values that several kinds of documents have in common. */
public final class DocumentTypes {
    private DocumentTypes() {}

    /** @return the empty string after a problem */
    public static String name(Scalar scalar, NameRule names, Problems problems) {
        if (names.allows(scalar.text())) {
            return scalar.text();
        }
        problems.error(scalar.location(), "'" + scalar.text() + "' can't be a name here: use " + names.rule());
        return "";
    }

    public static SortedMap<String, String> labels(Fields fields, String key) {
        return Labels.copyOf(map(fields, key, NameRule.LABEL));
    }

    static SortedMap<String, String> map(Fields fields, String key, NameRule names) {
        TreeMap<String, String> map = new TreeMap<>();
        fields.texts(key).forEach((name, value) -> {
            if (names.allows(name)) {
                map.put(name, value.text());
            } else {
                fields.problems().error(value.location(), "'" + name + "' can't be a name here: use " + names.rule());
            }
        });
        return map;
    }

    /** Label names, sorted, each once. */
    public static List<String> labelNames(Fields fields, String key) {
        TreeSet<String> names = new TreeSet<>();
        for (Scalar scalar : fields.oneOrMore(key)) {
            String written = scalar.text();
            if (!NameRule.LABEL.allows(written) && NameRule.ANY_LABEL.allows(written)) {
                fields.problems()
                        .error(
                                scalar.location(),
                                "'" + written + "' can't be a name here: use " + NameRule.LABEL.rule()
                                        + "; relabelings give a label another name, {sourceLabels: ['" + written
                                        + "'], targetLabel: " + written.replaceAll("[^A-Za-z_]", "_") + "}");
                continue;
            }
            String name = name(scalar, NameRule.LABEL, fields.problems());
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return List.copyOf(names);
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

    /** Where a secret is found: {@code env:NAME} or {@code file:/path}. */
    public static YamlType<String> secret() {
        return YamlTypes.scalar(
                "reference of a secret",
                "",
                "write env:NAME or file:/path",
                "",
                (scalar, path, map) -> {
                    String text = scalar.text();
                    boolean variable =
                            text.startsWith("env:") && NameRule.ENVIRONMENT.allows(text.substring("env:".length()));
                    boolean file = text.startsWith("file:/") && text.length() > "file:/".length();
                    if (!variable && !file) {
                        // not the text itself: it may be the secret
                        map.problems()
                                .error(
                                        scalar.location(),
                                        "a secret does not stand in a policy: write where it is found, env:NAME or"
                                                + " file:/path");
                    }
                    return text;
                },
                writer -> writer.definition(
                        "secret",
                        () -> SchemaWriter.of(
                                "description",
                                "Where a secret is found, never the secret itself: env:NAME or file:/path.",
                                "type",
                                "string",
                                "pattern",
                                "^(env:[A-Za-z_][A-Za-z0-9_]*|file:/.+)$")),
                secret -> secret);
    }

    /** Alertmanager's matchers; those that can be read. */
    public static YamlType<List<LocatedMatcher>> matchers() {
        return new YamlType<>(
                "list of matchers",
                "",
                "write matchers such as program=\"sshd\"",
                List.of(),
                (node, path, map) -> {
                    List<Scalar> written =
                            YamlTypes.list(YamlTypes.scalar()).reading().read(node, path, map);
                    List<LocatedMatcher> matchers = new ArrayList<>();
                    for (Scalar scalar : written == null ? List.<Scalar>of() : written) {
                        try {
                            MatcherSyntax.parse(scalar.text())
                                    .forEach(matcher -> matchers.add(new LocatedMatcher(matcher, scalar.location())));
                        } catch (MatcherSyntax.InvalidMatcherException e) {
                            map.problems().error(scalar.locations().apply(e.offset()), e);
                        }
                    }
                    return matchers;
                },
                writer -> SchemaWriter.of(
                        "type",
                        "array",
                        "items",
                        writer.definition(
                                "matcher",
                                () -> SchemaWriter.of(
                                        "description",
                                        "Alertmanager's syntax: name=\"value\", name!=\"value\", name=~\"regex\","
                                                + " name!~\"regex\". Regexes are RE2 and anchored; a missing label is"
                                                + " empty. Besides the labels there are name, message, severity and"
                                                + " source.",
                                        "type",
                                        "string",
                                        "pattern",
                                        "^\\s*\\{?\\s*(\\\"[^\\\"]*\\\"|[A-Za-z_][A-Za-z0-9_.-]*)\\s*(=|!=|=~|!~)"))),
                value -> List.of());
    }

    /** Those that can be read; what is wrong with the others is a problem. */
    public static List<LocatedMatcher> matchers(Fields fields, String key) {
        List<LocatedMatcher> matchers = new ArrayList<>();
        for (Scalar scalar : fields.scalars(key)) {
            try {
                MatcherSyntax.parse(scalar.text())
                        .forEach(matcher -> matchers.add(new LocatedMatcher(matcher, scalar.location())));
            } catch (MatcherSyntax.InvalidMatcherException e) {
                fields.problems().error(scalar.locations().apply(e.offset()), e);
            }
        }
        return matchers;
    }
}
