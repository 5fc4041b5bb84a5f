package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.MatcherSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Values that several kinds of documents have in common. */
public final class DocumentTypes {
    private DocumentTypes() {}

    /** Where a secret is found: {@code env:NAME} or {@code file:/path}. */
    public static YamlType<String> secret() {
        return YamlType.ofScalar("reference of a secret", (scalar, path, map) -> {
                    String text = scalar.text();
                    boolean variable =
                            text.startsWith("env:") && NameRule.ENVIRONMENT.allows(text.substring("env:".length()));
                    boolean file = text.startsWith("file:/") && text.length() > "file:/".length();
                    if (!variable && !file) {
                        // not the text itself: it may be the secret
                        map.error(
                                scalar,
                                "a secret does not stand in a policy: write where it is found, env:NAME or file:/path");
                    }
                    return text;
                })
                .orWrite("write env:NAME or file:/path")
                .otherwise("")
                .schema(writer -> of("type", "string", "pattern", "^(env:[A-Za-z_][A-Za-z0-9_]*|file:/.+)$"))
                .withSchema(
                        of("description", "Where a secret is found, never the secret itself: env:NAME or file:/path."))
                .named("secret");
    }

    /** Alertmanager's matchers of events, or of resources; those that can be read. */
    public static YamlType<List<LocatedMatcher>> matchers() {
        return matchers("matcher", DocumentTypes::matcherSchema);
    }

    /** Alertmanager's matchers of incidents; those that can be read. Which labels they may name is not checked here. */
    static YamlType<List<LocatedMatcher>> incidentMatchers() {
        return matchers(
                        "incidentMatcher",
                        () -> matcherSchema(
                                "Besides policy, target, site and risk there are group.LABEL, a label of groupBy,"
                                        + " and resource.LABEL, a label of the inventory."))
                .withSchema(of("minItems", 1));
    }

    private static YamlType<List<LocatedMatcher>> matchers(String definition, Supplier<Map<String, Object>> schema) {
        YamlType<List<Scalar>> texts = YamlTypes.list(YamlTypes.scalar());
        return YamlType.<List<LocatedMatcher>>of("list of matchers", (node, path, map) -> {
                    List<Scalar> written = texts.reading().read(node, path, map);
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
                })
                .otherwise(List.of())
                .schema(writer -> of("type", "array", "items", writer.definition(definition, schema)));
    }

    private static Map<String, Object> matcherSchema() {
        return matcherSchema("Besides the labels there are name, message, severity and source.");
    }

    private static Map<String, Object> matcherSchema(String names) {
        return of(
                "description",
                "Alertmanager's syntax: name=\"value\", name!=\"value\", name=~\"regex\", name!~\"regex\". Regexes are RE2"
                        + " and anchored; a missing label is empty. " + names,
                "type",
                "string",
                "pattern",
                "^\\s*\\{?\\s*(\\\"[^\\\"]*\\\"|[A-Za-z_][A-Za-z0-9_.-]*)\\s*(=|!=|=~|!~)");
    }
}
