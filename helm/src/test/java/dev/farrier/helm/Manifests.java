package dev.farrier.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rendered objects, each decoded strictly: a field that its type does not have, or of another type, is an error, at any depth. */
record Manifests(String text, List<Object> all) {
    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory()).build();
    private static final JsonMapper STRICT = strict();

    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Pod", Pod.class),
            Map.entry("v1/Secret", Secret.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRole", ClusterRole.class),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRoleBinding", ClusterRoleBinding.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", Monitoring.ServiceMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", Monitoring.PrometheusRule.class));

    /** A template of pods, with what it stands in. */
    record PodTemplate(
            String kind, String name, Map<String, String> labels, Map<String, String> annotations, PodSpec spec) {
        String component() {
            return String.valueOf(labels.get("app.kubernetes.io/component"));
        }

        List<Container> containers() {
            return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                    .toList();
        }
    }

    static Manifests parse(String text) {
        List<Object> all = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document.isObject()) {
                    all.add(decode(document));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
        return new Manifests(text, all);
    }

    private static Object decode(JsonNode document) throws JsonProcessingException {
        String type = document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
        Class<?> known = TYPES.get(type);
        if (known == null) {
            throw new AssertionError("no type for " + type);
        }
        try {
            return STRICT.treeToValue(document, known);
        } catch (JsonProcessingException e) {
            throw new AssertionError(type + " " + document.at("/metadata/name").asText() + ": " + e.getMessage(), e);
        }
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String yaml(Object value) {
        try {
            return YAML.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T> List<T> of(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> @Nullable T find(Class<T> type, String name) {
        return of(type).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    <T extends HasMetadata> T get(Class<T> type, String name) {
        T found = find(type, name);
        if (found == null) {
            throw new AssertionError("there is no " + type.getSimpleName() + " " + name);
        }
        return found;
    }

    List<PodTemplate> pods() {
        List<PodTemplate> pods = new ArrayList<>();
        for (Object each : all) {
            switch (each) {
                case StatefulSet set ->
                    pods.add(template(
                            set,
                            set.getSpec().getTemplate().getMetadata(),
                            set.getSpec().getTemplate().getSpec()));
                case Deployment deployment ->
                    pods.add(template(
                            deployment,
                            deployment.getSpec().getTemplate().getMetadata(),
                            deployment.getSpec().getTemplate().getSpec()));
                case Job job ->
                    pods.add(template(
                            job,
                            job.getSpec().getTemplate().getMetadata(),
                            job.getSpec().getTemplate().getSpec()));
                case Pod pod -> pods.add(template(pod, pod.getMetadata(), pod.getSpec()));
                default -> {}
            }
        }
        return pods;
    }

    PodTemplate pod(String name) {
        return pods().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PodTemplate template(
            HasMetadata in, io.fabric8.kubernetes.api.model.ObjectMeta metadata, PodSpec spec) {
        return new PodTemplate(
                in.getKind(),
                in.getMetadata().getName(),
                metadata.getLabels(),
                metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations(),
                spec);
    }

    private static JsonMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    // the types of the model keep what they don't know: here that is an error
                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                })
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }
}
