package dev.farrier.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All policy documents and scripts of one commit.
 *
 * @param commit the Git commit, or a hex digest of the content
 * @param files path relative to the policy directory → content
 */
public record BundleRecord(String commit, SortedMap<String, String> files) {
    public BundleRecord {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
