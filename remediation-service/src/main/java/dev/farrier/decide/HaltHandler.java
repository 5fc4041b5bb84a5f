package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.Ids;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.StateRecord.HaltRecord;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import java.util.SortedMap;
import java.util.TreeMap;

/** Applies halts and their ends. Several halts, each of another scope, may stand at the same time. */
final class HaltHandler {
    /** Halts of single sites, policies, targets and incidents. One more halts everything: their list must fit into one record. */
    static final int MAX_SCOPED = 200;

    private static final int MAX_BY = 100;
    private static final int MAX_WHY = 300;

    private HaltHandler() {}

    /** The sender has told the workers already: they refuse what they have not started, and the decider revokes it then. */
    static void handle(DecisionContext context, OperatorInput.Halt order) {
        if (order.ended()) {
            end(context, order.scope(), order.by(), order.why(), order.at());
            return;
        }
        SortedMap<HaltScope, StandingHalt> halts = halts(context);
        boolean tooMany = !order.scope().isAll()
                && !halts.containsKey(order.scope())
                && halts.keySet().stream().filter(scope -> !scope.isAll()).count() >= MAX_SCOPED;
        HaltScope scope = tooMany ? HaltScope.ALL : order.scope();
        String why = tooMany
                ? "more than " + MAX_SCOPED + " sites, policies, targets and incidents are halted; the last: "
                        + order.scope().text() + " " + order.why()
                : order.why();
        if (tooMany && halts.containsKey(HaltScope.ALL)) {
            // Everything is halted already, by an order that may stop calls too and so must stand as it is.
            context.audit(AuditRecords.operator(
                    context,
                    Reason.HALTED,
                    "ends with the halt of everything: " + AuditRecords.describe(order.by(), why)));
            return;
        }
        long at = orderedAt(context, order.at());
        StandingHalt halt = new StandingHalt(
                scope, order.calls() && scope.isAll(), Texts.cut(order.by(), MAX_BY), Texts.cut(why, MAX_WHY), at);
        halts.put(scope, halt);
        save(context, new HaltRecord(halts, order.by(), order.why(), at));
        String what = halt.calls()
                ? "halted, calls of people too, by " + AuditRecords.describe(halt.by(), halt.why())
                : halt.text();
        context.audit(AuditRecords.operator(context, Reason.HALTED, what));
        if (!halt.calls()) {
            context.waker.wakeAll(WakeCondition.HALT); // a halt that included calls is replaced by one that does not
        }
    }

    static void handle(DecisionContext context, OperatorInput.Resume order) {
        end(context, HaltScope.ALL, order.by(), order.why(), order.at());
    }

    private static void end(DecisionContext context, HaltScope scope, String by, String why, long appendedAt) {
        SortedMap<HaltScope, StandingHalt> halts = halts(context);
        boolean halted = halts.remove(scope) != null;
        save(context, new HaltRecord(halts, by, why, orderedAt(context, appendedAt)));
        String who = AuditRecords.describe(by, why);
        String what = scope.isAll() ? "resumed by " + who : scope.text() + " resumed by " + who;
        context.audit(AuditRecords.operator(
                context, Reason.RESUMED, scope.isAll() || halted ? what : what + " (it was not halted)"));
        context.waker.wakeAll(WakeCondition.halt(scope));
    }

    /** A pause ends with its incident. */
    static void endPauses(DecisionContext context) {
        for (StandingHalt halt : context.state.halts()) {
            if (halt.scope().kind() == ScopeKind.INCIDENT
                    && context.state.incident(halt.scope().name()) == null) {
                // Only halts up to where people were read may end with it: a worker may know a newer one already.
                end(context, halt.scope(), Ids.DECIDER, "it is over", context.operatorsReadUpTo());
            }
        }
    }

    private static SortedMap<HaltScope, StandingHalt> halts(DecisionContext context) {
        SortedMap<HaltScope, StandingHalt> halts = new TreeMap<>();
        context.state.halts().forEach(halt -> halts.put(halt.scope(), halt));
        return halts;
    }

    /** Workers tell orders apart by the append time, not by the decider's clock. */
    private static long orderedAt(DecisionContext context, long appendedAt) {
        HaltRecord before = context.state.get(HaltRecord.KEY, HaltRecord.class);
        // The order of the log counts, also when a broker's clock goes backwards.
        return Math.max(appendedAt > 0 ? appendedAt : context.now, before == null ? 0 : before.orderedAt() + 1);
    }

    /** Controls are sent again, for sites that missed that of the sender. */
    private static void save(DecisionContext context, HaltRecord record) {
        context.state.put(record);
        context.state.forEach(SiteState.PREFIX, SiteState.class, site -> SiteHandler.publishControls(context, site));
    }
}
