package dev.farrier.policy.yaml.document;

import dev.farrier.model.Labels;
import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One document's envelope.
 *
 * @param spec not yet read
 */
public record Document(
        DocumentKind kind,
        String name,
        Location location,
        SortedMap<String, String> labels,
        Fields spec,
        ExtensionRegistry extensions) {
    static final String API_VERSION = "farrier.dev/v1";

    public enum DocumentKind {
        Source,
        RemediationPolicy,
        Action,
        Escalation,
        Inventory,
        PolicyTest
    }

    private static final List<String> ENVELOPE = List.of("kind", "metadata", "spec");
    private static final List<String> LATER = List.of("DisruptionBudget", "TimeIntervals", "InhibitRules");

    /** Of the file that it stands in. */
    public Problems problems() {
        return spec.problems();
    }

    /** What the document says, read by the declaration of its kind. */
    public MapReader open(YamlMap declared) {
        return spec.open(declared, extensions);
    }

    /** Null after a problem that leaves nothing to read on. */
    public static @Nullable Document read(Node node, Problems problems, ExtensionRegistry extensions) {
        if (!(node instanceof Node.MapNode mapping)) {
            problems.error(
                    node.location(), "a document must be a map with kind, metadata and spec, not " + node.describe());
            return null;
        }
        Fields document = new Fields(mapping, "", problems);
        if (ENVELOPE.stream().noneMatch(document::has)) {
            problems.error(
                    node.location(),
                    "this is no policy document: it has neither kind, metadata nor spec; give it these, or move the file"
                            + " out of the policy directory");
            return null;
        }
        Scalar version = document.scalar("apiVersion");
        if (version != null && !version.text().equals(API_VERSION)) {
            problems.error(version.location(), "apiVersion '" + version.text() + "' is unknown: write " + API_VERSION);
        }
        DocumentKind kind = kind(document);
        Fields metadata = document.fields("metadata");
        document.missing("metadata", "write metadata: {name: …}");
        String name = "";
        Location location = document.location();
        SortedMap<String, String> labels = Labels.empty();
        if (metadata != null) {
            Scalar written = metadata.requireScalar("name", "give the document a name");
            if (written != null) {
                location = written.location();
                name = DocumentTypes.name(written, NameRule.DOCUMENT, problems);
            }
            labels = DocumentTypes.labels(metadata, "labels");
            metadata.done();
        }
        Fields spec = document.fields("spec");
        document.missing("spec", "write spec: and below it what the " + (kind == null ? "document" : kind) + " says");
        if (kind != null || !document.has("kind")) {
            document.done();
        }
        return kind == null || spec == null || name.isEmpty()
                ? null
                : new Document(kind, name, location, labels, spec, extensions);
    }

    private static @Nullable DocumentKind kind(Fields document) {
        List<String> known =
                Arrays.stream(DocumentKind.values()).map(DocumentKind::name).toList();
        Scalar written = document.requireScalar("kind", "write one of " + String.join(", ", known));
        if (written == null) {
            return null;
        }
        if (LATER.contains(written.text())) {
            document.error("kind", "kind " + written.text() + " is not supported yet: remove this document");
            return null;
        }
        if (!known.contains(written.text())) {
            document.error("kind", "unknown kind '" + written.text() + "'" + Nearest.hint(written.text(), known));
            return null;
        }
        return DocumentKind.valueOf(written.text());
    }
}
