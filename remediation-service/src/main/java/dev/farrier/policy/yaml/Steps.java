package dev.farrier.policy.yaml;

import dev.farrier.model.OnWorkerLoss;
import dev.farrier.policy.ActionDefinition;
import dev.farrier.policy.ActionDefinition.Body;
import dev.farrier.policy.ActionDefinition.Parameter;
import dev.farrier.policy.Rung.OnFailure;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.Template;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.cel.StepCondition;
import dev.farrier.policy.yaml.tree.Durations;
import dev.farrier.policy.yaml.tree.Fields;
import dev.farrier.policy.yaml.tree.Nearest;
import dev.farrier.policy.yaml.tree.Node.Scalar;
import dev.farrier.policy.yaml.tree.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lists of steps: of one rung (steps and rollback share their ids), or of {@code escalate}. */
final class Steps {
    private static final Duration WAIT_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(5);
    private static final int MAX_RETRIES = 10;

    private final String prefix;
    private final Catalog catalog;
    private final Scope scope;
    private final Set<String> groupBy;
    private final Set<String> taken = new HashSet<>();
    private final Set<String> before = new LinkedHashSet<>();

    /** @param prefix of the names that blocks standing in a step get as actions: {@code policy/rung/} */
    Steps(String prefix, Set<String> groupBy, Catalog catalog) {
        this.prefix = prefix;
        this.groupBy = groupBy;
        this.catalog = catalog;
        this.scope = new Scope(null, groupBy, Set.of(), catalog);
    }

    /**
     * The steps under this key.
     *
     * @param onFailure what a step does that says nothing
     * @param choice whether a step may say something else
     */
    List<Step> read(Fields owner, String key, OnFailure onFailure, boolean choice) {
        List<Fields> all = owner.maps(key);
        reserve(all);
        List<Step> steps = new ArrayList<>();
        for (Fields fields : all) {
            steps.add(step(fields, onFailure, choice));
            fields.done();
        }
        return steps;
    }

    /** Ids that are written come first, so that a made-up one gives way to them. */
    private void reserve(List<Fields> all) {
        for (Fields fields : all) {
            Scalar id = fields.scalar("id");
            if (id != null && !Reading.name(id, Names.STEP, fields.problems()).isEmpty() && !taken.add(id.text())) {
                fields.error("id", "a step before this one has the id '" + id.text() + "' too: rename one");
            }
        }
    }

    private Step step(Fields fields, OnFailure otherwise, boolean choice) {
        List<String> types = List.of("action", "waitUntil", "process", "script", "http");
        String type = ActionReader.type(fields, types);
        boolean something = fields.has(type);
        String id = id(fields, something ? type : "step");
        Scope here = scope.withSteps(Set.copyOf(before));
        Duration usual = ActionReader.DEFAULT_TIMEOUT;
        Task task = new Task.Call("", new TreeMap<>());
        if (something) {
            switch (type) {
                case "action" -> {
                    task = call(fields, here);
                    ActionDefinition action = catalog.actions.get(fields.text("action", ""));
                    usual = action == null ? usual : action.timeout();
                }
                case "waitUntil" -> {
                    task = waitUntil(fields, here);
                    usual = WAIT_TIMEOUT;
                }
                default -> task = inline(fields, type, id, here);
            }
        }
        if (!type.equals("action") && fields.has("with")) {
            fields.error("with", "'" + fields.path("with") + "' has no meaning without 'action': remove it");
        }
        Duration timeout = ActionReader.timeout(fields, usual);
        Fields retry = fields.fields("retry");
        int retries = 0;
        Duration backoff = Duration.ZERO;
        if (retry != null) {
            retries = retry.requireInteger("max", 0, MAX_RETRIES);
            backoff = retry.duration("backoff", DEFAULT_BACKOFF, ActionReader.MAX_TIMEOUT);
            retry.done();
        }
        String when = when(fields);
        OnFailure onFailure = fields.choice("onFailure", OnFailure.class, otherwise);
        if (!choice && fields.has("onFailure")) {
            fields.error(
                    "onFailure", "'" + fields.path("onFailure") + "' has no meaning here: the next step runs anyway");
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
        if (!Names.STEP.allows(base)) {
            base = "step-" + base.replaceAll("[^A-Za-z0-9_-]", "-");
        }
        String id = base;
        for (int n = 2; !taken.add(id); n++) {
            id = base + "-" + n;
        }
        return id;
    }

    private Task call(Fields fields, Scope here) {
        Scalar name = fields.requireScalar("action", "name an Action");
        TreeMap<String, Template> with = new TreeMap<>();
        Map<String, Scalar> written = fields.texts("with");
        written.forEach((parameter, value) -> with.put(parameter, here.template(value, fields.problems())));
        if (name == null) {
            return new Task.Call("", with);
        }
        if (!catalog.actionNames.contains(name.text())) {
            fields.error(
                    "action", "unknown action '" + name.text() + "'" + Nearest.hint(name.text(), catalog.actionNames));
        }
        ActionDefinition action = catalog.actions.get(name.text());
        if (action != null) {
            arguments(fields, name, action, written, with);
        }
        return new Task.Call(name.text(), Collections.unmodifiableSortedMap(with));
    }

    private void arguments(
            Fields fields,
            Scalar name,
            ActionDefinition action,
            Map<String, Scalar> written,
            Map<String, Template> with) {
        Problems problems = fields.problems();
        written.forEach((parameter, value) -> {
            Parameter declared = action.parameters().get(parameter);
            if (declared == null) {
                problems.error(
                        value.place(),
                        "action '" + action.name() + "' has no parameter '" + parameter + "'"
                                + Nearest.hint(parameter, action.parameters().keySet()));
            } else if (with.get(parameter) instanceof Template template
                    && template.references().isEmpty()) {
                ActionReader.checkValue(value, declared, problems);
            }
        });
        Set<String> absent = new TreeSet<>();
        action.parameters().forEach((parameter, declared) -> {
            if (declared.defaultValue() == null && !written.containsKey(parameter)) {
                absent.add(parameter);
            }
        });
        if (!absent.isEmpty()) {
            problems.error(
                    name.place(),
                    "action '" + action.name() + "' needs " + String.join(", ", absent) + ": write with: {"
                            + absent.iterator().next() + ": …}");
        }
        for (Template template : BodyReader.templatesOf(action.body())) {
            for (String reference : template.references()) {
                if (reference.startsWith("group.") && !groupBy.contains(reference.substring("group.".length()))) {
                    problems.error(
                            name.place(),
                            "action '" + action.name() + "' uses {" + reference
                                    + "}, which this policy does not group by");
                }
            }
        }
    }

    private static Task waitUntil(Fields fields, Scope here) {
        Fields wait = fields.fields("waitUntil");
        if (wait == null) {
            return new Task.Call("", new TreeMap<>());
        }
        Task task = new Task.WaitUntil(
                Probes.read(wait, here), wait.positive("every", Duration.ofSeconds(5), ActionReader.MAX_TIMEOUT));
        if (wait.duration("every", Duration.ofSeconds(5), Durations.MAX).compareTo(Duration.ofMillis(100)) < 0
                && !wait.duration("every", Duration.ofSeconds(5), Durations.MAX).isZero()) {
            wait.error("every", "'" + wait.path("every") + "' is too short: the shortest is 100ms");
        }
        wait.done();
        return task;
    }

    /** A block that stands in the step itself becomes an action of its own. */
    private Task inline(Fields fields, String type, String id, Scope here) {
        Body body = new BodyReader(catalog, here).read(fields, type);
        OnWorkerLoss onWorkerLoss = ActionReader.onWorkerLoss(fields);
        String name = prefix + id;
        catalog.actions.put(
                name,
                new ActionDefinition(
                        name,
                        new TreeMap<>(),
                        body,
                        ActionReader.timeout(fields, ActionReader.DEFAULT_TIMEOUT),
                        onWorkerLoss));
        return new Task.Call(name, new TreeMap<>());
    }

    private String when(Fields fields) {
        Scalar written = fields.scalar("when");
        if (written == null) {
            return "";
        }
        Problems problems = fields.problems();
        try {
            StepCondition condition = StepCondition.compile(written.text());
            for (String step : condition.steps()) {
                if (!before.contains(step)) {
                    problems.error(
                            written.place(), "no earlier step has the id '" + step + "'" + Nearest.hint(step, before));
                }
            }
        } catch (InvalidCelException e) {
            boolean hyphen = before.stream()
                    .anyMatch(id -> id.contains("-") && written.text().contains("steps." + id));
            e.issues()
                    .forEach(issue -> problems.error(
                            written.places().apply(issue.offset()),
                            "not a condition: " + issue.message()
                                    + (hyphen ? " (write steps[\"ID\"] for an id with a hyphen)" : "")));
        }
        return written.text();
    }
}
