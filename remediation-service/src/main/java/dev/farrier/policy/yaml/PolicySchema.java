package dev.farrier.policy.yaml;

import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.keys.SchemaWriter;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.Document.DocumentKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema (draft 2020-12) of all policy documents, for completion and descriptions in editors. */
public final class PolicySchema {
    private PolicySchema() {}

    /** As maps and lists, in the order in which they are to be written. */
    public static Map<String, Object> of(ExtensionRegistry extensions) {
        return write(new SchemaWriter(extensions));
    }

    /** The declared maps by name, for the reference tables in docs/policies.md. */
    static Map<String, YamlMap> maps(ExtensionRegistry extensions) {
        SchemaWriter writer = new SchemaWriter(extensions);
        Map<String, Object> unused = write(writer);
        return writer.maps();
    }

    private static Map<String, Object> write(SchemaWriter writer) {
        Map<String, Object> schema = SchemaWriter.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "title",
                "Policy documents of Farrier, " + Document.API_VERSION);
        schema.putAll(writer.object(Document.DOCUMENT));
        List<Object> kinds = new ArrayList<>();
        for (DocumentKind kind : DocumentKind.values()) {
            YamlMap map = PolicyCompiler.KINDS.get(kind);
            if (map != null) {
                Map<String, Object> properties = new LinkedHashMap<>();
                if (kind == DocumentKind.Escalation) {
                    properties.put(
                            "metadata",
                            SchemaWriter.of(
                                    "properties", SchemaWriter.of("name", SchemaWriter.of("const", "default"))));
                }
                properties.put("spec", writer.map(map));
                kinds.add(SchemaWriter.of(
                        "if",
                        SchemaWriter.of(
                                "properties",
                                SchemaWriter.of("kind", SchemaWriter.of("const", kind.name())),
                                "required",
                                List.of("kind")),
                        "then",
                        SchemaWriter.of("properties", properties)));
            }
        }
        schema.put("allOf", kinds);
        schema.put("$defs", writer.definitions());
        return schema;
    }
}
