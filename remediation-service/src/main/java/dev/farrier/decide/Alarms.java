package dev.farrier.decide;

import dev.farrier.decide.call.CallDispatcher;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.run.EscalatedState;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.model.Detection;
import dev.farrier.model.DetectionBuilder;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import java.util.List;
import java.util.SortedMap;

/**
 * Incidents about Farrier itself: a channel that stands still, a site without workers, a source whose input is lost, a
 * policy that has stopped itself. Each is
 * an incident without a target whose group names the cause; it calls a person once, and ends when the cause does.
 */
final class Alarms {
    private Alarms() {}

    static void handle(DecisionContext context, OperatorInput.SourceLoss loss) {
        String source = "source " + loss.source();
        if (loss.why().isEmpty()) {
            clear(context, AlarmGroup.LOSS, loss.source(), source + " loses no input any more");
        } else {
            raise(context, AlarmGroup.LOSS, loss.source(), Reason.SOURCE_STALE, source + " loses input: " + loss.why());
        }
    }

    static void raise(DecisionContext context, String label, String value, Reason why, String because) {
        raise(context, label, value, why, because, "");
    }

    /**
     * @param by the policy that lends its {@code escalate}, if it calls a person
     * @return false when no policy can call a person
     */
    static boolean raise(DecisionContext context, String label, String value, Reason why, String because, String by) {
        Bundle bundle = context.callingBundle();
        Policy caller = bundle == null ? null : CallDispatcher.caller(bundle, by);
        SortedMap<String, String> group = Labels.of(label, value);
        if (bundle == null || caller == null) {
            return false;
        }
        if (context.state.openAlarm(group) != null) {
            return true;
        }
        Detection detection = DetectionBuilder.builder()
                .policy(caller.name())
                .commit(bundle.commit())
                .group(group)
                .time(context.now)
                .firstEvent(context.now)
                .sources(List.of())
                .because(because)
                .samples(List.of())
                .annotations(Labels.empty())
                .build();
        Incident raised = DetectionHandler.open(context, detection, bundle, caller, "", "");
        EscalatedState.start(context, raised, why, because);
        return true;
    }

    static void clear(DecisionContext context, String label, String value, String detail) {
        Incident open = context.state.openAlarm(Labels.of(label, value));
        if (open != null) {
            RemediationWorkflow.close(context, open, IncidentState.RESOLVED, Reason.CLEARED, detail);
        }
    }
}
