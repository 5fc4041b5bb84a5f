package dev.farrier.policy.yaml.action;

import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;

/** {@code {http: URL, status: 200, body: '0'}} */
public final class Probes {
    private Probes() {}

    public static Probe read(Fields fields, TemplateScope scope) {
        Scalar url = fields.requireScalar("http", "write the URL to ask");
        return new Probe(
                url == null ? Template.parse("") : scope.url(url, fields.problems()),
                status(fields),
                fields.has("body") ? fields.text("body", "") : null);
    }

    static int status(Fields fields) {
        return fields.integer("status", 0, 100, 599);
    }
}
