package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.StateRecord.SilenceState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.Silence;
import dev.farrier.model.TimedOrder;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.OrderEnd;
import dev.farrier.policy.order.OrderLimits;
import java.time.Instant;
import java.util.List;

/** Begins and ends silences. At the end of one, what it held back is decided anew. */
final class SilenceHandler {
    /** Each decision looks at all of them. */
    private SilenceHandler() {}

    static void add(DecisionContext context, OperatorInput.AddSilence order) {
        Silence silence =
                new Silence(order.id(), order.matchers(), order.by(), order.why(), context.now, order.until());
        String problem = problem(context, silence);
        if (!problem.isEmpty()) {
            context.audit(
                    AuditRecords.operator(context, Reason.SILENCED, "refused, " + problem + ": " + silence.text()));
            return;
        }
        context.state.put(new SilenceState(silence, false));
        context.audit(AuditRecords.operator(
                context, Reason.SILENCED, silence.text() + ", until " + Instant.ofEpochMilli(silence.until())));
        // What waits for a silence of the same id may be about another one now.
        context.waker.wakeAll(WakeCondition.silence(order.id()));
    }

    /** Why it can't be obeyed; the sender has checked the same. Empty: it can. */
    private static String problem(DecisionContext context, Silence silence) {
        int[] others = {0};
        context.state.forEach(SilenceState.PREFIX, SilenceState.class, state -> {
            if (!state.ended() && !state.silence().id().equals(silence.id())) {
                others[0]++;
            }
        });
        try {
            checkOrder(context, silence, others[0]);
            IncidentMatchers.parse(List.of(silence.matchers()));
            return "";
        } catch (InvalidOrderException | InvalidIncidentMatchersException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** @param others how many of its kind are in force besides it */
    static void checkOrder(DecisionContext context, TimedOrder order, int others) throws InvalidOrderException {
        if (order.id().isEmpty()) {
            throw new InvalidOrderException("it has no id");
        }
        OrderLimits.check(others, order.selected());
        OrderEnd.checked(order.until(), context.now);
    }

    static void expire(DecisionContext context, OperatorInput.ExpireSilence order) {
        SilenceState state = context.state.get(SilenceState.key(order.id()), SilenceState.class);
        String who = AuditRecords.describe(order.by(), order.why());
        if (state == null || state.ended()) {
            context.audit(AuditRecords.operator(
                    context, Reason.RESUMED, "silence " + order.id() + " is not in force; expired by " + who));
            return;
        }
        end(context, state.silence(), "expired by " + who);
    }

    /** Its time has come: it ends, or is forgotten. */
    static void wake(DecisionContext context, SilenceState state) {
        if (state.ended()) {
            context.state.remove(state.key());
        } else {
            end(context, state.silence(), "its time is over");
        }
    }

    private static void end(DecisionContext context, Silence silence, String how) {
        context.state.put(new SilenceState(silence.endingAt(Math.min(silence.until(), context.now)), true));
        context.audit(AuditRecords.operator(
                context,
                Reason.RESUMED,
                "silence " + silence.id() + " of " + silence.matchers() + " has ended: " + how));
        context.waker.wakeAll(WakeCondition.silence(silence.id()));
    }
}
