package dev.farrier.policy.action;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import java.time.Duration;
import java.util.SequencedMap;

/** Keys, types of keys and limits that action types, probes and steps have in common. */
public final class ActionKeys {
    /** The longest timeout, pause or wait that a policy may name. */
    public static final Duration MAX_TIMEOUT = Duration.ofHours(24);

    /** The expected status of an HTTP answer. */
    public static final YamlKey<Integer> STATUS =
            YamlKey.of("status", YamlTypes.integer(100, 599), "The expected status. Default: any of 200 to 299.");

    private ActionKeys() {}

    /** Read by {@link ActionContext#url}. */
    public static YamlType<Scalar> url(String hint) {
        YamlType<String> text = YamlTypes.filled(hint);
        return YamlType.ofScalar(
                        "URL", (scalar, path, map) -> text.reading().read(scalar, path, map) == null ? null : scalar)
                .orWrite(hint)
                .schema(writer -> of("type", "string", "pattern", "^(https?://|\\{secret\\.)"))
                .withSchema(of(
                        "description",
                        "http://… or https://…; templates such as {resource.address} may fill in its parts, but only"
                                + " resource.* or a secret, {secret.env:NAME} or {secret.file:/path}, says which host is"
                                + " asked."))
                .named("url");
    }

    /** Read by {@link ActionContext#environment}. */
    public static YamlType<SequencedMap<String, Scalar>> environment() {
        YamlType<SequencedMap<String, Scalar>> variables = YamlTypes.mapOf(NameRule.ENVIRONMENT, YamlTypes.scalar());
        return variables.named("environment");
    }
}
