package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.either;
import static dev.farrier.policy.keys.YamlTypes.filledList;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.policy.Policy.DiagnosisSteps;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.yaml.document.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code diagnose} of a policy: a list of steps, or a map of them and the time that they may take. */
final class DiagnosisReader {
    /** A longer wait would be a reason not to diagnose at all. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Each keeps a part of what an incident keeps: at least 1,024 characters. */
    private static final int MOST_STEPS = 8;

    private static final YamlType<List<MapReader>> LIST =
            filledList(map(StepReader.DIAGNOSIS_STEP), "write at least one step, or remove diagnose");

    private static final YamlMap DIAGNOSE_MAP = YamlMap.of(
            "diagnose",
            "What is asked before anything is changed. A list of steps is the same with the default within.");
    private static final YamlKey<List<MapReader>> STEPS = DIAGNOSE_MAP.required(
            "steps", LIST.orWrite("write steps: [{action: NAME}]"), "The steps, at most 8, one after the other.");
    private static final YamlKey<Duration> WITHIN = DIAGNOSE_MAP.optional(
            "within",
            positiveDuration(LONGEST),
            DiagnosisSteps.DEFAULT_WITHIN,
            "How long the first rung waits for all of them, from when its first step could start. Then it starts without the "
                    + "rest, also when no executor had room.");

    static final YamlType<Node> DIAGNOSE = either("list of step or map", LIST, map(DIAGNOSE_MAP));

    private DiagnosisReader() {}

    static DiagnosisSteps read(MapReader spec, YamlKey<Node> key, String policy, Set<String> groupBy, Catalog catalog) {
        Node node = spec.find(key);
        if (node == null) {
            return DiagnosisSteps.NONE;
        }
        Duration within = DiagnosisSteps.DEFAULT_WITHIN;
        List<MapReader> written;
        if (node instanceof ListNode) {
            written = spec.as(key, LIST);
        } else {
            MapReader map = spec.open(node, spec.path(key), DIAGNOSE_MAP);
            if (map == null) {
                return DiagnosisSteps.NONE;
            }
            within = map.get(WITHIN);
            written = map.get(STEPS);
        }
        if (written.size() > MOST_STEPS) {
            spec.error(key, "'" + spec.path(key) + "' has " + written.size() + " steps: write at most " + MOST_STEPS);
        }
        List<Step> steps = StepReader.ofDiagnosis(policy, groupBy, within, catalog, spec.problems())
                .read(written, OnFailure.CONTINUE, false);
        return new DiagnosisSteps(steps, within);
    }
}
