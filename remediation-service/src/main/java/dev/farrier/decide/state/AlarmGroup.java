package dev.farrier.decide.state;

import dev.farrier.model.Labels;
import dev.farrier.policy.budget.Domain;
import dev.farrier.policy.budget.Usage;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/** The groups of incidents about Farrier itself: one label, which names the kind of cause, and its value. */
public final class AlarmGroup {
    public static final String SITE = "farrier_site";
    public static final String CHANNEL = "farrier_channel";
    public static final String WORKER = "farrier_worker";
    public static final String POLICIES = "farrier_policies";
    public static final String LOSS = "farrier_loss";
    public static final String POLICY = "farrier_policy";

    /** A failure domain of a budget whose resources have one cause in common: the budget's name, {@code /}, and the domain. */
    public static final String DOMAIN = "farrier_domain";

    /** A storm breaker that has tripped. */
    public static final String STORM = "farrier_storm";

    private static final Set<String> LABELS = Set.of(SITE, CHANNEL, WORKER, POLICIES, LOSS, POLICY, DOMAIN, STORM);

    private AlarmGroup() {}

    public static SortedMap<String, String> ofDomain(Usage usage, Domain domain) {
        return Labels.of(DOMAIN, usage.budget().name() + "/" + domain.label());
    }

    public static boolean isOfDomain(SortedMap<String, String> group) {
        return isAlarm(group) && group.firstKey().equals(DOMAIN);
    }

    /** What the alarm is about. */
    public static String valueOf(SortedMap<String, String> alarm) {
        return Objects.requireNonNull(alarm.get(alarm.firstKey()));
    }

    public static boolean isAlarm(SortedMap<String, String> group) {
        return group.size() == 1 && LABELS.contains(group.firstKey());
    }
}
