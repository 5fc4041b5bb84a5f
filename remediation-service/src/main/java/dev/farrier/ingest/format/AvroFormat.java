package dev.farrier.ingest.format;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.ingest.AvroDecoder;
import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.AvroSchema;
import dev.farrier.ingest.FormatReader;
import dev.farrier.ingest.IngestFormat;
import dev.farrier.ingest.record.EventMapper;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.ingest.record.RecordFields;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.FormatSettings;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.source.SourceContext;
import dev.farrier.policy.yaml.document.DocumentTypes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code avro}: one record, whose fields the source maps as it would those of a JSON object. */
public final class AvroFormat implements IngestFormat {
    private static final YamlMap REGISTRY =
            YamlMap.of("schemaRegistry", "A schema registry, and the user that Farrier " + "is to it.");
    private static final YamlKey<String> URL = REGISTRY.required("url", url(), "The URL of the registry.");
    private static final YamlKey<String> USERNAME =
            REGISTRY.optional("username", YamlTypes.text(), "The user name, together with password.");
    private static final YamlKey<String> PASSWORD = REGISTRY.optional(
            "password", DocumentTypes.secret(), "The password, as a reference: env:NAME or file:/path.");

    private static final YamlKey<String> SCHEMA = new YamlKey<>(
            "schema",
            YamlTypes.filled("write the schema's path, relative to the policy directory"),
            false,
            null,
            "For format avro: the file of the schema, relative to the policy directory.");
    private static final YamlKey<Node> SCHEMA_REGISTRY = new YamlKey<>(
            "schemaRegistry",
            YamlTypes.either("URL or map", url(), YamlTypes.map(REGISTRY)),
            false,
            null,
            "For format avro: the URL of a schema registry, or {url, username, password}.");

    private static final Map<String, Object> CONDITION = of(
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

    /** @param fields of a record of this schema; null: the registry knows them */
    public record AvroSettings(AvroSchema schema, @Nullable Set<String> fields) implements FormatSettings {
        @Override
        public boolean needsSchemaRegistry() {
            return schema instanceof AvroSchema.RegistrySchema;
        }
    }

    @Override
    public String name() {
        return "avro";
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(SCHEMA, SCHEMA_REGISTRY);
    }

    @Override
    public List<Map<String, Object>> conditions() {
        return List.of(CONDITION);
    }

    @Override
    public EventKind kind() {
        return EventKind.EVENT;
    }

    @Override
    public FormatSettings read(MapReader spec, SourceContext context) {
        if (!(context.origin() instanceof Origin.TopicOrigin)) {
            context.error("Avro is read from topics only: write topic: NAME");
        }
        if (spec.has(SCHEMA) == spec.has(SCHEMA_REGISTRY)) {
            context.error(
                    "format avro needs one of schema (a file of the policy directory) and schemaRegistry (its URL)");
        }
        Node registry = spec.find(SCHEMA_REGISTRY);
        if (spec.find(SCHEMA) instanceof String path) {
            String json = context.file(path, spec.location(SCHEMA));
            return json == null
                    ? FormatSettings.NONE
                    : new AvroSettings(
                            new AvroSchema.SchemaFile(path, json), AvroSchemaFile.fields(path, json, spec.problems()));
        }
        if (registry instanceof Scalar) {
            return ofRegistry(spec.as(SCHEMA_REGISTRY, url()), "", "");
        }
        MapReader written = registry == null ? null : spec.open(registry, spec.path(SCHEMA_REGISTRY), REGISTRY);
        if (written == null) {
            return FormatSettings.NONE;
        }
        String username = written.get(USERNAME);
        if (username.isEmpty() == written.has(PASSWORD)) {
            written.error(username.isEmpty() ? PASSWORD : USERNAME, "username and password go together");
        }
        return ofRegistry(written.get(URL), username, written.get(PASSWORD));
    }

    private static AvroSettings ofRegistry(String url, String username, String password) {
        return new AvroSettings(new AvroSchema.RegistrySchema(url, username, password), null);
    }

    @Override
    public FormatReader reader(Source source, AvroDecoderFactory avro) {
        if (!(source.settings() instanceof AvroSettings settings)) {
            throw new IllegalArgumentException("format avro needs a schema");
        }
        AvroDecoder decoder = avro.of(settings.schema());
        EventMapper mapped = new EventMapper(source);
        return (body, arrival, into) -> {
            if (body.length > IngestLimits.RECORD_BYTES) {
                throw UnreadableException.tooLarge(
                        "", body.length + " bytes; at most " + IngestLimits.RECORD_BYTES + " are taken");
            }
            into.add(mapped.read(RecordFields.ofJson(decoder.decode(body)), arrival.origin(), arrival));
        };
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
