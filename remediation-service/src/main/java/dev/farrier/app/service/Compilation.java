package dev.farrier.app.service;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.yaml.Compiled;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.SortedMap;

/** Text → policies, for whoever reads them from Kafka. */
public final class Compilation {
    private Compilation() {}

    /** @throws UnknownCommitException for a commit that another version of Farrier may have accepted, and this one does not */
    public static Bundle compile(String commit, SortedMap<String, String> files) {
        Compiled compiled = PolicyCompiler.compile(files, commit);
        if (compiled.bundle() == null) {
            throw new UnknownCommitException("bundle " + commit + " cannot be used here: "
                    + compiled.problems().getFirst());
        }
        return compiled.bundle();
    }
}
