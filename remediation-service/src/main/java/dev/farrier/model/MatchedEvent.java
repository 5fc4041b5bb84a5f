package dev.farrier.model;

import java.util.List;
import java.util.SortedMap;

/**
 * An event for one group, with all policies that match it and group by these labels.
 *
 * @param group the groupBy labels with the event's values; empty for policies without groupBy
 * @param matches at least one
 */
public record MatchedEvent(Event event, SortedMap<String, String> group, List<PolicyMatch> matches) implements Signal {
    public MatchedEvent {
        group = Labels.copyOf(group);
        matches = List.copyOf(matches);
        if (matches.isEmpty()) {
            throw new IllegalArgumentException("no match");
        }
    }

    /**
     * @param policy policy name
     * @param detector hash of what the detector's state depends on (match, detect, groupBy)
     * @param alternatives names of the alternatives of {@code match} that matched; at least one
     */
    public record PolicyMatch(String policy, String detector, List<String> alternatives) {
        public PolicyMatch {
            alternatives = List.copyOf(alternatives);
        }
    }
}
