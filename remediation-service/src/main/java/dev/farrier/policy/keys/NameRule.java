package dev.farrier.policy.keys;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What names of each sort may look like. */
public enum NameRule {
    /** Of a document, a rung, an alternative. */
    DOCUMENT("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?", "letters, digits, '-', '_' and '.', at most 100"),
    /** Part of a topic's name. */
    SITE("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?", "letters, digits, '-', '_' and '.', at most 100"),
    RESOURCE("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}", "letters, digits and any of . _ : / @ -, at most 200"),
    LABEL("[A-Za-z_][A-Za-z0-9_.-]{0,99}", "letters, digits, '_', '.' and '-', not beginning with a digit"),
    /** Of a label that something else has named: UTF-8, as Prometheus allows since version 3. */
    ANY_LABEL("[^\\p{Cc}]{1,100}", "at most 100 characters, and none that controls a terminal"),
    PARAMETER("[A-Za-z_][A-Za-z0-9_-]{0,99}", "letters, digits, '_' and '-', not beginning with a digit"),
    STEP("[A-Za-z_][A-Za-z0-9_-]{0,99}", "letters, digits, '_' and '-', not beginning with a digit"),
    ENVIRONMENT("[A-Za-z_][A-Za-z0-9_]*", "letters, digits and '_', not beginning with a digit"),
    HEADER("[A-Za-z0-9!#$%&'*+.^_`|~-]+", "letters, digits and '-'"),
    /** Of a token of the HTTP API. */
    PERSON("[A-Za-z0-9_-][A-Za-z0-9._@-]{0,99}", "letters, digits and any of . _ @ -, at most 100"),
    /** Kafka's own rule. */
    TOPIC("[A-Za-z0-9._-]{1,249}", "letters, digits, '.', '_' and '-', at most 249");

    /** The names that matchers know besides labels; no label can have one of them. */
    public static final Set<String> RESERVED = Set.of("name", "message", "severity", "source");

    /** The JDK's: RE2/J takes a state for each repetition that a limit allows, and an inventory has a hundred thousand names. */
    private final Pattern pattern;

    private final String rule;

    NameRule(String pattern, String rule) {
        this.pattern = Pattern.compile(pattern);
        this.rule = rule;
    }

    public boolean allows(String name) {
        return pattern.matcher(name).matches();
    }

    /** For messages: what the name may consist of. */
    public String rule() {
        return rule;
    }

    /** The name; null after a problem. */
    public @Nullable String check(Scalar scalar, Problems problems) {
        if (allows(scalar.text())) {
            return scalar.text();
        }
        report(scalar.text(), scalar.location(), problems);
        return null;
    }

    public void report(String name, Location location, Problems problems) {
        problems.error(location, "'" + name + "' can't be a name here: use " + rule);
    }

    String schemaName() {
        return switch (this) {
            case DOCUMENT, SITE -> "documentName";
            case RESOURCE -> "resourceName";
            case LABEL -> "labelName";
            case ANY_LABEL -> "anyLabelName";
            case PARAMETER, STEP -> "stepName";
            case ENVIRONMENT -> "environmentName";
            case HEADER -> "headerName";
            case PERSON -> "personName";
            case TOPIC -> "topicName";
        };
    }

    /** A name that begins with a letter or '_' can't be written as a number. */
    Map<String, Object> schema() {
        Map<String, Object> schema = SchemaWriter.of("description", "A name: " + rule + ".");
        if (allows("1")) {
            schema.putAll(SchemaWriter.of("type", List.of("string", "number"), "pattern", schemaPattern()));
            if (!allows("-1")) {
                schema.put("minimum", 0);
            }
        } else {
            schema.putAll(SchemaWriter.of("type", "string", "pattern", schemaPattern()));
        }
        return schema;
    }

    String schemaPattern() {
        return this == ANY_LABEL ? "^.{1,100}$" : "^" + pattern + "$";
    }
}
