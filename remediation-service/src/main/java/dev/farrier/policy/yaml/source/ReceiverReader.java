package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.name;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.source.Source.Authentication;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.DocumentTypes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code receiver} and {@code authentication} of a source. */
final class ReceiverReader {
    private static final String GRAFANA_HEADER = "X-Grafana-Alerting-Signature";

    private static final YamlMap HMAC = YamlMap.of("hmac", "HMAC-SHA256 of the body in hex.");
    private static final YamlKey<String> SECRET =
            HMAC.required("secret", DocumentTypes.secret(), "The secret, as a reference: env:NAME or file:/path.");
    private static final YamlKey<String> HEADER = HMAC.optional(
            "header",
            name(NameRule.HEADER, "name the header that carries the signature"),
            "The header that carries the signature. Default for receiver grafana: X-Grafana-Alerting-Signature; all others must"
                    + " name one.");
    private static final YamlKey<String> TIMESTAMP_HEADER = HMAC.optional(
            "timestampHeader",
            name(NameRule.HEADER),
            "The header that carries the time in Unix seconds, if the sender has one. Then the sender signs "
                    + "unixSeconds:body.");
    private static final YamlKey<Duration> MAX_AGE = HMAC.optional(
            "maxAge",
            positiveDuration(Durations.MAX),
            Duration.ofMinutes(5),
            "The greatest difference between the signed time and now.");

    static final YamlMap AUTHENTICATION =
            YamlMap.of("authentication", "How a sender authenticates to this receiver: one of bearerToken and hmac.");
    private static final YamlKey<String> BEARER_TOKEN = AUTHENTICATION.optional(
            "bearerToken",
            DocumentTypes.secret(),
            "The token of Authorization: Bearer …, as a reference: env:NAME or file:/path.");
    private static final YamlKey<MapReader> HMAC_KEY =
            AUTHENTICATION.optional("hmac", map(HMAC), "HMAC-SHA256 of the body in hex.");

    static {
        HMAC.dependent(MAX_AGE, TIMESTAMP_HEADER);
        AUTHENTICATION.exactlyOneOf(BEARER_TOKEN, HMAC_KEY);
    }

    private ReceiverReader() {}

    static Origin.ReceiverOrigin read(MapReader spec, String name) {
        MapReader written = spec.find(SourceReader.AUTHENTICATION);
        return new Origin.ReceiverOrigin(name, written == null ? null : authentication(spec, written, name));
    }

    private static @Nullable Authentication authentication(MapReader spec, MapReader written, String receiver) {
        MapReader hmac = written.find(HMAC_KEY);
        if (written.has(HMAC_KEY) == written.has(BEARER_TOKEN)) {
            spec.error(SourceReader.AUTHENTICATION, "write one of bearerToken and hmac");
        }
        return hmac == null ? new Authentication.Bearer(written.get(BEARER_TOKEN)) : hmac(hmac, receiver);
    }

    private static Authentication hmac(MapReader hmac, String receiver) {
        boolean grafana = receiver.equals("grafana");
        if (!grafana) {
            hmac.require(HEADER, HEADER.type().hint());
        }
        Duration maxAge = hmac.get(MAX_AGE);
        if (hmac.has(MAX_AGE) && !hmac.has(TIMESTAMP_HEADER)) {
            hmac.error(MAX_AGE, "'" + hmac.path(MAX_AGE) + "' has no meaning without a timestampHeader");
        }
        return new Authentication.Hmac(
                hmac.get(SECRET), hmac.get(HEADER, grafana ? GRAFANA_HEADER : ""), hmac.get(TIMESTAMP_HEADER), maxAge);
    }
}
