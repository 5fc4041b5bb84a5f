package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code kind: EscalationDefaults}: how a person is called by policies that do not say so themselves. */
public final class EscalationReader {
    /** There is one, so that it is clear which counts. */
    private static final String NAME = "default";

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
            EscalationDefaults read = read(document, catalog);
            first = first == null ? read : first;
        }
        return first;
    }

    private static EscalationDefaults read(Document document, Catalog catalog) {
        Fields spec = document.spec();
        spec.missing("steps", "write steps: [{action: NAME}]");
        if (spec.get("steps") instanceof Node.ListNode steps && steps.items().isEmpty()) {
            spec.error("steps", "'spec.steps' is empty: nobody would be called");
        }
        EscalationDefaults escalation =
                new EscalationDefaults(steps(document, "steps", catalog), steps(document, "onResolved", catalog));
        spec.done();
        return escalation;
    }

    private static List<Step> steps(Document document, String key, Catalog catalog) {
        return Steps.ofCall("escalation/" + document.name() + "/" + key + "/", null, null, catalog, document.problems())
                .read(document.spec(), key, OnFailure.CONTINUE, false);
    }
}
