package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.IncidentRecord.LastRemediation;
import dev.farrier.decide.state.StateRecord.MaintenanceState;
import dev.farrier.decide.state.TargetHealth;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.budget.BudgetUsage;
import dev.farrier.policy.order.InvalidOrderException;
import dev.farrier.policy.order.MaintenanceSelector;
import dev.farrier.policy.text.Phrases;
import java.time.Instant;
import java.util.List;

/**
 * Begins and ends maintenances. At the end of one, what it held back is decided anew: on evidence that is newer than it, since
 * people have worked on the target.
 */
final class MaintenanceHandler {
    private static final int NAMED = 10;

    private MaintenanceHandler() {}

    static void begin(DecisionContext context, OperatorInput.BeginMaintenance order) {
        Maintenance maintenance =
                new Maintenance(order.id(), order.selector(), order.by(), order.why(), context.now, order.until());
        String problem = problem(context, maintenance);
        if (!problem.isEmpty()) {
            context.audit(AuditRecords.operator(
                    context, Reason.MAINTENANCE, "refused, " + problem + ": " + maintenance.text()));
            return;
        }
        MaintenanceState before = context.state.get(MaintenanceState.key(order.id()), MaintenanceState.class);
        countUsage(context);
        context.state.put(new MaintenanceState(maintenance));
        context.audit(AuditRecords.operator(
                context, Reason.MAINTENANCE, maintenance.text() + ": " + names(context, maintenance)));
        if (before != null) {
            release(context, before.maintenance()); // it may have selected others
        }
    }

    /** Why it can't be obeyed; the sender has checked the same, and that the inventory has what it selects. Empty: it can. */
    private static String problem(DecisionContext context, Maintenance maintenance) {
        int[] others = {0};
        context.state.forEach(MaintenanceState.PREFIX, MaintenanceState.class, state -> {
            if (!state.maintenance().id().equals(maintenance.id())) {
                others[0]++;
            }
        });
        try {
            SilenceHandler.checkOrder(context, maintenance, others[0]);
            MaintenanceSelector.parse(maintenance.selector());
            return "";
        } catch (InvalidOrderException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static void end(DecisionContext context, OperatorInput.EndMaintenance order) {
        MaintenanceState state = context.state.get(MaintenanceState.key(order.id()), MaintenanceState.class);
        String who = AuditRecords.describe(order.by(), order.why());
        if (state == null) {
            context.audit(AuditRecords.operator(
                    context, Reason.RESUMED, "maintenance " + order.id() + " is not in force; ended by " + who));
            return;
        }
        end(context, state, "ended by " + who);
    }

    /** Its time has come. */
    static void wake(DecisionContext context, MaintenanceState state) {
        end(
                context,
                state,
                "its time is over, " + Instant.ofEpochMilli(state.maintenance().until()));
    }

    private static MaintenanceSelector selector(Maintenance maintenance) {
        try {
            return MaintenanceSelector.parse(maintenance.selector());
        } catch (InvalidOrderException e) {
            throw new IllegalStateException("it was checked when it began: " + maintenance, e);
        }
    }

    /** For people. */
    private static String names(DecisionContext context, Maintenance maintenance) {
        Bundle inForce = context.callingBundle();
        MaintenanceSelector selector = selector(maintenance);
        List<String> names = inForce == null
                ? List.of()
                : inForce.resources().values().stream()
                        .filter(selector::selects)
                        .map(Resource::name)
                        .toList();
        return names.isEmpty() ? "no resource of the inventory now" : Phrases.first(names, NAMED);
    }

    private static void end(DecisionContext context, MaintenanceState state, String how) {
        Maintenance ended = state.maintenance();
        countUsage(context);
        context.state.remove(state.key());
        context.audit(AuditRecords.operator(
                context,
                Reason.RESUMED,
                "maintenance " + ended.id() + " of " + ended.selector() + " has ended: " + how));
        release(context, ended);
    }

    /** So that it becomes known which resources the order concerns: a decider that has just been restored has not counted yet. */
    private static void countUsage(DecisionContext context) {
        Bundle inForce = context.callingBundle();
        if (inForce != null) {
            BudgetUsage unused = context.budgets(inForce);
        }
    }

    /** Its resources are looked at anew, unless another maintenance holds them. */
    private static void release(DecisionContext context, Maintenance ended) {
        TargetHealth health = context.state.health();
        Bundle inForce = context.callingBundle();
        if (inForce != null) {
            MaintenanceSelector selector = selector(ended);
            inForce.resources().values().stream()
                    .filter(resource -> health.incidentOf(resource.name()) != null)
                    .filter(resource -> selector.selects(resource) && !health.isInMaintenance(resource))
                    .forEach(resource ->
                            context.state.put(LastRemediation.ofMaintenance(resource.name(), ended.id(), context.now)));
        }
        context.waker.wakeAll(WakeCondition.maintenance(ended.id()));
        context.waker.wakeAllBudgets();
    }

    /** Other resources, or other labels, are in force: what waits for a maintenance may be selected no longer. */
    static void wakeAll(DecisionContext context) {
        context.state.forEach(
                MaintenanceState.PREFIX,
                MaintenanceState.class,
                state -> context.waker.wakeAll(
                        WakeCondition.maintenance(state.maintenance().id())));
    }
}
