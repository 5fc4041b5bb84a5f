package dev.farrier.stream.client;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.SortedMap;

/** Makes policies out of text. */
@FunctionalInterface
public interface BundleCompiler {
    /** Refuses a commit that another version of Farrier has accepted and this one does not. */
    BundleCompiler YAML = (commit, files) -> {
        CompileResult compiled = PolicyCompiler.compile(files, commit);
        if (compiled.bundle() == null) {
            throw new UnknownCommitException("bundle " + commit + " cannot be used here: "
                    + compiled.problems().getFirst());
        }
        return compiled.bundle();
    };

    /**
     * @param files path relative to the policy directory → content
     * @throws RuntimeException when they are not right; the message is for people
     */
    Bundle compile(String commit, SortedMap<String, String> files);
}
