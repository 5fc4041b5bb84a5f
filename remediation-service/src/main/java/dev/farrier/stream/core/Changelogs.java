package dev.farrier.stream.core;

import dev.farrier.stream.Topics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The changelogs that {@code farrier-core} makes at its first start. */
public final class Changelogs {
    private Changelogs() {}

    /** Name → the topic that it has as many partitions as. */
    public static SortedMap<String, String> of(Topics topics) {
        return new TreeMap<>(Map.of(
                name(topics, CoreTopology.STATE), topics.deciderLog(),
                name(topics, CoreTopology.GROUPS), topics.signals()));
    }

    private static String name(Topics topics, String store) {
        return topics.coreApplication() + "-" + store + "-changelog";
    }
}
