package dev.farrier.decide.state;

import java.util.Set;
import java.util.SortedMap;

/** The groups of incidents about Farrier itself: one label, which names the kind of cause, and its value. */
public final class AlarmGroup {
    public static final String SITE = "farrier_site";
    public static final String CHANNEL = "farrier_channel";
    public static final String WORKER = "farrier_worker";
    public static final String POLICIES = "farrier_policies";
    public static final String LOSS = "farrier_loss";

    private static final Set<String> LABELS = Set.of(SITE, CHANNEL, WORKER, POLICIES, LOSS);

    private AlarmGroup() {}

    public static boolean isAlarm(SortedMap<String, String> group) {
        return group.size() == 1 && LABELS.contains(group.firstKey());
    }
}
