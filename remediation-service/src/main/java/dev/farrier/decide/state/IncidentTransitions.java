package dev.farrier.decide.state;

import static dev.farrier.model.IncidentState.AWAITING_APPROVAL;
import static dev.farrier.model.IncidentState.CANCELLED;
import static dev.farrier.model.IncidentState.CONFIRMING;
import static dev.farrier.model.IncidentState.DEFERRED;
import static dev.farrier.model.IncidentState.ESCALATED;
import static dev.farrier.model.IncidentState.OPEN;
import static dev.farrier.model.IncidentState.REMEDIATING;
import static dev.farrier.model.IncidentState.RESOLVED;
import static dev.farrier.model.IncidentState.SUPPRESSED;
import static dev.farrier.model.IncidentState.VERIFYING;

import dev.farrier.model.IncidentState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The legal transitions of an incident.
 *
 * <pre>
 *                  guard says later            next rung, halted, expired
 *           ┌────────► DEFERRED ◄──────────────────────────┐
 *           │            │  ▲                              │
 *           │            ▼  │                              │
 *  OPEN ────┼─────► CONFIRMING ────► REMEDIATING ────► VERIFYING ────► RESOLVED ──► OPEN, in a relapse
 *           │            │                │                │              ▲
 *           │            ▼                │                │              │ cleared
 *           ├─────► SUPPRESSED            └───────┬────────┘              │
 *           │                                     ▼                       │
 *           └──────────────────────────────► ESCALATED ───────────────────┘
 *
 *  from every state that is not over: CANCELLED by a person, RESOLVED when the symptom cleared itself.
 * </pre>
 *
 * A transition to the present state changes the reason. {@code AWAITING_APPROVAL} stands where DEFERRED does: the rung has looked,
 * holds nothing, and is decided anew when persons have said yes.
 */
public final class IncidentTransitions {
    private static final Map<IncidentState, Set<IncidentState>> LEGAL = new EnumMap<>(Map.of(
            OPEN,
                    Set.of(
                            OPEN,
                            DEFERRED,
                            AWAITING_APPROVAL,
                            CONFIRMING,
                            REMEDIATING,
                            SUPPRESSED,
                            RESOLVED,
                            ESCALATED,
                            CANCELLED),
            DEFERRED,
                    Set.of(
                            DEFERRED,
                            AWAITING_APPROVAL,
                            CONFIRMING,
                            REMEDIATING,
                            VERIFYING,
                            SUPPRESSED,
                            RESOLVED,
                            ESCALATED,
                            CANCELLED),
            AWAITING_APPROVAL,
                    Set.of(
                            AWAITING_APPROVAL,
                            DEFERRED,
                            CONFIRMING,
                            REMEDIATING,
                            SUPPRESSED,
                            RESOLVED,
                            ESCALATED,
                            CANCELLED),
            CONFIRMING,
                    Set.of(
                            CONFIRMING,
                            REMEDIATING,
                            AWAITING_APPROVAL,
                            DEFERRED,
                            SUPPRESSED,
                            RESOLVED,
                            ESCALATED,
                            CANCELLED),
            REMEDIATING,
                    Set.of(
                            REMEDIATING,
                            VERIFYING,
                            CONFIRMING,
                            AWAITING_APPROVAL,
                            DEFERRED,
                            SUPPRESSED,
                            RESOLVED,
                            ESCALATED,
                            CANCELLED),
            VERIFYING,
                    Set.of(
                            VERIFYING,
                            CONFIRMING,
                            REMEDIATING,
                            AWAITING_APPROVAL,
                            DEFERRED,
                            RESOLVED,
                            ESCALATED,
                            CANCELLED),
            ESCALATED, Set.of(ESCALATED, RESOLVED, CANCELLED),
            SUPPRESSED, Set.of(),
            RESOLVED, Set.of(OPEN),
            CANCELLED, Set.of()));

    private IncidentTransitions() {}

    public static boolean legal(IncidentState from, IncidentState to) {
        return LEGAL.getOrDefault(from, Set.of()).contains(to);
    }

    /** @throws IllegalStateException for an illegal transition, which is a defect of the decider */
    public static void check(IncidentState from, IncidentState to) {
        if (!legal(from, to)) {
            throw new IllegalStateException("an incident cannot go from " + from + " to " + to);
        }
    }
}
