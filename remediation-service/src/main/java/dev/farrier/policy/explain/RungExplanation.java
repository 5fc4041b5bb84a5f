package dev.farrier.policy.explain;

import dev.farrier.model.Action;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Probe;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Parameter;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What one rung does, step by step, and how it is known that it helped. */
final class RungExplanation {
    private final Bundle bundle;

    RungExplanation(Bundle bundle) {
        this.bundle = bundle;
    }

    List<String> of(Rung rung) {
        List<String> lines = new ArrayList<>();
        rung.schedule().explain().forEach(limit -> lines.add("when " + limit));
        if (rung.confirm() != null) {
            lines.add("first probes: goes on only when " + probe(rung.confirm()));
        }
        Approval approval = rung.approval();
        if (approval != null) {
            lines.add("then calls persons once, and goes on only when " + approval.who() + " said yes; "
                    + (rung.confirm() == null ? "" : "probes again then; ")
                    + "after " + Durations.format(approval.timeout()) + " without an answer "
                    + switch (approval.onTimeout()) {
                        case ESCALATE -> "calls a person, and runs nothing";
                        case NEXT_RUNG -> "leaves the rung out";
                        case ACT -> "goes on all the same";
                    });
        }
        for (int i = 0; i < rung.steps().size(); i++) {
            Step step = rung.steps().get(i);
            Undo undo = bundle.undoOf(step);
            lines.add((i + 1) + ") " + step(step)
                    + (undo == null ? "" : "; is undone by " + undo.action() + " whenever the rung ends"));
        }
        if (!rung.rollback().isEmpty()) {
            lines.add("when a step fails: "
                    + rung.rollback().stream().map(this::step).collect(Collectors.joining("; "))
                    + "; then the next rung");
        }
        if (rung.verify().check() instanceof RecoveryCheck.ByEvents) {
            boolean usual = rung.verify().settle().equals(RiskDefaults.settle(rung.risk()));
            lines.add("for " + Durations.format(rung.verify().settle())
                    + RiskDefaults.mark(usual, rung.risk())
                    + " after its last step ignores matches; what ends the symptom counts at once");
        }
        lines.add("it has helped when " + check(rung.verify().check()) + ", known within "
                + Durations.format(rung.verify().within()) + " of its last step"
                + believed(rung.verify().check())
                + "; else the next rung");
        return lines;
    }

    String step(Step step) {
        StringBuilder text = new StringBuilder(step.id());
        switch (step.task()) {
            case Task.ProbeWait wait ->
                text.append(": waits until ")
                        .append(probe(wait.probe()))
                        .append(", with a request every ")
                        .append(Durations.format(wait.every()));
            case Task.ActionCall call -> {
                ActionDefinition action = bundle.actions().get(call.action());
                text.append(": ")
                        .append(action == null ? call.action() : action.body().explanation());
                call.with().forEach((name, value) -> {
                    text.append(", ").append(name).append(" = ").append(value);
                    boolean option = action != null
                            && action.parameters().get(name) instanceof Parameter parameter
                            && parameter.allowOptions();
                    text.append(option ? " (which may be an option)" : "");
                });
            }
        }
        text.append("; at most ").append(Durations.format(step.timeout()));
        if (step.retries() > 0) {
            text.append(", tried again up to ")
                    .append(Phrases.count(step.retries(), "time"))
                    .append(", ")
                    .append(Durations.format(step.backoff()))
                    .append(" apart")
                    .append(step.jitter().isZero() ? "" : ", with up to " + Durations.format(step.jitter()) + " more");
        }
        if (!step.outputs().isEmpty()) {
            text.append("; gives ").append(String.join(", ", step.outputs().keySet()));
        }
        if (!step.when().isEmpty()) {
            text.append("; only when ").append(step.when());
        }
        if (step.onFailure() == Rung.OnFailure.CONTINUE) {
            text.append("; goes on when it fails");
        }
        if (step.retries() > 0 && bundle.actionTypeOf(step).equals(Action.Http.TYPE) && !bundle.isIdempotent(step)) {
            text.append("; without an answer it is not tried again, but verified");
        }
        return text.toString();
    }

    private static String probe(Probe probe) {
        return "GET " + probe.url() + " answers " + (probe.status() == 0 ? "2xx" : probe.status())
                + (probe.body() == null ? "" : " '" + probe.body() + "'");
    }

    private static String check(RecoveryCheck check) {
        return switch (check) {
            case RecoveryCheck.ByProbe asked ->
                probe(asked.probe()) + (asked.forTime().isZero() ? "" : " for " + Durations.format(asked.forTime()));
            case RecoveryCheck.ByEvents events -> clearing(events.clearing());
        };
    }

    /** The decider may believe that an alert has resolved only some time after it was reported. */
    private static String believed(RecoveryCheck check) {
        return check instanceof RecoveryCheck.ByEvents events && events.clearing() instanceof Clearing.Resolved
                ? " (a resolved that arrives by then has as long again to be confirmed)"
                : "";
    }

    static String clearing(Clearing clearing) {
        return switch (clearing) {
            case Clearing.Resolved resolved ->
                "every alert of the group has resolved"
                        + (resolved.forTime().isZero()
                                ? ""
                                : " and stays so for " + Durations.format(resolved.forTime()))
                        + ", and its watchdog has fired all the time";
            case Clearing.QuietFor quiet ->
                "nothing has matched for " + Durations.format(quiet.duration()) + " while its source is alive";
            case Clearing.ClearingEvent match -> Phrases.or(match.of()) + " is matched";
            case Clearing.FreshEvent fresh -> "the group has an event again";
        };
    }
}
