package dev.farrier.policy.yaml;

import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.tree.YamlFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The documents of one file, whose {@code spec} is not read yet.
 *
 * @param problems of the file; reading {@code spec} adds to them
 * @param unfilled explains some of them
 */
record PolicyFile(List<Document> documents, Problems problems, Placeholders unfilled) {
    static PolicyFile read(String path, String text, ExtensionRegistry extensions) {
        Problems problems = new Problems();
        List<Node> nodes = YamlFile.read(path, text, problems);
        Placeholders unfilled = Placeholders.in(path, text);
        if (!unfilled.isEmpty() && problems.errors() > 0) {
            // else all documents of the file would be missing, and every reference to one of them an error
            nodes = YamlFile.read(path, Placeholders.standIn(text), problems);
        }
        if (nodes.isEmpty() && problems.errors() == 0) {
            problems.warning(new Location(path, 1, 1), "this file has no documents: fill it, or delete it");
        }
        List<Document> documents = new ArrayList<>();
        for (Node node : nodes) {
            Document document = Document.read(node, problems, extensions);
            if (document != null) {
                documents.add(document);
            }
        }
        return new PolicyFile(documents, problems, unfilled);
    }
}
