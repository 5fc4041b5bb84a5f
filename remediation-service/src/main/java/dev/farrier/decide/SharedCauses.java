package dev.farrier.decide;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.IncidentRecord.CancelledSymptom;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.budget.BudgetUsage;
import dev.farrier.policy.budget.Domain;
import dev.farrier.policy.budget.Usage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One incident for each failure domain of which so many resources are unhealthy that it is a shared cause. It calls a person
 * once, whatever the number of resources. Who cancels it has looked, and lets Farrier go on there until fewer are unhealthy.
 */
final class SharedCauses {
    /** How long Farrier goes on in a domain that does not get better, milliseconds. */
    private static final long RELEASED_FOR = Duration.ofDays(30).toMillis();

    private SharedCauses() {}

    /**
     * Looks at the domains of the targets whose health the input has changed.
     *
     * @return whether it has woken somebody
     */
    static boolean update(DecisionContext context) {
        Bundle bundle = context.callingBundle();
        boolean woken = false;
        SortedSet<String> changed = context.state.health().drainChanged();
        while (!changed.isEmpty()) {
            for (String target : changed) {
                if (bundle != null) {
                    for (Usage usage : context.budgets(bundle).of(target)) {
                        Domain domain = usage.domainOf(target);
                        woken |= domain != null && update(context, usage, domain);
                    }
                }
            }
            changed = context.state.health().drainChanged();
        }
        return woken;
    }

    /** Other budgets are in force. */
    static void updateAll(DecisionContext context, Bundle bundle) {
        BudgetUsage usages = context.budgets(bundle);
        Set<SortedMap<String, String>> known = new HashSet<>();
        for (Usage usage : usages.all()) {
            for (Domain domain : usage.domains()) {
                known.add(AlarmGroup.ofDomain(usage, domain));
                update(context, usage, domain);
            }
        }
        List<Incident> open = context.state.openIncidents();
        open.stream()
                .filter(incident -> AlarmGroup.isOfDomain(incident.group()) && !known.contains(incident.group()))
                .forEach(incident -> Alarms.clear(
                        context,
                        AlarmGroup.DOMAIN,
                        AlarmGroup.valueOf(incident.group()),
                        "no budget has this domain any more"));
    }

    private static boolean update(DecisionContext context, Usage usage, Domain domain) {
        SortedMap<String, String> group = AlarmGroup.ofDomain(usage, domain);
        String released = CancelledSymptom.key("", group);
        String value = AlarmGroup.valueOf(group);
        if (!usage.isHandsOff(domain)) {
            context.state.remove(released);
            Alarms.clear(context, AlarmGroup.DOMAIN, value, "fewer resources of " + domain.label() + " are unhealthy");
            String queue = WakeCondition.domain(usage.budget().name(), domain.label());
            boolean wakes = context.state.first(queue) != null && !context.waker.isExhausted();
            context.waker.wakeAll(queue);
            return wakes;
        } else if (context.state.get(released, CancelledSymptom.class) == null) {
            Alarms.raise(
                    context,
                    AlarmGroup.DOMAIN,
                    value,
                    Reason.SHARED_CAUSE,
                    domain.unhealthy().size() + " of " + domain.members().size() + " resources of " + domain.label()
                            + " are unhealthy, so they probably have one cause (budget "
                            + usage.budget().name()
                            + "): nothing is started on any of them until fewer are, or a person"
                            + " cancels this incident");
        }
        return false;
    }

    /** A person has cancelled the incident about the domain. */
    static void release(DecisionContext context, Incident alarm) {
        context.state.put(new CancelledSymptom(
                "", alarm.group(), alarm.detection(), "", 0, context.now, true, context.now + RELEASED_FOR));
        String value = AlarmGroup.valueOf(alarm.group());
        int slash = value.indexOf('/');
        if (slash >= 0) { // a user's label of the same name may have none
            context.waker.wakeAll(WakeCondition.domain(value.substring(0, slash), value.substring(slash + 1)));
        }
    }
}
