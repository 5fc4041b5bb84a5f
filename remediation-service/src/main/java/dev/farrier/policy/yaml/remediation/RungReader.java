package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.filledList;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.name;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.yaml.action.ActionScope;
import dev.farrier.policy.yaml.action.ProbeKeys;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.document.TimeIntervalsReader;
import dev.farrier.policy.yaml.document.TimeIntervalsReader.ScheduleReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code remediate} of a policy: its rungs, mildest first. */
final class RungReader {
    static final YamlMap RUNG = YamlMap.of("rung", "One way to remediate, and how the decider verifies that it helped.")
            .refuse("diagnose");
    static final YamlKey<String> NAME =
            RUNG.required("name", name(NameRule.DOCUMENT, "name the rung"), "The rung's name, unique in the policy.");
    static final YamlKey<Risk> RISK = RUNG.optional(
            "risk", choice(Risk.class), Risk.DISRUPTIVE, "Decides the defaults of the guards and of settle.");
    private static final YamlKey<MapReader> CONFIRM = RUNG.optional(
            "confirm",
            map(ProbeKeys.PROBE),
            "A probe before the first step. When the answer is another one, the incident ends. When there is no "
                    + "answer, the policy calls a person.");
    private static final YamlKey<List<MapReader>> STEPS = RUNG.required(
            "steps",
            filledList(map(StepReader.STEP), "write at least one step").orWrite("write at least one step"),
            "The steps, run in this order.");
    private static final YamlKey<List<MapReader>> ROLLBACK = RUNG.optional(
            "rollback",
            list(map(StepReader.BEST_EFFORT_STEP)),
            "Steps that run after a step that failed with onFailure: rollback. They run to the end even when one "
                    + "fails.");
    static final YamlKey<Node> VERIFY = RUNG.optional(
            "verify",
            VerifyReader.VERIFY,
            "How the decider verifies that the rung helped. Default: what clears the symptom, within 10m.");

    static final YamlKey<MapReader> APPROVAL = RUNG.optional(
            "approval",
            map(ApprovalReader.APPROVAL),
            "Persons who must say yes before the rung changes anything. They are called by the steps of escalate, once, after the"
                    + " guards, confirm and diagnose; after their yes the rung is decided anew.");

    private static final ScheduleReader SCHEDULE = TimeIntervalsReader.declareIn(RUNG, "the rung");

    private final String policy;
    private final Set<String> groupBy;
    private final Catalog catalog;
    private final VerifyReader verify;
    private final Set<String> names = new HashSet<>();

    RungReader(String policy, Set<String> groupBy, Catalog catalog, VerifyReader verify) {
        this.policy = policy;
        this.groupBy = groupBy;
        this.catalog = catalog;
        this.verify = verify;
    }

    Rung read(MapReader written, Clearing clears) {
        String name = written.get(NAME);
        if (!name.isEmpty() && !names.add(name)) {
            written.error(NAME, "a rung before this one is named '" + name + "' too: rename one");
        }
        ActionScope scope = new ActionScope(catalog, TemplateScope.ofProbes(groupBy, catalog));
        MapReader confirm = written.find(CONFIRM);
        Probe probe = confirm == null ? null : ProbeKeys.read(confirm, scope);
        StepReader steps = new StepReader(policy + "/" + name + "/", groupBy, catalog, written.problems());
        boolean rollback = written.has(ROLLBACK);
        List<Step> forward = steps.read(written, STEPS, rollback ? OnFailure.ROLLBACK : OnFailure.NEXT_RUNG, true);
        for (MapReader step : written.get(STEPS)) {
            if (!rollback && step.get(StepReader.ON_FAILURE) == OnFailure.ROLLBACK) {
                step.error(StepReader.ON_FAILURE, "the rung has no rollback: add one, or write next-rung or continue");
            }
        }
        List<Step> back = steps.read(written, ROLLBACK, OnFailure.CONTINUE, false);
        Risk risk = written.get(RISK);
        MapReader approval = written.find(APPROVAL);
        return new Rung(
                name,
                risk,
                probe,
                forward,
                back,
                verify.read(written, risk, clears, scope),
                SCHEDULE.read(written, catalog),
                approval == null ? null : ApprovalReader.read(approval, catalog.approvers()));
    }
}
