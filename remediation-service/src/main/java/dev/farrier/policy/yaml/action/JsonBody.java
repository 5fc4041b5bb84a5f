package dev.farrier.policy.yaml.action;

import dev.farrier.model.Encodings;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.text.Template.TemplateException;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** A YAML map as JSON text, with templates inside its strings. */
final class JsonBody {
    private static final int MAX_CHARS = 64 * 1024;

    private final TemplateScope scope;
    private final Problems problems;
    private final StringBuilder json = new StringBuilder();

    private JsonBody(TemplateScope scope, Problems problems) {
        this.scope = scope;
        this.problems = problems;
    }

    /** A stand-in after a problem. */
    static Template read(Node node, TemplateScope scope, Problems problems) {
        int errors = problems.errors();
        JsonBody body = new JsonBody(scope, problems);
        body.write(node);
        if (body.json.length() > MAX_CHARS) {
            problems.error(node.location(), "the body is longer than " + MAX_CHARS + " characters: make it smaller");
        }
        return problems.errors() > errors ? Template.parse("") : Template.parseJson(body.json.toString());
    }

    private void write(Node node) {
        if (json.length() > MAX_CHARS) {
            return; // aliases can make a short text endless
        }
        switch (node) {
            case Scalar scalar -> scalar(scalar);
            case Node.ListNode sequence -> {
                json.append('[');
                for (Iterator<Node> items = sequence.items().iterator(); items.hasNext(); ) {
                    write(items.next());
                    json.append(items.hasNext() ? "," : "");
                }
                json.append(']');
            }
            case Node.MapNode mapping -> {
                json.append("{{");
                for (Iterator<Map.Entry<String, Node.MapEntry>> entries =
                                mapping.entries().entrySet().iterator();
                        entries.hasNext(); ) {
                    Map.Entry<String, Node.MapEntry> entry = entries.next();
                    string(entry.getKey().replace("{", "{{").replace("}", "}}"));
                    json.append(':');
                    write(entry.getValue().value());
                    json.append(entries.hasNext() ? "," : "");
                }
                json.append("}}");
            }
        }
    }

    private void scalar(Scalar scalar) {
        switch (scalar.type()) {
            case NULL -> json.append("null");
            case BOOLEAN -> json.append(scalar.text().toLowerCase(Locale.ROOT));
            case INTEGER, FLOAT -> {
                if (!scalar.text().matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
                    problems.error(
                            scalar.location(),
                            scalar.text() + " is no number in JSON: write it in decimal, or quote it as text");
                }
                json.append(scalar.text());
            }
            case STRING -> {
                SecretSyntax.refuseOld(scalar, problems);
                try {
                    scope.checked(Template.parse(scalar.text()), scalar, problems);
                } catch (TemplateException e) {
                    problems.error(scalar.location(), e);
                }
                string(scalar.text());
            }
        }
    }

    /** References have no character that JSON escapes, so escaping the whole leaves them as they are. */
    private void string(String text) {
        json.append('"').append(Encodings.json(text)).append('"');
    }
}
