package dev.farrier.policy.yaml;

import dev.farrier.policy.ActionDefinition;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Source;
import dev.farrier.policy.test.PolicyTest;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.Document.Kind;
import dev.farrier.policy.yaml.document.InventoryReader;
import dev.farrier.policy.yaml.remediation.PolicyReader;
import dev.farrier.policy.yaml.source.SourceReader;
import dev.farrier.policy.yaml.test.PolicyTestReader;
import dev.farrier.policy.yaml.tree.Node;
import dev.farrier.policy.yaml.tree.Place;
import dev.farrier.policy.yaml.tree.Problems;
import dev.farrier.policy.yaml.tree.YamlFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory's files → one bundle, or everything that is wrong with them. The same files give the same bundle. */
public final class PolicyCompiler {
    private final Problems problems = new Problems();
    private final Map<Kind, List<Document>> documents = new EnumMap<>(Kind.class);
    private final Catalog catalog;
    private final SortedMap<String, Policy> policies = new TreeMap<>();

    private PolicyCompiler(SortedMap<String, String> files) {
        this.catalog = Catalog.of(files);
        for (Kind kind : Kind.values()) {
            documents.put(kind, new ArrayList<>());
        }
    }

    /**
     * Never throws, whatever the files contain.
     *
     * @param files path relative to the policy directory, with {@code /} → content; {@code *.yaml} and {@code *.yml} are
     *     documents, all else may be a script that an action names
     * @param commit what the bundle is called
     */
    public static Compiled compile(SortedMap<String, String> files, String commit) {
        PolicyCompiler compiler = new PolicyCompiler(files);
        compiler.readFiles();
        compiler.readDocuments();
        compiler.warnOfNoPolicy();
        return compiler.compiled(commit);
    }

    /** Tests come last: they may refer to everything. */
    private Compiled compiled(String commit) {
        Bundle bundle = problems.errors() == 0 ? bundle(commit) : null;
        List<PolicyTest> tests = new ArrayList<>();
        if (bundle != null) {
            PolicyTestReader reader = new PolicyTestReader(bundle, catalog.inventories());
            documents(Kind.PolicyTest).forEach(document -> tests.add(reader.read(document)));
        }
        return problems.errors() == 0
                ? new Compiled(bundle, tests, problems.sorted())
                : new Compiled(null, List.of(), problems.sorted());
    }

    private void readFiles() {
        Map<String, Place> seen = new HashMap<>();
        catalog.files().forEach((path, text) -> {
            if (!Catalog.isDocument(path)) {
                return;
            }
            int errors = problems.errors();
            List<Node> nodes = YamlFile.read(path, text, problems);
            if (nodes.isEmpty() && problems.errors() == errors) {
                problems.warning(new Place(path, 1, 1), "this file has no documents: fill it, or delete it");
            }
            for (Node node : nodes) {
                Document document = Document.read(node, problems);
                if (document == null) {
                    continue;
                }
                Place earlier = seen.putIfAbsent(document.kind() + " " + document.name(), document.place());
                if (earlier == null) {
                    documents(document.kind()).add(document);
                } else {
                    problems.error(
                            document.place(),
                            document.kind() + " '" + document.name() + "' is already defined in " + earlier
                                    + ": rename one");
                }
            }
        });
    }

    /** In the order in which they refer to each other. */
    private void readDocuments() {
        InventoryReader.read(documents(Kind.Inventory), catalog, problems);
        documents(Kind.Source).forEach(document -> {
            catalog.sourceNames().add(document.name());
            int errors = problems.errors();
            Source source = SourceReader.read(document, catalog);
            if (problems.errors() == errors) {
                catalog.sources().put(document.name(), source);
            }
        });
        documents(Kind.Action).forEach(document -> {
            catalog.actionNames().add(document.name());
            int errors = problems.errors();
            ActionDefinition action = ActionReader.read(document, catalog);
            if (problems.errors() == errors) {
                catalog.actions().put(document.name(), action);
            }
        });
        documents(Kind.RemediationPolicy)
                .forEach(document -> policies.put(document.name(), PolicyReader.read(document, catalog)));
    }

    private void warnOfNoPolicy() {
        boolean anyPolicy = !documents(Kind.RemediationPolicy).isEmpty();
        if (!anyPolicy && problems.errors() == 0) {
            String first = catalog.files().isEmpty() ? "." : catalog.files().firstKey();
            problems.warning(new Place(first, 1, 1), "there is no RemediationPolicy: nothing will be detected or done");
        }
    }

    private List<Document> documents(Kind kind) {
        return documents.computeIfAbsent(kind, k -> new ArrayList<>());
    }

    private Bundle bundle(String commit) {
        SortedMap<String, String> scripts = new TreeMap<>();
        catalog.scripts().forEach(path -> scripts.put(path, catalog.files().getOrDefault(path, "")));
        return new Bundle(commit, catalog.sources(), policies, catalog.actions(), catalog.resources(), scripts);
    }
}
