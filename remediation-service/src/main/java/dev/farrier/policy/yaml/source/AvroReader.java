package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.policy.Source.AvroSchema;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.Source.Origin;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.DocumentTypes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code schema} and {@code schemaRegistry} of a source. */
final class AvroReader {
    private static final YamlMap REGISTRY = YamlMap.of("schemaRegistry", "A schema registry, and who asks it.");
    private static final YamlKey<String> URL = REGISTRY.required("url", url(), "The URL of the registry.");
    private static final YamlKey<String> USERNAME =
            REGISTRY.optional("username", YamlTypes.text(), "Goes with password.");
    private static final YamlKey<String> PASSWORD = REGISTRY.optional(
            "password", DocumentTypes.secret(), "Where the password is found: env:NAME or file:/path.");

    private static final YamlKey<String> SCHEMA = new YamlKey<>(
            "schema",
            YamlTypes.filled("write the schema's path, relative to the policy directory"),
            false,
            null,
            "For format avro: the schema's file, relative to the policy directory.");
    private static final YamlKey<Node> SCHEMA_REGISTRY = new YamlKey<>(
            "schemaRegistry",
            YamlTypes.either("URL or map", url(), YamlTypes.map(REGISTRY)),
            false,
            null,
            "For format avro: the URL of a schema registry, or {url, username, password}.");

    static final List<YamlKey<?>> KEYS = List.of(SCHEMA, SCHEMA_REGISTRY);
    static final Map<String, Object> CONDITION = of(
            "if",
            of("properties", of("format", of("const", "avro")), "required", List.of("format")),
            "then",
            of(
                    "required",
                    List.of("topic"),
                    "oneOf",
                    List.of(of("required", List.of("schema")), of("required", List.of("schemaRegistry")))),
            "else",
            of("properties", of("schema", false, "schemaRegistry", false)));

    static {
        REGISTRY.condition(
                of("dependentRequired", of("username", List.of("password"), "password", List.of("username"))));
    }

    private final MapReader spec;
    private @Nullable AvroSchema schema;
    private @Nullable Set<String> fields;

    private AvroReader(MapReader spec) {
        this.spec = spec;
    }

    static AvroReader read(MapReader spec, InputFormat format, Origin origin, Catalog catalog) {
        AvroReader reader = new AvroReader(spec);
        if (format == InputFormat.AVRO) {
            reader.read(origin, catalog);
            return reader;
        }
        for (YamlKey<?> key : KEYS) {
            if (spec.has(key)) {
                spec.problems().error(spec.keyLocation(key), "'" + spec.path(key) + "' is for format avro: remove it");
            }
        }
        return reader;
    }

    /** Null for other formats, and after a problem. */
    @Nullable
    AvroSchema schema() {
        return schema;
    }

    /** The fields of a record of this schema; null when they are not known here. */
    @Nullable
    Set<String> fields() {
        return fields;
    }

    private void read(Origin origin, Catalog catalog) {
        if (!(origin instanceof Origin.TopicOrigin)) {
            spec.error(SourceReader.FORMAT, "Avro is read from topics only: write topic: NAME");
        }
        if (spec.has(SCHEMA) == spec.has(SCHEMA_REGISTRY)) {
            spec.error(
                    SourceReader.FORMAT,
                    "format avro needs one of schema (a file of the policy directory) and schemaRegistry (its URL)");
        }
        Node registry = spec.find(SCHEMA_REGISTRY);
        if (spec.find(SCHEMA) instanceof String path) {
            file(path, catalog);
        } else if (registry instanceof Scalar) {
            schema = new AvroSchema.RegistrySchema(spec.as(SCHEMA_REGISTRY, url()), "", "");
        } else if (registry != null) {
            registry(spec.open(registry, spec.path(SCHEMA_REGISTRY), REGISTRY));
        }
    }

    private void file(String path, Catalog catalog) {
        String json = catalog.file(path, spec.location(SCHEMA), spec.problems());
        if (json == null) {
            return;
        }
        if (Catalog.isDocument(path)) {
            spec.error(SCHEMA, "'" + path + "' is taken for documents: call the schema's file *.avsc");
            return;
        }
        catalog.scripts().add(path);
        schema = new AvroSchema.SchemaFile(path, json);
        fields = AvroSchemaFile.fields(path, json, spec.problems());
    }

    private void registry(@Nullable MapReader registry) {
        if (registry == null) {
            return;
        }
        String username = registry.get(USERNAME);
        if (username.isEmpty() == registry.has(PASSWORD)) {
            registry.error(username.isEmpty() ? PASSWORD : USERNAME, "username and password go together");
        }
        schema = new AvroSchema.RegistrySchema(registry.get(URL), username, registry.get(PASSWORD));
    }

    private static YamlType<String> url() {
        return YamlType.ofScalar("URL", (written, path, map) -> url(written, map))
                .orWrite("write the registry's URL")
                .otherwise("")
                .schema(writer -> of("type", "string", "pattern", "^[Hh][Tt][Tt][Pp][Ss]?://"))
                .withSchema(of("description", "The registry's URL, such as http://registry:8081."))
                .named("registryUrl");
    }

    private static @Nullable String url(Scalar written, MapReader map) {
        try {
            URI uri = new URI(written.text());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                if (uri.getRawUserInfo() != null) {
                    map.problems()
                            .error(
                                    written.location(),
                                    "a secret does not stand in a policy: write {url: …, username: …, password: env:NAME}");
                }
                return written.text().endsWith("/")
                        ? written.text().substring(0, written.text().length() - 1)
                        : written.text();
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        map.problems()
                .error(written.location(), "not the URL of a registry: write something like http://registry:8081");
        return null;
    }
}
