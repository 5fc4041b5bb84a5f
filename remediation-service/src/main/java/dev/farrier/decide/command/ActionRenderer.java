package dev.farrier.decide.command;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.model.Action;
import dev.farrier.model.ActionText;
import dev.farrier.model.CommandBuilder;
import dev.farrier.model.Incident;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.RemediationProgress.OwedUndo;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Parameter;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.text.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fills the templates of an action. No other class puts values into actions. */
public final class ActionRenderer {
    private static final String PARAMS = "params.";
    private static final long PROBE_TIMEOUT = Duration.ofSeconds(5).toMillis();

    private final DecisionContext context;
    private final Incident incident;
    private final IncidentValues incidentValues;

    public ActionRenderer(DecisionContext context, Incident incident) {
        this(context, incident, new IncidentValues(context, incident));
    }

    private ActionRenderer(DecisionContext context, Incident incident, IncidentValues incidentValues) {
        this.context = context;
        this.incident = incident;
        this.incidentValues = incidentValues;
    }

    /**
     * @param name the Action's name, or the task's type
     * @param with the values of the parameters, for the audit
     */
    public record RenderedAction(
            String name, Action action, SortedMap<String, String> with, OnWorkerLoss onWorkerLoss) {
        /** It changes nothing, so what its Action says of a lost worker does not count. */
        public RenderedAction rerun() {
            return new RenderedAction(name, action, with, OnWorkerLoss.RERUN);
        }

        /** What the commands of an incident and the calls for it have in common. */
        public CommandBuilder command(DecisionContext context, Incident incident, Duration maxRun) {
            return CommandBuilder.builder()
                    .policy(incident.policy())
                    .commit(incident.commit())
                    .target(incident.target())
                    .rung("")
                    .actionName(name())
                    .action(action())
                    .issuedAt(context.now)
                    .startBy(context.now + context.settings.startWithin())
                    .maxRun(maxRun.toMillis())
                    .onWorkerLoss(onWorkerLoss());
        }
    }

    /**
     * A call of a person. It never fails: a missing value is {@value IncidentValues#UNKNOWN}.
     *
     * @param more how many further incidents the call is for
     */
    public RenderedAction call(Step step, long more) {
        return new ActionRenderer(context, incident, IncidentValues.ofCall(context, incident, more)).step(step);
    }

    /** @throws IllegalArgumentException when a value is missing or not allowed: the message names it */
    public RenderedAction step(Step step) {
        return switch (step.task()) {
            case Task.ActionCall call -> call(call);
            case Task.ProbeWait wait ->
                new RenderedAction(
                        Action.WaitUntil.TYPE,
                        waitUntil(wait.probe(), wait.every().toMillis(), 0),
                        new TreeMap<>(),
                        OnWorkerLoss.RERUN);
        };
    }

    /**
     * What is owed once a worker has claimed the step's command; null: nothing.
     *
     * @throws IllegalArgumentException when a value of it is missing: it could not be put back
     */
    public @Nullable OwedUndo undo(Step step, String rung, String command) {
        Bundle bundle = context.bundle(incident);
        Undo undo = bundle.undoOf(step);
        if (undo == null) {
            return null;
        }
        SortedMap<String, String> params = new TreeMap<>();
        if (step.undoneBy() == null
                && step.task() instanceof Task.ActionCall call
                && bundle.actions().get(call.action()) instanceof ActionDefinition definition) {
            params.putAll(params(definition, call.with()));
        }
        SortedMap<String, String> with = new TreeMap<>();
        undo.with().forEach((name, value) -> with.put(name, value.render(values(params))));
        OwedUndo owed = new OwedUndo(rung, step.id(), command, undo.action(), with, "");
        undo(owed); // its values are allowed
        return owed;
    }

    /** @throws IllegalArgumentException when a value is missing or not allowed: the message names it */
    public RenderedAction undo(OwedUndo owed) {
        ActionDefinition definition = definition(owed.action());
        SortedMap<String, String> params = new TreeMap<>();
        definition
                .parameters()
                .forEach((name, parameter) -> params.put(
                        name, checked(name, parameter, owed.with().getOrDefault(name, parameter.defaultValue()))));
        return render(definition, params);
    }

    public RenderedAction confirm(Probe probe) {
        return new RenderedAction(Action.Http.TYPE, new Action.Http(probe(probe)), new TreeMap<>(), OnWorkerLoss.RERUN);
    }

    public RenderedAction verify(Probe probe, Duration forTime, Duration within) {
        long every = Math.clamp(within.toMillis() / 60, 500, 5_000);
        return new RenderedAction(
                Action.WaitUntil.TYPE,
                waitUntil(probe, every, forTime.toMillis()),
                new TreeMap<>(),
                OnWorkerLoss.RERUN);
    }

    private Action waitUntil(Probe probe, long every, long forMillis) {
        return new Action.WaitUntil(probe(probe), every, forMillis);
    }

    private Action.HttpCall probe(Probe probe) {
        return new Action.HttpCall(
                "GET",
                probe.url().renderUrl(incidentValues::get),
                new TreeMap<>(),
                ActionText.of(""),
                probe.status(),
                probe.body(),
                PROBE_TIMEOUT);
    }

    private RenderedAction call(Task.ActionCall call) {
        ActionDefinition definition = definition(call.action());
        return render(definition, params(definition, call.with()));
    }

    private ActionDefinition definition(String name) {
        ActionDefinition definition = context.bundle(incident).actions().get(name);
        if (definition == null) {
            throw new IllegalArgumentException("there is no action " + name);
        }
        return definition;
    }

    private SortedMap<String, String> params(ActionDefinition definition, SortedMap<String, Template> with) {
        SortedMap<String, String> params = new TreeMap<>();
        definition.parameters().forEach((name, parameter) -> {
            Template given = with.get(name);
            String value = given == null ? parameter.defaultValue() : given.render(incidentValues::get);
            params.put(name, incidentValues.areOfCall() ? allowed(parameter, value) : checked(name, parameter, value));
        });
        return params;
    }

    private Function<String, @Nullable String> values(SortedMap<String, String> params) {
        return reference -> reference.startsWith(PARAMS)
                ? params.get(reference.substring(PARAMS.length()))
                : incidentValues.get(reference);
    }

    private RenderedAction render(ActionDefinition definition, SortedMap<String, String> params) {
        Action action = definition.body().render(new Values(definition, context.bundle(incident), values(params)));
        return new RenderedAction(definition.name(), action, params, definition.onWorkerLoss());
    }

    /** A call must not fail: a value that is not allowed is replaced by {@code unknown}. */
    private static String allowed(Parameter parameter, @Nullable String value) {
        return value != null && isAllowed(parameter, value) ? value : "unknown";
    }

    private static String checked(String name, Parameter parameter, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("parameter " + name + " has no value");
        }
        if (!isAllowed(parameter, value)) {
            throw new IllegalArgumentException("parameter " + name + ": '" + value + "' is not allowed: "
                    + (isOfType(parameter, value)
                            ? "it does not match " + parameter.pattern()
                            : "it is no " + parameter.type().name().toLowerCase(Locale.ROOT)));
        }
        return value;
    }

    private static boolean isAllowed(Parameter parameter, String value) {
        return isOfType(parameter, value)
                && (parameter.pattern() == null || parameter.pattern().matches(value));
    }

    private static boolean isOfType(Parameter parameter, String value) {
        return switch (parameter.type()) {
            case STRING -> true;
            case INTEGER -> value.matches("-?[0-9]{1,18}");
            case BOOLEAN -> value.equals("true") || value.equals("false");
        };
    }

    /** The templates of an action, with the values of this incident. */
    private final class Values implements ActionValues {
        private final ActionDefinition definition;
        private final Bundle bundle;
        private final Function<String, @Nullable String> values;

        Values(ActionDefinition definition, Bundle bundle, Function<String, @Nullable String> values) {
            this.definition = definition;
            this.bundle = bundle;
            this.values = values;
        }

        @Override
        public List<String> arguments(List<Template> templates, boolean code) {
            return ActionRenderer.this.arguments(definition, templates, code, values);
        }

        @Override
        public ActionText text(Template template) {
            return template.renderText(values);
        }

        @Override
        public SortedMap<String, ActionText> texts(SortedMap<String, Template> templates) {
            return ActionRenderer.texts(templates, values);
        }

        @Override
        public ActionText url(Template template) {
            return template.renderUrl(values);
        }

        @Override
        public SortedMap<String, ActionText> headers(SortedMap<String, Template> templates) {
            return ActionRenderer.texts(templates, reference -> inOneLine(values.apply(reference)));
        }

        @Override
        public String file(String path) {
            String content = bundle.scripts().get(path);
            if (content == null) {
                throw new IllegalArgumentException("there is no script " + path);
            }
            return content;
        }

        @Override
        public Duration timeout() {
            return definition.timeout();
        }
    }

    /**
     * @param code true when the program may read its arguments as code, so that each word may be an option
     * @throws IllegalArgumentException when the program would take a value for an option; never in a call
     */
    private List<String> arguments(
            ActionDefinition definition,
            List<Template> templates,
            boolean code,
            Function<String, @Nullable String> values) {
        List<String> arguments = new ArrayList<>();
        for (Template template : templates) {
            String reference = template.option(values, code);
            boolean fine = reference == null || mayBeOption(definition, reference);
            if (reference != null && !fine && !incidentValues.areOfCall()) {
                throw new IllegalArgumentException(
                        named(reference) + ": '" + values.apply(reference) + "' begins with '-', so that '" + template
                                + "' would be an option; only a parameter with allowOptions may");
            }
            String argument = template.render(fine ? values : name -> noOption(values.apply(name), code));
            if (argument.indexOf('\0') >= 0 && !incidentValues.areOfCall()) {
                throw new IllegalArgumentException(template.references().stream()
                                .filter(name ->
                                        Objects.toString(values.apply(name), "").indexOf('\0') >= 0)
                                .map(ActionRenderer::named)
                                .collect(Collectors.joining(", "))
                        + ": it has a character NUL, which no argument can hold");
            }
            arguments.add(argument.replace('\0', ' '));
        }
        return List.copyOf(arguments);
    }

    private static String named(String reference) {
        return reference.startsWith(PARAMS)
                ? "parameter " + reference.substring(PARAMS.length())
                : "{" + reference + "}";
    }

    private static @Nullable String noOption(@Nullable String value, boolean code) {
        return value == null || !value.startsWith("-") ? value : code ? "unknown" : " " + value;
    }

    private static boolean mayBeOption(ActionDefinition definition, String reference) {
        Parameter parameter =
                reference.startsWith(PARAMS) ? definition.parameters().get(reference.substring(PARAMS.length())) : null;
        return parameter != null && parameter.allowOptions();
    }

    private static SortedMap<String, ActionText> texts(
            SortedMap<String, Template> templates, Function<String, @Nullable String> values) {
        SortedMap<String, ActionText> rendered = new TreeMap<>();
        templates.forEach((name, template) -> rendered.put(name, template.renderText(values)));
        return rendered;
    }

    /** A line break in a value would start another header (RFC 9110, 5.5). */
    private static @Nullable String inOneLine(@Nullable String value) {
        return value == null ? null : value.replaceAll("[\\p{Cntrl}&&[^\t]]+", " ");
    }
}
