package dev.farrier.stream.client;

import dev.farrier.policy.Bundle;
import java.util.SortedMap;

/** Makes policies out of text. */
@FunctionalInterface
public interface BundleCompiler {
    /**
     * @param files path relative to the policy directory → content
     * @throws RuntimeException when they are not right; the message is for people
     */
    Bundle compile(String commit, SortedMap<String, String> files);
}
