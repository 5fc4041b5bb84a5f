package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.duration;
import static dev.farrier.policy.keys.YamlTypes.filled;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.map;

import dev.farrier.policy.Approval;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.DetectorHash;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Policy.Alternative;
import dev.farrier.policy.Policy.DiagnosisSteps;
import dev.farrier.policy.Policy.Mode;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.text.Template;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.document.TimeIntervalsReader;
import dev.farrier.policy.yaml.document.TimeIntervalsReader.ScheduleReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code kind: RemediationPolicy}. */
public final class PolicyReader {
    private static final YamlMap TARGET_MAP = YamlMap.of("target", "The resource that the policy acts on.");
    private static final YamlKey<String> RESOURCE = TARGET_MAP.required(
            "resource",
            filled("write the resource's name, such as '{group.host}'"),
            "The name of a resource of an inventory, such as '{group.host}'. When no inventory has it, the decider "
                    + "does nothing.");

    public static final YamlMap POLICY = YamlMap.of(
                    "policy", "Which events are a symptom, which resource is " + "remediated, and how.")
            .refuse("approval", "concurrency", "concurrencyPolicy", "inhibitRules", "maxUnhealthy", "minHealthy");
    private static final ScheduleReader SCHEDULE = TimeIntervalsReader.declareIn(POLICY, "the policy");
    private static final YamlKey<Mode> MODE = POLICY.optional(
            "mode",
            choice(Mode.class),
            Mode.ENFORCE,
            "enforce: act. approve: act, but before the first rung of an incident changes anything, a person who has the role approver must say yes within 15m; else a person is called. shadow: the decider decides and records everything, and sends no command and no page. off: "
                    + "the policy is not evaluated.");
    private static final YamlKey<List<MapReader>> MATCH = POLICY.required(
            "match", MatchReader.MATCH, "Alternatives, at most 64. An event that matches several counts once.");
    private static final YamlKey<MapReader> DETECT =
            POLICY.required("detect", DetectReader.DETECT, "One detector, and the labels that group the events.");
    private static final YamlKey<Node> CLEARS = POLICY.optional(
            "clears",
            VerifyReader.CLEARS,
            "What ends the symptom. Default: resolved for alerts, a new event for an absence, else the quietFor of a "
                    + "rung's verify.");
    private static final YamlKey<MapReader> TARGET = POLICY.required(
            "target",
            map(TARGET_MAP).orWrite("write target: {resource: '{group.LABEL}'}"),
            "The resource that the " + "policy acts on.");
    private static final YamlKey<MapReader> GUARDS = POLICY.optional(
            "guards",
            map(GuardsReader.GUARDS),
            "Limits that the decider checks before each rung. Default: by the strongest risk of the rungs.");
    private static final YamlKey<Node> DIAGNOSE = POLICY.optional(
            "diagnose",
            DiagnosisReader.DIAGNOSE,
            "What is asked once an incident, after confirm and before anything is changed. Its output goes into the incident and,"
                    + " as {diagnosis}, into the page. The first rung waits for it for within, and goes on without it then.");
    private static final YamlKey<List<MapReader>> REMEDIATE = POLICY.optional(
            "remediate",
            list(map(RungReader.RUNG)),
            "Rungs, mildest first. The next one runs only when the one before did not help.");
    private static final YamlKey<List<MapReader>> ESCALATE = POLICY.optional(
            "escalate",
            list(map(StepReader.BEST_EFFORT_STEP)),
            "Steps that call a person when no rung has helped. Default: those of the Escalation. A policy with mode "
                    + "enforce must have some.");
    private static final YamlKey<List<MapReader>> ON_RESOLVED = POLICY.optional(
            "onResolved",
            list(map(StepReader.BEST_EFFORT_STEP)),
            "Steps that tell a person who was called that the incident is over. Default: those of the Escalation.");

    private static final YamlKey<MapReader> RECURRENCE = POLICY.optional(
            RecurrenceReader.RECURRENCE_KEY,
            map(RecurrenceReader.RECURRENCE),
            "What happens when the policy has healed a target again and again. Default: nothing, it heals it again.");

    private static final YamlKey<Duration> RELAPSE = POLICY.optional(
            "relapse",
            duration(RecurrenceReader.LONGEST_RELAPSE),
            Duration.ZERO,
            "A symptom that returns so soon after a rung has helped belongs to the same incident, which goes on with the next rung."
                    + " At most 1d. 0: a new incident opens.");

    private final Document document;
    private final MapReader spec;
    private final Catalog catalog;
    private final Problems problems;
    private final EscalationReader.@Nullable EscalationDefaults otherwise;

    private PolicyReader(Document document, Catalog catalog, EscalationReader.@Nullable EscalationDefaults otherwise) {
        this.document = document;
        this.spec = document.open(POLICY);
        this.catalog = catalog;
        this.problems = document.problems();
        this.otherwise = otherwise;
    }

    /** @param otherwise for a policy that does not say itself whom it calls; null: there is none */
    public static Policy read(
            Document document, Catalog catalog, EscalationReader.@Nullable EscalationDefaults otherwise) {
        return new PolicyReader(document, catalog, otherwise).read();
    }

    private Policy read() {
        List<Alternative> alternatives = new MatchReader(catalog).read(spec, MATCH);
        Set<String> names = alternatives.stream().map(Alternative::name).collect(Collectors.toCollection(TreeSet::new));
        Clearing written = VerifyReader.clears(spec, CLEARS, names);
        Set<String> clearing = written instanceof Clearing.ClearingEvent event ? event.of() : Set.of();
        MapReader detectKeys = spec.find(DETECT);
        DetectReader detect = new DetectReader(detectKeys, alternatives, clearing, catalog);
        Detector detector = detect.detector();
        List<String> groupBy = detect.groupBy();
        Set<String> group = group(detect, detector, clearing);
        warnOfUnused(alternatives, detector, clearing);
        EvidenceCheck evidence = new EvidenceCheck(alternatives, detector, catalog, problems);
        evidence.checkAbsence(spec.location(DETECT));
        Clearing clears = clears(written, evidence, detector);
        evidence.checkSustained(clears, spec.location(DETECT));
        Template target = target(group);
        if (group.size() == groupBy.size()) {
            detect.checkExpected(detector, targetText());
        }
        RungReader rungReader = new RungReader(document.name(), group, catalog, new VerifyReader(evidence));
        List<Rung> rungs = spec.get(REMEDIATE).stream()
                .map(rung -> rungReader.read(rung, clears))
                .toList();
        DiagnosisSteps diagnosis = DiagnosisReader.read(spec, DIAGNOSE, document.name(), group, catalog);
        if (rungs.isEmpty() && spec.has(DIAGNOSE)) {
            spec.error(
                    DIAGNOSE,
                    "a diagnosis runs before the first rung, and the policy has none: remove it, or write remediate");
        }
        Risk risk = RiskDefaults.strongest(rungs);
        Guards guards = GuardsReader.read(spec.find(GUARDS), risk, catalog);
        Mode mode = spec.get(MODE);
        boolean acts = mode == Mode.ENFORCE || mode == Mode.APPROVE;
        if (acts) {
            new RungWarnings(spec, REMEDIATE, GUARDS, catalog).warn(rungs, guards, alternatives, target);
        }
        List<Step> escalate = calls(ESCALATE, group, rungs, otherwise == null ? List.of() : otherwise.steps());
        List<Step> onResolved =
                calls(ON_RESOLVED, group, rungs, otherwise == null ? List.of() : otherwise.onResolved());
        String nobody = mode == Mode.APPROVE ? ApprovalReader.nobody(Approval.DEFAULT, catalog.approvers()) : "";
        if (!nobody.isEmpty()) {
            spec.error(MODE, nobody);
        }
        if (acts && escalate.isEmpty() && (otherwise == null || spec.has(ESCALATE))) {
            spec.missing(
                    List.of(ESCALATE),
                    document.location(),
                    "nobody is called when nothing helps: write escalate: [{action: NAME}] here, or for all policies a"
                            + " document with kind: Escalation, metadata: {name: default} and spec: {steps: [{action:"
                            + " NAME}]}");
        }
        Duration relapse = RecurrenceReader.relapse(spec, RELAPSE, rungs, guards, spec.find(GUARDS));
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
                diagnosis,
                rungs,
                escalate,
                onResolved,
                RecurrenceReader.read(spec, RECURRENCE, rungs, guards, relapse),
                relapse,
                SCHEDULE.read(spec, catalog));
        ApprovalReader.warnOfTooLate(policy, spec.get(REMEDIATE));
        if (spec.find(GUARDS) instanceof MapReader writtenGuards) {
            StormWarnings.warnOfOwn(policy, writtenGuards);
        }
        return policy;
    }

    /** The steps that the policy writes, even if it writes none; without the key, those of the Escalation. */
    private List<Step> calls(YamlKey<List<MapReader>> key, Set<String> group, List<Rung> rungs, List<Step> ofAll) {
        if (!spec.has(key)) {
            return ofAll;
        }
        Set<String> remedies = rungs.stream()
                .flatMap(rung -> Stream.concat(rung.steps().stream(), rung.rollback().stream()))
                .map(Step::id)
                .collect(Collectors.toCollection(TreeSet::new));
        return StepReader.ofCall(
                        document.name() + "/" + key.name() + "/",
                        group,
                        remedies,
                        spec.has(DIAGNOSE),
                        catalog,
                        problems)
                .read(spec, key, OnFailure.CONTINUE, false);
    }

    private Clearing clears(@Nullable Clearing written, EvidenceCheck evidence, Detector detector) {
        if (written != null) {
            evidence.check(written, spec.location(CLEARS));
            return written;
        }
        if (evidence.absence()) {
            return new Clearing.FreshEvent();
        }
        if (evidence.onlyAlerts() && !detector.countsTransitions()) {
            evidence.check(new Clearing.Resolved(), spec.location(DETECT));
            return new Clearing.Resolved();
        }
        // a policy that verifies a rung by silence has said what ends its symptom
        for (MapReader rung : spec.get(REMEDIATE)) {
            Clearing quiet = VerifyReader.quiet(rung);
            if (quiet != null) {
                return quiet;
            }
        }
        if (evidence.known()) {
            spec.missing(
                    List.of(CLEARS),
                    document.location(),
                    "say what ends the symptom: add clears: {quietFor: 3m}, clears: {of: NAME} or, for alerts, clears: resolved");
        }
        return new Clearing.FreshEvent();
    }

    private Template target(Set<String> groupBy) {
        MapReader target = spec.find(TARGET);
        if (target == null || target.find(RESOURCE) == null || !(target.scalar(RESOURCE) instanceof Scalar resource)) {
            return Template.parse("");
        }
        Template template = TemplateScope.ofTarget(groupBy).template(resource, problems);
        if (template.references().isEmpty()) {
            target.checkKnown(resource, "unknown resource", catalog.resourceNames());
        }
        return template;
    }

    private String targetText() {
        MapReader target = spec.find(TARGET);
        return target == null ? "" : target.get(RESOURCE);
    }

    /** The labels that templates may name: those of groupBy, and after a problem with groupBy those that may be meant. */
    private Set<String> group(DetectReader detect, Detector detector, Set<String> clearing) {
        Set<String> group = new TreeSet<>(detect.groupBy());
        group.addAll(detect.misspeltGroupBy());
        int errors = problems.errors();
        Set<String> counting = new TreeSet<>(detector.alternatives());
        counting.addAll(clearing);
        detect.checkGroupBy(counting);
        if (problems.errors() > errors) {
            group.addAll(detect.labels());
        }
        return group;
    }

    private void warnOfUnused(List<Alternative> alternatives, Detector detector, Set<String> clearing) {
        for (Alternative alternative : alternatives) {
            if (!detector.alternatives().contains(alternative.name()) && !clearing.contains(alternative.name())) {
                problems.warning(
                        spec.location(MATCH),
                        "alternative '" + alternative.name()
                                + "' is named by neither detect nor clears: remove it or add it to 'of'");
            }
        }
    }
}
