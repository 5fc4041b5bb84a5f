package dev.farrier.cli.deployment;

import java.util.List;

/**
 * A topic as it should be, and what was found.
 *
 * @param status {@code missing, created, ok, differs} or {@code unusable}
 * @param differences one line each; what differs from what it should be
 */
public record TopicStatus(String name, int partitions, String cleanup, String status, List<String> differences) {
    public static final String MISSING = "missing";
    public static final String UNUSABLE = "unusable";

    public TopicStatus {
        differences = List.copyOf(differences);
    }
}
