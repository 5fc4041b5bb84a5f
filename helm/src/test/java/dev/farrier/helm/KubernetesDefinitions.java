package dev.farrier.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * JSON Schemas of the types of Kubernetes that values hold, so that an unknown key is refused inside of them too. They stand in
 * values.schema.json under {@code definitions}; {@link #main} puts them there.
 */
final class KubernetesDefinitions {
    static final String PREFIX = "io.k8s.";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<Class<?>> ROOTS = List.of(
            Affinity.class,
            EnvFromSource.class,
            EnvVar.class,
            NetworkPolicyEgressRule.class,
            NetworkPolicyPeer.class,
            PodSecurityContext.class,
            PolicyRule.class,
            ResourceRequirements.class,
            SecurityContext.class,
            Toleration.class,
            Volume.class,
            VolumeMount.class);

    private final SortedMap<String, ObjectNode> definitions = new TreeMap<>();

    private KubernetesDefinitions() {}

    /** By the names under which they stand in the schema. */
    static SortedMap<String, ObjectNode> all() {
        KubernetesDefinitions made = new KubernetesDefinitions();
        ROOTS.forEach(made::define);
        return made.definitions;
    }

    /** Replaces those in a schema: {@code farrier/values.schema.json}. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        ObjectNode schema = (ObjectNode) MAPPER.readTree(file.toFile());
        ObjectNode definitions = schema.withObject("/definitions");
        List<String> old = definitions.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(PREFIX))
                .toList();
        definitions.remove(old);
        all().forEach(definitions::set);
        Files.writeString(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString((JsonNode) schema) + "\n");
    }

    private void define(Class<?> type) {
        String name = PREFIX + type.getSimpleName();
        if (definitions.containsKey(name)) {
            return;
        }
        ObjectNode schema = MAPPER.createObjectNode().put("type", "object").put("additionalProperties", false);
        definitions.put(name, schema);
        ObjectNode properties = schema.putObject("properties");
        SortedMap<String, Type> fields = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property != null) {
                fields.put(property.value(), field.getGenericType());
            }
        }
        fields.forEach((key, of) -> properties.set(key, schema(of)));
    }

    private ObjectNode schema(Type type) {
        ObjectNode schema = MAPPER.createObjectNode();
        if (type instanceof ParameterizedType of) {
            Type last = of.getActualTypeArguments()[of.getActualTypeArguments().length - 1];
            if (Collection.class.isAssignableFrom((Class<?>) of.getRawType())) {
                schema.put("type", "array").set("items", schema(last));
            } else {
                schema.put("type", "object").set("additionalProperties", schema(last));
            }
            return schema;
        }
        Class<?> simple = (Class<?>) type;
        if (simple == String.class) {
            return schema.put("type", "string");
        }
        if (simple == Integer.class || simple == Long.class) {
            return schema.put("type", "integer");
        }
        if (simple == Boolean.class) {
            return schema.put("type", "boolean");
        }
        if (simple == Quantity.class) {
            schema.putArray("type").add("string").add("number");
            return schema;
        }
        if (simple == IntOrString.class) {
            schema.putArray("type").add("string").add("integer");
            return schema;
        }
        if (simple == Object.class) {
            return schema.put("type", "string");
        }
        define(simple);
        return schema.put("$ref", "#/definitions/" + PREFIX + simple.getSimpleName());
    }
}
