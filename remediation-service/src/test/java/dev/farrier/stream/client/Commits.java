package dev.farrier.stream.client;

import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commits of one file, and a compiler that refuses the file {@code broken}. */
final class Commits {
    private Commits() {}

    static BundleRecord commit(String commit, String content) {
        return new BundleRecord(commit, new TreeMap<>(Map.of("policy.yaml", content)));
    }

    static BundleRecord commit(String commit) {
        return commit(commit, "text of " + commit);
    }

    /** What it was given stands in the bundle's scripts. */
    static Bundle compile(String commit, SortedMap<String, String> files) {
        if (files.containsValue("broken")) {
            throw new IllegalArgumentException("policy.yaml:1:1: error: broken");
        }
        return new Bundle(
                commit,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                files);
    }
}
