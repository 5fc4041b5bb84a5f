package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;

/**
 * Defers every rung while something that the target depends on is ill, or an incident is open that inhibits this one by a rule:
 * what is wrong there would make this target look ill, and its end may cure it. It calls nobody: the other incident heals, or calls
 * a person. Incidents in shadow pass.
 */
public final class InhibitionGuard implements Guard {
    @Override
    public String name() {
        return "inhibition";
    }

    /** Before what makes a waiting incident call a person. */
    @Override
    public int order() {
        return 150;
    }

    @Override
    public GuardResult check(GuardContext context) {
        Inhibitor ill = context.incident().shadow() ? null : Inhibitor.of(context.decision(), context.incident());
        return ill == null
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.INHIBITED,
                        ill.why(),
                        new WakeCondition(ill.queue(), context.incident().openedAt()));
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        return check(context);
    }

    /**
     * Notes for an incident that was inhibited, and is no longer, that its target is looked at anew: what the end of the other one has
     * cured is left alone. To be called before the guards are asked.
     */
    public static void recordEnd(DecisionContext context, Incident incident) {
        if (incident.reason() == Reason.INHIBITED && Inhibitor.of(context, incident) == null) {
            context.state.put(LastRemediation.ofInhibitor(incident.target(), context.now));
        }
    }
}
