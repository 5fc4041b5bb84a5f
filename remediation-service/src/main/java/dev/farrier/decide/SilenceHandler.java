package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.StateRecord.SilenceState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.Silence;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Begins and ends silences. At the end of one, what it held back is decided anew. */
final class SilenceHandler {
    /** Each decision looks at all of them. */
    static final int MOST = 200;

    private SilenceHandler() {}

    static void add(DecisionContext context, OperatorInput.AddSilence order) {
        String problem = problem(context, order);
        Silence silence =
                new Silence(order.id(), order.matchers(), order.by(), order.why(), context.now, order.until());
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
    private static String problem(DecisionContext context, OperatorInput.AddSilence order) {
        if (order.id().isEmpty()) {
            return "it has no id";
        }
        if (order.until() <= context.now) {
            return "it has ended already";
        }
        if (order.until() > context.now + Silence.LONGEST.toMillis()) {
            return "it would last for longer than " + Silence.LONGEST.toDays() + " days";
        }
        List<Silence> others = new ArrayList<>();
        context.state.forEach(SilenceState.PREFIX, SilenceState.class, state -> {
            if (!state.ended() && !state.silence().id().equals(order.id())) {
                others.add(state.silence());
            }
        });
        if (others.size() >= MOST) {
            return "there are " + MOST + " silences already";
        }
        try {
            IncidentMatchers.parse(List.of(order.matchers()));
            return "";
        } catch (InvalidIncidentMatchersException e) {
            return String.valueOf(e.getMessage());
        }
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
