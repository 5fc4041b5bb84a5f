package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code kind: Escalation}: how a person is called by policies that do not say so themselves. */
public final class EscalationReader {
    /** There is one, so that it is clear which counts. */
    private static final String NAME = "default";

    public static final YamlMap ESCALATION = YamlMap.of(
            "escalation",
            "How policies without escalate of their own call a person. There is one Escalation, named default.");
    private static final YamlKey<List<MapReader>> STEPS = ESCALATION.required(
            "steps",
            YamlTypes.filledList(YamlTypes.map(StepReader.BEST_EFFORT_STEP), "nobody would be called")
                    .orWrite("write steps: [{action: NAME}]"),
            "Steps that call a person, for policies without escalate.");
    private static final YamlKey<List<MapReader>> ON_RESOLVED = ESCALATION.optional(
            "onResolved",
            YamlTypes.list(YamlTypes.map(StepReader.BEST_EFFORT_STEP)),
            "Steps that tell a person who was called that the incident is over, for policies without onResolved.");

    private EscalationReader() {}

    /**
     * @param steps ways of calling a person
     * @param onResolved ways of telling that it is over
     */
    public record EscalationDefaults(List<Step> steps, List<Step> onResolved) {
        public EscalationDefaults {
            steps = List.copyOf(steps);
            onResolved = List.copyOf(onResolved);
        }
    }

    /** Null when there is none. After a problem a stand-in, so that policies are not blamed as well. */
    public static @Nullable EscalationDefaults read(List<Document> documents, Catalog catalog) {
        EscalationDefaults first = null;
        for (Document document : documents) {
            if (!document.name().equals(NAME)) {
                document.problems()
                        .error(
                                document.location(),
                                "an Escalation is for all policies that have none of their own: name it '" + NAME
                                        + "', or write these steps under escalate of a policy");
            }
            MapReader spec = document.open(ESCALATION);
            EscalationDefaults read = new EscalationDefaults(
                    steps(document, spec, STEPS, catalog), steps(document, spec, ON_RESOLVED, catalog));
            first = first == null ? read : first;
        }
        return first;
    }

    private static List<Step> steps(Document document, MapReader spec, YamlKey<List<MapReader>> key, Catalog catalog) {
        String prefix = "escalation/" + document.name() + "/" + key.name() + "/";
        return StepReader.ofCall(prefix, null, null, true, catalog, document.problems())
                .read(spec, key, OnFailure.CONTINUE, false);
    }
}
