package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.yaml.action.Probes;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code remediate} of a policy: its rungs, mildest first. */
final class RungReader {
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

    List<Rung> read(Fields spec, Clearing clears) {
        List<Rung> rungs = new ArrayList<>();
        for (Fields fields : spec.maps("remediate")) {
            rungs.add(rung(fields, clears));
            fields.done();
        }
        return rungs;
    }

    private Rung rung(Fields fields, Clearing clears) {
        Scalar written = fields.requireScalar("name", "name the rung");
        String name = written == null ? "" : DocumentTypes.name(written, NameRule.DOCUMENT, fields.problems());
        if (!name.isEmpty() && !names.add(name)) {
            fields.error("name", "a rung before this one is named '" + name + "' too: rename one");
        }
        fields.unsupported("approval", "diagnose");
        Risk risk = fields.choice("risk", Risk.class, Risk.DISRUPTIVE);
        TemplateScope scope = new TemplateScope(null, groupBy, null, catalog);
        Fields confirm = fields.fields("confirm");
        Probe probe = null;
        if (confirm != null) {
            probe = Probes.read(confirm, scope);
            confirm.done();
        }
        Steps steps = new Steps(policy + "/" + name + "/", groupBy, catalog, fields.problems());
        boolean rollback = fields.has("rollback");
        List<Step> forward = steps.read(fields, "steps", rollback ? OnFailure.ROLLBACK : OnFailure.NEXT_RUNG, true);
        fields.missing("steps", "write at least one step");
        if (fields.get("steps") instanceof Node.ListNode list && list.items().isEmpty()) {
            fields.error("steps", "'" + fields.path("steps") + "' is empty: write at least one step");
        }
        if (!rollback) {
            for (Fields step : fields.maps("steps")) {
                if (step.text("onFailure", "").equals("rollback")) {
                    step.error("onFailure", "the rung has no rollback: add one, or write next-rung or continue");
                }
            }
        }
        List<Step> back = steps.read(fields, "rollback", OnFailure.CONTINUE, false);
        Verify verified = verify.read(fields, risk, clears, scope);
        return new Rung(name, risk, probe, forward, back, verified);
    }
}
