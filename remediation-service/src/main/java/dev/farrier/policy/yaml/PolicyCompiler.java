package dev.farrier.policy.yaml;

import dev.farrier.model.Watchdog;
import dev.farrier.policy.Approvers;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.Policy;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.DisruptionBudgetReader;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.Document.DocumentKind;
import dev.farrier.policy.yaml.document.InhibitRulesReader;
import dev.farrier.policy.yaml.document.InventoryReader;
import dev.farrier.policy.yaml.document.StormBreakerReader;
import dev.farrier.policy.yaml.document.TimeIntervalsReader;
import dev.farrier.policy.yaml.remediation.EscalationReader;
import dev.farrier.policy.yaml.remediation.PolicyReader;
import dev.farrier.policy.yaml.remediation.StormWarnings;
import dev.farrier.policy.yaml.remediation.UndoReader;
import dev.farrier.policy.yaml.source.SourceReader;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.policy.yaml.test.PolicyTestReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the files of a policy directory to one bundle, or reports everything that is wrong with them. The same files give the
 * same bundle. Ten thousand policies take seconds, so the compiler reads several files at once.
 */
public final class PolicyCompiler {
    /** The keys of {@code spec}, by kind of document. */
    static final Map<DocumentKind, YamlMap> KINDS = Map.of(
            DocumentKind.Source, SourceReader.SOURCE,
            DocumentKind.RemediationPolicy, PolicyReader.POLICY,
            DocumentKind.Action, ActionReader.ACTION,
            DocumentKind.Escalation, EscalationReader.ESCALATION,
            DocumentKind.Inventory, InventoryReader.INVENTORY,
            DocumentKind.DisruptionBudget, DisruptionBudgetReader.DISRUPTION_BUDGET,
            DocumentKind.StormBreaker, StormBreakerReader.STORM_BREAKER,
            DocumentKind.TimeIntervals, TimeIntervalsReader.TIME_INTERVALS,
            DocumentKind.InhibitRules, InhibitRulesReader.INHIBIT_RULES,
            DocumentKind.PolicyTest, PolicyTestReader.POLICY_TEST);

    /** Problems between files. */
    private final Problems problems = new Problems();

    private final List<PolicyFile> files;
    private final Map<DocumentKind, List<Document>> documents = new EnumMap<>(DocumentKind.class);
    private final Catalog catalog;
    private final SortedMap<String, Policy> policies = new TreeMap<>();
    private final List<InhibitRule> inhibitRules = new ArrayList<>();

    private PolicyCompiler(SortedMap<String, String> files, Extensions extensions, @Nullable Approvers approvers) {
        this.catalog = Catalog.of(files, extensions, approvers);
        this.files = files.entrySet().parallelStream()
                .filter(file -> Catalog.isDocument(file.getKey()))
                .map(file -> PolicyFile.read(file.getKey(), file.getValue(), extensions))
                .toList();
    }

    /**
     * Never throws, whatever the files contain.
     *
     * @param files path relative to the policy directory, with {@code /} → content; {@code *.yaml} and {@code *.yml} are
     *     documents, all else may be a script that an action names
     * @param commit what the bundle is called
     */
    public static CompileResult compile(SortedMap<String, String> files, String commit) {
        return compile(files, commit, Extensions.installed());
    }

    /** The same, and an approval that nobody can give is an error. */
    public static CompileResult compile(SortedMap<String, String> files, String commit, @Nullable Approvers approvers) {
        return compile(files, commit, Extensions.installed(), approvers);
    }

    /** The same with other extensions than the installed ones. */
    public static CompileResult compile(SortedMap<String, String> files, String commit, Extensions extensions) {
        return compile(files, commit, extensions, null);
    }

    private static CompileResult compile(
            SortedMap<String, String> files, String commit, Extensions extensions, @Nullable Approvers approvers) {
        PolicyCompiler compiler = new PolicyCompiler(files, extensions, approvers);
        compiler.sort();
        compiler.refuseReservedNames();
        return compiler.compileAll(commit);
    }

    /** Documents of Farrier itself, which have names that those of users can't have. */
    static CompileResult compileBuiltIn(SortedMap<String, String> files, Extensions extensions) {
        PolicyCompiler compiler = new PolicyCompiler(files, extensions, null);
        compiler.sort();
        return compiler.compileAll("");
    }

    private CompileResult compileAll(String commit) {
        readDocuments();
        warnOfNoPolicy();
        return compiled(commit);
    }

    /** Tests come last: they may refer to everything. */
    private CompileResult compiled(String commit) {
        Bundle bundle = found().errors() == 0 ? bundle(commit) : null;
        List<Document> written = documents(DocumentKind.PolicyTest);
        List<PolicyTest> tests = new ArrayList<>();
        if (bundle != null && !written.isEmpty()) {
            PolicyTestReader reader = new PolicyTestReader(bundle, catalog.inventories());
            written.forEach(document -> tests.add(reader.read(document)));
        }
        Problems found = found();
        return found.errors() == 0
                ? new CompileResult(bundle, tests, found.sorted())
                : new CompileResult(null, List.of(), found.sorted());
    }

    private Problems found() {
        Problems all = new Problems();
        all.addAll(problems);
        files.forEach(file -> all.addAll(file.problems()));
        Map<String, Placeholders> unfilled = new HashMap<>();
        files.stream()
                .map(PolicyFile::unfilled)
                .filter(one -> !one.isEmpty())
                .forEach(one -> unfilled.put(one.first().file(), one));
        return unfilled.isEmpty() ? all : Placeholders.replaceConsequences(all, unfilled);
    }

    /** Sorts documents by kind. Of two with the same name the first counts. */
    private void sort() {
        Map<String, Location> seen = new HashMap<>();
        for (PolicyFile file : files) {
            for (Document document : file.documents()) {
                Location earlier = seen.putIfAbsent(document.kind() + " " + document.name(), document.location());
                if (earlier == null) {
                    documents(document.kind()).add(document);
                } else {
                    problems.error(
                            document.location(),
                            document.kind() + " '" + document.name() + "' is already defined in " + earlier
                                    + ": rename one");
                }
            }
        }
    }

    private void refuseReservedNames() {
        documents.values().stream()
                .flatMap(List::stream)
                .filter(document -> Watchdog.is(document.name()))
                .forEach(document -> problems.error(
                        document.location(),
                        document.kind() + " '" + document.name()
                                + "' has the name of Farrier's own watchdog: rename it"));
    }

    /** In the order in which they refer to each other. */
    private void readDocuments() {
        InventoryReader.read(documents(DocumentKind.Inventory), catalog, problems);
        DisruptionBudgetReader.read(documents(DocumentKind.DisruptionBudget), catalog);
        StormBreakerReader.read(documents(DocumentKind.StormBreaker), catalog);
        TimeIntervalsReader.read(documents(DocumentKind.TimeIntervals), catalog);
        documents(DocumentKind.Source).forEach(document -> {
            catalog.sourceNames().add(document.name());
            int errors = document.problems().errors();
            Source source = SourceReader.read(document, catalog);
            if (document.problems().errors() == errors) {
                catalog.sources().put(document.name(), source);
            }
        });
        documents(DocumentKind.Action).forEach(document -> {
            catalog.actionNames().add(document.name());
            int errors = document.problems().errors();
            ActionDefinition action = ActionReader.read(document, catalog);
            if (document.problems().errors() == errors) {
                catalog.actions().put(document.name(), action);
            }
        });
        UndoReader.readActions(documents(DocumentKind.Action), catalog);
        EscalationReader.EscalationDefaults otherwise =
                EscalationReader.read(documents(DocumentKind.Escalation), catalog);
        // the documents of a file share its problems, which are not thread-safe: so one thread reads them all
        documents(DocumentKind.RemediationPolicy).stream()
                .collect(Collectors.groupingBy(document -> document.location().file()))
                .values()
                .parallelStream()
                .flatMap(ofFile -> ofFile.stream().map(document -> PolicyReader.read(document, catalog, otherwise)))
                .toList()
                .forEach(policy -> policies.put(policy.name(), policy));
        inhibitRules.addAll(InhibitRulesReader.read(documents(DocumentKind.InhibitRules), catalog, policies.values()));
        StormWarnings.warnOfBreakers(documents(DocumentKind.StormBreaker), catalog, policies.values());
    }

    private void warnOfNoPolicy() {
        boolean anyPolicy = !documents(DocumentKind.RemediationPolicy).isEmpty();
        if (!anyPolicy && found().errors() == 0) {
            String first = catalog.files().isEmpty() ? "." : catalog.files().firstKey();
            problems.warning(
                    new Location(first, 1, 1), "there is no RemediationPolicy: nothing will be detected or done");
        }
    }

    private List<Document> documents(DocumentKind kind) {
        return documents.computeIfAbsent(kind, none -> new ArrayList<>());
    }

    private Bundle bundle(String commit) {
        SortedMap<String, String> scripts = new TreeMap<>();
        catalog.scripts().forEach(path -> scripts.put(path, catalog.files().getOrDefault(path, "")));
        return new Bundle(
                commit,
                catalog.sources(),
                policies,
                catalog.actions(),
                catalog.resources(),
                catalog.budgets(),
                catalog.stormBreakers(),
                inhibitRules,
                scripts);
    }
}
