package dev.farrier.policy.yaml.remediation;

import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.ActionDefinition;
import dev.farrier.policy.ActionDefinition.ActionBody;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.cel.StepCondition;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.action.BodyReader;
import dev.farrier.policy.yaml.action.Probes;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.DocumentTypes;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists of steps: of one rung, whose steps and rollback share their ids, or of those that call a person. */
final class Steps {
    private static final List<String> TYPES = List.of("action", "waitUntil", "process", "script", "http");
    private static final Task NOTHING = new Task.ActionCall("", new TreeMap<>());
    private static final Duration WAIT_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(5);
    private static final int MAX_RETRIES = 10;

    private final String prefix;
    private final Catalog catalog;
    private final Problems problems;
    private final CallReader calls;
    private final TemplateScope scope;
    private final Set<String> taken = new HashSet<>();
    private final Set<String> before = new LinkedHashSet<>();
    private final boolean call;

    /** @param prefix of the names that blocks standing in a step get as actions: {@code policy/rung/} */
    Steps(String prefix, Set<String> groupBy, Catalog catalog, Problems problems) {
        this(prefix, new TemplateScope(null, groupBy, Set.of(), catalog), catalog, problems);
    }

    private Steps(String prefix, TemplateScope scope, Catalog catalog, Problems problems) {
        this.prefix = prefix;
        this.catalog = catalog;
        this.problems = problems;
        this.calls = new CallReader(catalog, scope.group(), problems);
        this.scope = scope;
        this.call = scope.call();
    }

    /**
     * Of those that call a person.
     *
     * @param groupBy null: that of any policy
     * @param remedies ids of the steps whose outputs they may tell; null: those of any policy
     */
    static Steps ofCall(
            String prefix,
            @Nullable Set<String> groupBy,
            @Nullable Set<String> remedies,
            Catalog catalog,
            Problems problems) {
        return new Steps(prefix, new TemplateScope(null, groupBy, remedies, catalog, true), catalog, problems);
    }

    /**
     * The steps under this key.
     *
     * @param onFailure what a step does that says nothing
     * @param choice whether a step may say something else
     */
    List<Step> read(Fields owner, String key, OnFailure onFailure, boolean choice) {
        List<Fields> all = owner.maps(key);
        all.forEach(this::reserve);
        List<Step> steps = new ArrayList<>();
        for (Fields fields : all) {
            steps.add(step(fields, onFailure, choice));
            fields.done();
        }
        return steps;
    }

    /** Ids that are written come first, so that a made-up one gives way to them. */
    private void reserve(Fields fields) {
        Scalar id = fields.scalar("id");
        if (id != null && !DocumentTypes.name(id, NameRule.STEP, problems).isEmpty() && !taken.add(id.text())) {
            problems.error(id.location(), "another step has the id '" + id.text() + "' too: rename one");
        }
    }

    private Step step(Fields fields, OnFailure otherwise, boolean choice) {
        String type = ActionReader.type(fields, TYPES);
        boolean there = fields.has(type);
        String id = id(fields, there ? type : "step");
        Task task = there ? task(fields, type, id) : NOTHING;
        if (!type.equals("action") && fields.has("with")) {
            fields.lacks(
                    Set.of("action"),
                    fields.location("with"),
                    "'" + fields.path("with") + "' has no meaning without 'action': remove it");
        }
        Duration timeout = ActionReader.timeout(fields, usualTimeout(task));
        int retries = 0;
        Duration backoff = Duration.ZERO;
        Fields retry = fields.fields("retry");
        if (retry != null) {
            retries = retry.requireInteger("max", 0, MAX_RETRIES);
            backoff = retry.duration("backoff", DEFAULT_BACKOFF, ActionReader.MAX_TIMEOUT);
            retry.done();
        }
        String when = when(fields);
        OnFailure onFailure = fields.choice("onFailure", OnFailure.class, otherwise);
        if (!choice && fields.has("onFailure")) {
            fields.error(
                    "onFailure",
                    "'" + fields.path("onFailure") + "' has no meaning here, the next step runs anyway: remove it");
        }
        before.add(id);
        return new Step(id, task, timeout, retries, backoff, when, onFailure);
    }

    private String id(Fields fields, String type) {
        String written = fields.text("id", "");
        if (!written.isEmpty()) {
            return written;
        }
        String base = type.equals("action") ? fields.text("action", type) : type;
        if (!NameRule.STEP.allows(base)) {
            base = "step-" + base.replaceAll("[^A-Za-z0-9_-]", "-");
        }
        String id = base;
        for (int n = 2; !taken.add(id); n++) {
            id = base + "-" + n;
        }
        return id;
    }

    private Task task(Fields fields, String type, String id) {
        TemplateScope here = call ? scope : scope.withSteps(Set.copyOf(before));
        return switch (type) {
            case "action" -> calls.read(fields, here);
            case "waitUntil" -> waitUntil(fields, here);
            default -> inline(fields, type, id, here);
        };
    }

    private Duration usualTimeout(Task task) {
        return switch (task) {
            case Task.ProbeWait wait -> WAIT_TIMEOUT;
            case Task.ActionCall call -> {
                ActionDefinition action = catalog.actions().get(call.action());
                yield action == null ? ActionReader.DEFAULT_TIMEOUT : action.timeout();
            }
        };
    }

    private static Task waitUntil(Fields fields, TemplateScope here) {
        Fields wait = fields.fields("waitUntil");
        if (wait == null) {
            return NOTHING;
        }
        Duration every = wait.positive("every", Duration.ofSeconds(5), ActionReader.MAX_TIMEOUT);
        if (every.compareTo(SHORTEST_PAUSE) < 0) {
            wait.error("every", "'" + wait.path("every") + "' is too short: the shortest is 100ms");
        }
        Task task = new Task.ProbeWait(Probes.read(wait, here), every);
        wait.done();
        return task;
    }

    /** A block that stands in the step itself becomes an action of its own. */
    private Task inline(Fields fields, String type, String id, TemplateScope here) {
        ActionBody body = new BodyReader(catalog, here, new TreeMap<>()).read(fields, type);
        OnWorkerLoss onWorkerLoss = ActionReader.onWorkerLoss(fields);
        Duration timeout = ActionReader.timeout(fields, ActionReader.DEFAULT_TIMEOUT);
        String name = prefix + id;
        catalog.actions().put(name, new ActionDefinition(name, new TreeMap<>(), body, timeout, onWorkerLoss));
        return new Task.ActionCall(name, new TreeMap<>());
    }

    private String when(Fields fields) {
        Scalar written = fields.scalar("when");
        if (written == null) {
            return "";
        }
        try {
            for (String step : StepCondition.compile(written.text()).steps()) {
                if (!before.contains(step)) {
                    problems.error(
                            written.location(),
                            "no earlier step has the id '" + step + "'" + Nearest.hint(step, before));
                }
            }
        } catch (InvalidCelException e) {
            for (String id : before) {
                if (id.contains("-") && written.text().contains("steps." + id)) {
                    problems.error(written.location(), "write steps[\"" + id + "\"]: the id has a hyphen");
                    return written.text();
                }
            }
            e.issues()
                    .forEach(issue -> problems.error(
                            written.locations().apply(issue.offset()), "not a condition: " + issue.message()));
        }
        return written.text();
    }
}
