package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code kind: RemediationPolicy}. */
public final class PolicyReader {
    private static final String[] LATER = {
        "activeTimeIntervals",
        "approval",
        "concurrency",
        "concurrencyPolicy",
        "diagnose",
        "inhibitRules",
        "maxUnhealthy",
        "minHealthy",
        "muteTimeIntervals",
        "recurrence"
    };

    private final Document document;
    private final Fields spec;
    private final Catalog catalog;
    private final Problems problems;
    private final EscalationReader.@Nullable EscalationDefaults otherwise;

    private PolicyReader(Document document, Catalog catalog, EscalationReader.@Nullable EscalationDefaults otherwise) {
        this.document = document;
        this.spec = document.spec();
        this.catalog = catalog;
        this.problems = spec.problems();
        this.otherwise = otherwise;
    }

    /** @param otherwise for a policy that does not say itself whom it calls; null: there is none */
    public static Policy read(Document document, Catalog catalog, EscalationReader.@Nullable EscalationDefaults otherwise) {
        return new PolicyReader(document, catalog, otherwise).read();
    }

    private Policy read() {
        spec.unsupported(LATER);
        List<Alternative> alternatives = new MatchReader(spec, catalog).read();
        Set<String> names = alternatives.stream().map(Alternative::name).collect(Collectors.toCollection(TreeSet::new));
        Clearing written = VerifyReader.clears(spec, names);
        Set<String> clearing = written instanceof Clearing.ClearingEvent match ? match.of() : Set.of();
        MatchAlternatives named = new MatchAlternatives(alternatives, clearing, catalog);
        DetectReader detect = new DetectReader(spec, named);
        Detector detector = detect.detector();
        List<String> groupBy = detect.groupBy();
        Set<String> group = group(named, detector, clearing, groupBy);
        warnUnused(alternatives, detector, clearing);
        EvidenceCheck evidence = new EvidenceCheck(alternatives, detector, catalog, problems);
        evidence.checkAbsence(spec.location("detect"));
        Clearing clears = clears(written, evidence, detector);
        evidence.checkSustained(clears, spec.location("detect"));
        Template target = target(group);
        if (group.size() == groupBy.size()) {
            checkExpected(detector, groupBy);
        }
        List<Rung> rungs =
                new RungReader(document.name(), group, catalog, new VerifyReader(evidence)).read(spec, clears);
        Risk risk = RiskDefaults.strongest(rungs);
        Guards guards = GuardsReader.read(spec, risk, catalog);
        Mode mode = spec.choice("mode", Mode.class, Mode.ENFORCE);
        List<Step> escalate = calls("escalate", group, rungs, otherwise == null ? List.of() : otherwise.steps());
        List<Step> onResolved =
                calls("onResolved", group, rungs, otherwise == null ? List.of() : otherwise.onResolved());
        if (mode == Mode.ENFORCE && escalate.isEmpty() && (otherwise == null || spec.has("escalate"))) {
            spec.lacks(
                    Set.of("escalate"),
                    document.location(),
                    "nobody is called when nothing helps: write escalate: [{action: NAME}] here, or for all policies a"
                            + " document with kind: Escalation, metadata: {name: default} and spec: {steps: [{action:"
                            + " NAME}]}");
        }
        Policy policy = new Policy(
                document.name(),
                document.labels(),
                mode,
                alternatives,
                detector,
                DetectorHash.of(alternatives, detector, groupBy, clears),
                groupBy,
                detect.maxGroups(),
                target,
                guards,
                clears,
                rungs,
                escalate,
                onResolved);
        spec.done();
        return policy;
    }

    /** What is written here, even if that is nothing; else what is written for all. */
    private List<Step> calls(String key, Set<String> group, List<Rung> rungs, List<Step> ofAll) {
        if (!spec.has(key)) {
            return ofAll;
        }
        Set<String> remedies = rungs.stream()
                .flatMap(rung -> Stream.concat(rung.steps().stream(), rung.rollback().stream()))
                .map(Step::id)
                .collect(Collectors.toCollection(TreeSet::new));
        return Steps.ofCall(document.name() + "/" + key + "/", group, remedies, catalog, problems)
                .read(spec, key, OnFailure.CONTINUE, false);
    }

    private Clearing clears(@Nullable Clearing written, EvidenceCheck evidence, Detector detector) {
        if (written != null) {
            evidence.check(written, spec.location("clears"));
            return written;
        }
        if (evidence.absence()) {
            return new Clearing.FreshEvent();
        }
        if (evidence.onlyAlerts() && !(detector instanceof Detector.Flapping)) {
            evidence.check(new Clearing.Resolved(), spec.location("detect"));
            return new Clearing.Resolved();
        }
        Clearing verified = evidenceOfRungs();
        if (verified != null) {
            return verified;
        }
        if (evidence.known()) {
            spec.lacks(
                    Set.of("clears"),
                    document.location(),
                    "say what ends the symptom: add clears: {quietFor: 3m}, clears: {of: NAME} or, for alerts, clears: resolved");
        }
        return new Clearing.FreshEvent();
    }

    /** A policy that verifies a rung by silence has said what ends its symptom. */
    private @Nullable Clearing evidenceOfRungs() {
        for (Fields rung : spec.maps("remediate")) {
            if (rung.get("verify") instanceof Node.MapNode) {
                Fields verify = rung.fields("verify");
                if (verify != null && verify.has("quietFor")) {
                    return new Clearing.QuietFor(verify.requirePositive("quietFor", Durations.MAX));
                }
            }
        }
        return null;
    }

    private Template target(Set<String> groupBy) {
        Fields target = spec.fields("target");
        spec.missing("target", "write target: {resource: '{group.LABEL}'}");
        if (target == null) {
            return Template.parse("");
        }
        Scalar resource = target.requireScalar("resource", "write the resource's name, such as '{group.host}'");
        target.done();
        if (resource == null) {
            return Template.parse("");
        }
        Template template = new TemplateScope(null, groupBy, null, null).template(resource, problems);
        boolean literal = template.references().isEmpty();
        if (literal && !catalog.resourceNames().contains(resource.text())) {
            problems.error(
                    resource.location(),
                    "unknown resource '" + resource.text() + "'"
                            + Nearest.hint(resource.text(), catalog.resourceNames()));
        }
        return template;
    }

    /** Of a resource that never spoke nothing is known but its name. */
    private void checkExpected(Detector detector, List<String> groupBy) {
        Fields detect = spec.fields("detect");
        Fields absence = detect == null ? null : detect.fields("absence");
        if (!(detector instanceof Detector.Absence absent) || absence == null || !absence.has("expected")) {
            return;
        }
        Fields target = spec.fields("target");
        String name = groupBy.size() == 1 ? "{group." + groupBy.get(0) + "}" : "";
        if (target == null || !target.text("resource", "").equals(name)) {
            absence.error(
                    "expected",
                    "of a resource that never spoke only the name is known: group by one label, and write target: {resource:"
                            + " '{group." + (groupBy.isEmpty() ? "host" : groupBy.get(0)) + "}'}");
        } else if (absent.expected().isEmpty()) {
            absence.error("expected", "'" + absence.path("expected") + "' is empty: it would expect nobody");
        } else if (catalog.resources().values().stream()
                .noneMatch(resource -> resource.labels()
                        .entrySet()
                        .containsAll(absent.expected().entrySet()))) {
            problems.warning(
                    absence.location("expected"),
                    "no resource has the labels " + absent.expected() + ": nobody is expected to speak");
        }
    }

    /** What templates may name: the labels of groupBy, and when something is wrong there, those that may be meant. */
    private Set<String> group(MatchAlternatives named, Detector detector, Set<String> clearing, List<String> groupBy) {
        Set<String> group = new TreeSet<>(groupBy);
        group.addAll(DetectReader.misspeltGroupBy(spec));
        int errors = problems.errors();
        checkGroupBy(named, detector, clearing, groupBy);
        if (problems.errors() > errors) {
            group.addAll(named.labels());
        }
        return group;
    }

    private void checkGroupBy(MatchAlternatives named, Detector detector, Set<String> clearing, List<String> groupBy) {
        Fields detect = spec.fields("detect");
        Set<String> counting = new TreeSet<>(detector.alternatives());
        counting.addAll(clearing);
        for (String label : groupBy) {
            named.checkLabel(
                    detect == null ? spec : detect, "groupBy", label, counting, "so none of its events could count");
        }
    }

    private void warnUnused(List<Alternative> alternatives, Detector detector, Set<String> clearing) {
        for (Alternative alternative : alternatives) {
            if (!detector.alternatives().contains(alternative.name()) && !clearing.contains(alternative.name())) {
                problems.warning(
                        spec.location("match"),
                        "alternative '" + alternative.name()
                                + "' is named by neither detect nor clears: remove it or add it to 'of'");
            }
        }
    }
}
