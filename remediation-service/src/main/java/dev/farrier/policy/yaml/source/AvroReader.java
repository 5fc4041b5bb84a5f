package dev.farrier.policy.yaml.source;

import dev.farrier.policy.Source.AvroSchema;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.Source.Origin;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.tree.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code schema} and {@code schemaRegistry} of a source. */
final class AvroReader {
    private final Fields spec;
    private final Catalog catalog;
    private @Nullable AvroSchema schema;
    private @Nullable Set<String> fields;

    private AvroReader(Fields spec, Catalog catalog) {
        this.spec = spec;
        this.catalog = catalog;
    }

    static AvroReader read(Fields spec, InputFormat format, Origin origin, Catalog catalog) {
        AvroReader reader = new AvroReader(spec, catalog);
        if (format == InputFormat.AVRO) {
            reader.read(origin);
        } else {
            for (String key : List.of("schema", "schemaRegistry")) {
                if (spec.has(key)) {
                    spec.problems()
                            .error(spec.keyLocation(key), "'" + spec.path(key) + "' is for format avro: remove it");
                }
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

    private void read(Origin origin) {
        if (!(origin instanceof Origin.TopicOrigin)) {
            spec.error("format", "Avro is read from topics only: write topic: NAME");
        }
        if (spec.has("schema") == spec.has("schemaRegistry")) {
            spec.error(
                    "format",
                    "format avro needs one of schema (a file of the policy directory) and schemaRegistry (its URL)");
        }
        if (spec.has("schema")) {
            file(spec.requireScalar("schema", "write the schema's path, relative to the policy directory"));
        } else if (spec.get("schemaRegistry") instanceof Scalar url) {
            schema = new AvroSchema.RegistrySchema(url(url), "", "");
        } else {
            registry(spec.fields("schemaRegistry"));
        }
    }

    private void file(@Nullable Scalar path) {
        if (path == null) {
            return;
        }
        String json = catalog.files().get(path.text());
        if (json == null) {
            List<String> others = catalog.files().keySet().stream()
                    .filter(file -> !Catalog.isDocument(file))
                    .toList();
            spec.error(
                    "schema",
                    "there is no file '" + path.text() + "' in the policy directory"
                            + Nearest.hint(path.text(), others));
            return;
        }
        if (Catalog.isDocument(path.text())) {
            spec.error("schema", "'" + path.text() + "' is taken for documents: call the schema's file *.avsc");
            return;
        }
        catalog.scripts().add(path.text());
        schema = new AvroSchema.SchemaFile(path.text(), json);
        fields = AvroSchemaFile.fields(path.text(), json, spec.problems());
    }

    private void registry(@Nullable Fields registry) {
        if (registry == null) {
            return;
        }
        Scalar url = registry.requireScalar("url", "write the registry's URL");
        String username = registry.text("username", "");
        Scalar password = registry.scalar("password");
        if (username.isEmpty() != (password == null)) {
            registry.error(username.isEmpty() ? "password" : "username", "username and password go together");
        }
        String reference = password == null ? "" : ReceiverReader.reference(registry, password);
        registry.done();
        schema = new AvroSchema.RegistrySchema(url == null ? "" : url(url), username, reference);
    }

    private String url(Scalar written) {
        try {
            URI uri = new URI(written.text());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                if (uri.getRawUserInfo() != null) {
                    spec.problems()
                            .error(
                                    written.location(),
                                    "a secret does not stand in a policy: write {url: …, username: …, password: env:NAME}");
                }
                return written.text().endsWith("/")
                        ? written.text().substring(0, written.text().length() - 1)
                        : written.text();
            }
        } catch (URISyntaxException e) {
            // said below
        }
        spec.problems()
                .error(written.location(), "not the URL of a registry: write something like http://registry:8081");
        return "";
    }
}
