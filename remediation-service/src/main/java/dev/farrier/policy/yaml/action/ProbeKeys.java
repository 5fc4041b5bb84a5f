package dev.farrier.policy.yaml.action;

import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionKeys;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;

/** {@code {http: URL, status: 200, body: '0'}} */
public final class ProbeKeys {
    public static final YamlMap PROBE = YamlMap.of("probe", "An HTTP request and the expected answer.");
    private static final YamlKey<Scalar> HTTP =
            PROBE.required("http", ActionKeys.url("write the URL to ask"), "The URL of the GET request.");
    public static final YamlKey<Integer> STATUS = PROBE.add(ActionKeys.STATUS);
    public static final YamlKey<String> BODY = PROBE.optional(
            "body", YamlTypes.text(), "The expected body, without leading and trailing white space. Default: any.");

    private ProbeKeys() {}

    public static Probe read(MapReader map, ActionContext context) {
        return new Probe(context.url(map, HTTP), map.get(STATUS, 0), map.find(BODY));
    }
}
