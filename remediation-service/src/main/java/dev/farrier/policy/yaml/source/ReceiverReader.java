package dev.farrier.policy.yaml.source;

import dev.farrier.policy.Source.Authentication;
import dev.farrier.policy.Source.Origin;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code receiver} and {@code authentication} of a source. */
final class ReceiverReader {
    static final List<String> NAMES =
            List.of("alertmanager", "grafana", "events", "cloudevents", "collectd", "telegraf", "otlp");
    static final List<String> LATER = List.of("github");

    private static final String GRAFANA_HEADER = "X-Grafana-Alerting-Signature";
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private ReceiverReader() {}

    static Origin.ReceiverOrigin read(Fields spec, String name) {
        return new Origin.ReceiverOrigin(name, authentication(spec, name));
    }

    /** For sources without a receiver. */
    static void refuse(Fields spec) {
        if (spec.has("authentication")) {
            spec.problems()
                    .error(
                            spec.keyLocation("authentication"),
                            "'spec.authentication' is for receivers: remove it; Kafka's own is in kafka.* of the configuration");
        }
    }

    private static @Nullable Authentication authentication(Fields spec, String receiver) {
        Fields fields = spec.fields("authentication");
        if (fields == null) {
            return null;
        }
        Fields hmac = fields.fields("hmac");
        Scalar token = fields.scalar("bearerToken");
        fields.done();
        if ((hmac == null) == (token == null)) {
            spec.error("authentication", "write one of bearerToken and hmac");
        }
        if (hmac != null) {
            return hmac(hmac, receiver);
        }
        return new Authentication.Bearer(token == null ? "" : reference(fields, token));
    }

    private static Authentication hmac(Fields hmac, String receiver) {
        Scalar secret = hmac.requireScalar("secret", "write env:NAME or file:/path");
        String header = receiver.equals("grafana") ? GRAFANA_HEADER : "";
        if (header.isEmpty() || hmac.has("header")) {
            header = header(hmac, hmac.requireScalar("header", "name the header that carries the signature"));
        }
        String timestampHeader = header(hmac, hmac.scalar("timestampHeader"));
        Duration maxAge = hmac.positive("maxAge", MAX_AGE, Durations.MAX);
        if (hmac.has("maxAge") && timestampHeader.isEmpty()) {
            hmac.error("maxAge", "'" + hmac.path("maxAge") + "' has no meaning without a timestampHeader");
        }
        hmac.done();
        return new Authentication.Hmac(secret == null ? "" : reference(hmac, secret), header, timestampHeader, maxAge);
    }

    private static String header(Fields fields, @Nullable Scalar written) {
        return written == null ? "" : DocumentTypes.name(written, NameRule.HEADER, fields.problems());
    }

    static String reference(Fields fields, Scalar written) {
        String text = written.text();
        boolean variable = text.startsWith("env:") && NameRule.ENVIRONMENT.allows(text.substring("env:".length()));
        boolean file = text.startsWith("file:/") && text.length() > "file:/".length();
        if (!variable && !file) {
            // not the text itself: it may be the secret
            fields.problems()
                    .error(
                            written.location(),
                            "a secret does not stand in a policy: write where it is found, env:NAME or file:/path");
        }
        return text;
    }
}
