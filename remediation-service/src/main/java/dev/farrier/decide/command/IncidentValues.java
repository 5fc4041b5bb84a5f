package dev.farrier.decide.command;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.RungCounter;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.Resource;
import dev.farrier.model.Texts;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.explain.Explanation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The values of an incident, its target and its detection that the templates of actions can refer to. */
final class IncidentValues {
    static final String UNKNOWN = "(unknown)";

    private static final String ANNOTATIONS = "annotations.";
    private static final int MAX_IN_CALL = 4_096;
    /** Room for what says how much was left out of the middle. */
    private static final int CUT_MARK = 64;

    private final Incident incident;
    private final @Nullable Resource resource;
    /** Further incidents that a call is for; -1: this is not a call. */
    private final long more;
    /** What persons are asked; empty: nothing. */
    private final String question;
    /** How often the rungs of its policy have helped; empty: this is not a call, or none was run. */
    private final String effect;

    IncidentValues(DecisionContext context, Incident incident) {
        this(context, incident, -1);
    }

    private IncidentValues(DecisionContext context, Incident incident, long more) {
        this.incident = incident;
        this.resource = context.resource(incident);
        this.more = more;
        this.question = more < 0 ? "" : question(context, incident);
        this.effect = more >= 0 && !incident.target().isEmpty() && context.isUsable(incident)
                ? RungCounter.text(context, context.policy(incident))
                : "";
    }

    /** @param more how many further incidents the call is for */
    static IncidentValues ofCall(DecisionContext context, Incident incident, long more) {
        return new IncidentValues(context, incident, more);
    }

    /** Whether a rung may start. Who is called sees what would be done, to what, and how to answer. */
    private static String question(DecisionContext context, Incident incident) {
        ApprovalRequest request = incident.approval();
        Resource target = context.resource(incident);
        if (incident.state() != IncidentState.AWAITING_APPROVAL || request == null || target == null) {
            return "";
        }
        Rung rung = context.policy(incident).remediate().get(incident.work().rung() + 1);
        return "APPROVAL ASKED until " + Instant.ofEpochMilli(request.until()) + ": may the "
                + Texts.code(rung.risk()) + " rung " + rung.name() + " act on " + target.name()
                + (target.group().isEmpty() ? "" : " of " + target.group()) + " at " + target.site() + "? It runs "
                + Texts.cut(String.join("; then ", steps(context, incident, rung)), MAX_IN_CALL / 2)
                + ". Asked: " + rung.approvalOrDefault().who()
                + ". Answer with 'farrier incidents approve "
                + incident.id()
                + " --rung " + rung.name() + "' or 'reject'. The symptom: ";
    }

    /** With the values of the incident, where the output of an earlier step is not needed to know them. */
    private static List<String> steps(DecisionContext context, Incident incident, Rung rung) {
        ActionRenderer renderer = new ActionRenderer(context, incident);
        List<String> steps = new ArrayList<>();
        List<String> otherwise = Explanation.steps(context.bundle(incident), rung);
        for (int i = 0; i < rung.steps().size(); i++) {
            Step step = rung.steps().get(i);
            String does;
            try {
                does = step.id() + ": " + renderer.step(step).action().summary();
            } catch (IllegalArgumentException e) {
                does = otherwise.get(i);
            }
            steps.add(does);
        }
        return steps;
    }

    boolean areOfCall() {
        return more >= 0;
    }

    /** The value of a reference, in a call at least {@value #UNKNOWN}; null: there is none. */
    @Nullable
    String get(String reference) {
        String value = find(reference);
        if (!areOfCall()) {
            return value;
        }
        String shown = value == null || value.isEmpty() ? UNKNOWN : Texts.cut(value, MAX_IN_CALL);
        if (reference.equals("incident.because") && !question.isEmpty()) {
            shown = question + shown;
        }
        if (reference.equals("incident.because") && !incident.work().owed().isEmpty()) {
            shown += "; " + Texts.cut(incident.stillOut(), MAX_IN_CALL);
        }
        if (reference.equals("incident.because") && !incident.problemReport().isEmpty()) {
            shown += "; " + Texts.cut(incident.problemReport(), MAX_IN_CALL);
        }
        if (reference.equals("incident.because") && !effect.isEmpty()) {
            shown += "; " + Texts.cut(effect, MAX_IN_CALL);
        }
        return more > 0 && reference.equals("incident.because")
                ? shown + " (and " + more + " more incidents of this policy)"
                : shown;
    }

    /** {@code resource.*} of an incident without a target is empty. */
    private @Nullable String find(String reference) {
        int dot = reference.indexOf('.');
        String root = dot < 0 ? reference : reference.substring(0, dot);
        String rest = dot < 0 ? "" : reference.substring(dot + 1);
        return switch (root) {
            case "resource" -> resource(rest);
            case "group" -> incident.group().get(rest);
            case "event" ->
                rest.startsWith(ANNOTATIONS)
                        ? incident.detection().annotations().get(rest.substring(ANNOTATIONS.length()))
                        : null;
            case "steps" ->
                rest.endsWith(".output")
                        ? incident.work().outputs().get(rest.substring(0, rest.length() - ".output".length()))
                        : incident.work().outputs().get(rest); // an extracted one, by ID.outputs.NAME
            case "incident" ->
                switch (rest) {
                    case "id" -> incident.id();
                    case "policy" -> incident.policy();
                    case "reason" -> incident.reason().code();
                    case "because" -> incident.detection().because();
                    case "state" -> incident.state().name().toLowerCase(Locale.ROOT);
                    default -> null;
                };
            case "failed" -> failed(rest);
            case "diagnosis" -> diagnosis();
            default -> null;
        };
    }

    private String diagnosis() {
        Diagnosis diagnosis = incident.work().diagnosis();
        return diagnosis == null || diagnosis.text().isEmpty()
                ? "(none)"
                : Texts.middleCut(diagnosis.text(), MAX_IN_CALL - CUT_MARK);
    }

    /** A property of the last command that failed. */
    private @Nullable String failed(String property) {
        Incident.CommandResult last = null;
        for (Incident.CommandResult done : incident.history()) {
            boolean call = done.purpose() == Purpose.ESCALATE || done.purpose() == Purpose.RESOLVED;
            last = call || done.kind() == OutcomeKind.SUCCEEDED || done.kind() == OutcomeKind.NOT_STARTED ? last : done;
        }
        return last == null
                ? ""
                : switch (property) {
                    case "step" -> last.step();
                    case "output" -> last.output().isEmpty() ? last.detail() : last.output();
                    default -> null;
                };
    }

    private @Nullable String resource(String property) {
        if (resource == null) {
            return "";
        }
        return switch (property) {
            case "name" -> resource.name();
            case "address" -> resource.address();
            case "site" -> resource.site();
            case "group" -> resource.group();
            default ->
                property.startsWith("labels.")
                        ? resource.labels().get(property.substring("labels.".length()))
                        : property.startsWith("parameters.")
                                ? resource.parameters().get(property.substring("parameters.".length()))
                                : null;
        };
    }
}
