package dev.farrier.policy.yaml.action;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.util.Locale;
import java.util.SortedMap;

/** A body that is a text: values may change nothing but themselves, whatever the other side reads it as. */
final class TextBody {
    private static final String JSON = "\\s*(\\{\\{|\\[\\s*(\\{\\{|\"|\\[))(?s).*";

    private final TemplateScope scope;
    private final Problems problems;

    TextBody(TemplateScope scope, Problems problems) {
        this.scope = scope;
        this.problems = problems;
    }

    Template read(Scalar text, SortedMap<String, Template> headers) {
        SecretSyntax.refuseOld(text, problems);
        Template body = scope.executorTemplate(text, problems);
        String type = contentType(headers);
        boolean json = type.isEmpty() ? text.text().matches(JSON) : type.contains("json");
        if (body.references().isEmpty() && body.secrets().isEmpty()) {
            return body;
        }
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return Template.parseForm(text.text());
        }
        if (!body.references().isEmpty() && (json || type.matches(".*[/+](xml|html|yaml|x-yaml)\\b.*"))) {
            problems.error(
                    TemplateScope.locate(text, body.references().getFirst()),
                    "a value could change what the body says, since it is not escaped in a text: "
                            + (json ? "write the JSON as a map" : "send JSON, as a map, or text/plain"));
        }
        return body;
    }

    private static String contentType(SortedMap<String, Template> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                .map(header ->
                        header.getValue().beginning().toLowerCase(Locale.ROOT).strip())
                .findFirst()
                .orElse("");
    }
}
