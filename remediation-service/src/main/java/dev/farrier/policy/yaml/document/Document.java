package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.model.Labels;
import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One document: its envelope, and its {@code spec}, which is not read yet. */
public record Document(
        DocumentKind kind,
        String name,
        Location location,
        SortedMap<String, String> labels,
        MapNode content,
        Problems problems,
        ExtensionRegistry extensions) {
    public static final String API_VERSION = "farrier.dev/v1";

    public enum DocumentKind {
        Source,
        RemediationPolicy,
        Action,
        Escalation,
        Inventory,
        DisruptionBudget,
        StormBreaker,
        TimeIntervals,
        InhibitRules,
        PolicyTest
    }

    private static final List<String> KINDS =
            Arrays.stream(DocumentKind.values()).map(DocumentKind::name).toList();

    private static final YamlMap METADATA_MAP = YamlMap.of("metadata", "The name of the document.");
    private static final YamlKey<String> NAME = METADATA_MAP.required(
            "name",
            YamlTypes.name(NameRule.DOCUMENT, "give the document a name"),
            "The document's name, unique among those of its kind.");
    private static final YamlKey<SortedMap<String, String>> LABELS =
            METADATA_MAP.optional("labels", YamlTypes.labels(), "Labels of the document itself, such as team.");

    public static final YamlMap DOCUMENT =
            YamlMap.of("document", "One document. What refers to other documents is checked by farrier policy check.");
    private static final YamlKey<String> VERSION = DOCUMENT.optional(
            "apiVersion",
            YamlTypes.constant(API_VERSION, "The only version."),
            API_VERSION,
            "The version of this form; the only one.");
    private static final YamlKey<DocumentKind> KIND = DOCUMENT.required("kind", kindType(), "What the document is.");
    private static final YamlKey<MapReader> METADATA = DOCUMENT.required(
            "metadata", YamlTypes.map(METADATA_MAP).orWrite("write metadata: {name: …}"), "The name of the document.");
    private static final YamlKey<Node> SPEC =
            DOCUMENT.required("spec", YamlTypes.any("map", writer -> of("type", "object")), "What the document says.");

    /** What the document says, read by the declaration of its kind. */
    public MapReader open(YamlMap declared) {
        return new MapReader(content, "spec", declared, problems, extensions);
    }

    /** Null after a problem that leaves nothing to read on. */
    public static @Nullable Document read(Node node, Problems problems, ExtensionRegistry extensions) {
        if (!(node instanceof MapNode map)) {
            problems.error(
                    node.location(), "a document must be a map with kind, metadata and spec, not " + node.describe());
            return null;
        }
        if (List.of(KIND, METADATA, SPEC).stream()
                .noneMatch(key -> map.entries().containsKey(key.name()))) {
            problems.error(
                    node.location(),
                    "this is no policy document: it has neither kind, metadata nor spec; give it these, or move the file"
                            + " out of the policy directory");
            return null;
        }
        MapReader document = new MapReader(envelope(map), "", DOCUMENT, problems, extensions);
        if (document.scalar(VERSION) instanceof Scalar version
                && !version.text().equals(API_VERSION)) {
            document.error(VERSION, "apiVersion '" + version.text() + "' is unknown: write " + API_VERSION);
        }
        DocumentKind kind = document.find(KIND);
        MapReader metadata = document.find(METADATA);
        document.require(SPEC, "write spec: and below it what the " + (kind == null ? "document" : kind) + " says");
        Node content = document.node(SPEC);
        if (content != null && !(content instanceof MapNode)) {
            document.error(SPEC, "'spec' must be a map, not " + content.describe());
        }
        String name = metadata == null ? "" : metadata.get(NAME);
        SortedMap<String, String> labels = metadata == null ? Labels.empty() : Labels.copyOf(metadata.get(LABELS));
        return kind == null || metadata == null || name.isEmpty() || !(content instanceof MapNode spec)
                ? null
                : new Document(kind, name, metadata.location(NAME), labels, spec, problems, extensions);
    }

    /** Without the other unknown keys, if the kind is unknown: then it is a document of another tool, which is said once. */
    private static MapNode envelope(MapNode map) {
        Node.MapEntry kind = map.entries().get(KIND.name());
        if (kind == null || (kind.value() instanceof Scalar scalar && KINDS.contains(scalar.text()))) {
            return map;
        }
        SequencedMap<String, Node.MapEntry> known = new LinkedHashMap<>(map.entries());
        known.keySet().retainAll(DOCUMENT.keys(ExtensionRegistry.NONE).keySet());
        return new MapNode(map.location(), known);
    }

    private static YamlType<DocumentKind> kindType() {
        String hint = "write one of " + String.join(", ", KINDS);
        YamlType<String> text = YamlTypes.filled(hint);
        return YamlType.ofScalar("kind", (scalar, path, map) -> {
                    String kind = text.reading().read(scalar, path, map);
                    if (kind != null && map.checkKnown(scalar, "unknown kind", KINDS)) {
                        return DocumentKind.valueOf(kind);
                    }
                    return null;
                })
                .orWrite(hint)
                .schema(writer -> of("enum", KINDS));
    }
}
