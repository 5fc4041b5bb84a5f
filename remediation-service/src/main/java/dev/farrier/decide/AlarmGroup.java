package dev.farrier.decide;

import java.util.Set;
import java.util.SortedMap;

/** The groups of incidents about Farrier itself: one label, which names the kind of cause, and its value. */
final class AlarmGroup {
    static final String SITE = "farrier_site";
    static final String CHANNEL = "farrier_channel";
    static final String WORKER = "farrier_worker";
    static final String POLICIES = "farrier_policies";
    static final String LOSS = "farrier_loss";

    private static final Set<String> LABELS = Set.of(SITE, CHANNEL, WORKER, POLICIES, LOSS);

    private AlarmGroup() {}

    static boolean isAlarm(SortedMap<String, String> group) {
        return group.size() == 1 && LABELS.contains(group.firstKey());
    }
}
