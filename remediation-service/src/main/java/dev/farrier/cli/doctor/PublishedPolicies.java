package dev.farrier.cli.doctor;

import dev.farrier.cli.doctor.check.PolicyStateCheck.PolicyFacts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.PolicyFeed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies in force, read from the topic bundles.
 *
 * @param bundle null: none are in force, or this version of Farrier can't use them
 */
record PublishedPolicies(@Nullable Bundle bundle, PolicyFacts facts) {
    private static final Duration READ_WITHIN = Duration.ofSeconds(15);

    /** Throws KafkaUnavailableException when the topic can't be read. */
    static PublishedPolicies read(ClientConfig client, Topics topics) {
        Map<String, List<Problem>> problems = new ConcurrentHashMap<>();
        try (PolicyFeed feed = new PolicyFeed(client, topics, (commit, files) -> {
            CompileResult compiled = PolicyCompiler.compile(files, commit);
            problems.put(commit, List.copyOf(compiled.problems()));
            if (compiled.bundle() == null) {
                throw new UnknownCommitException("bundle " + commit + " can't be used by this version: "
                        + compiled.problems().getFirst());
            }
            return compiled.bundle();
        })) {
            if (!feed.awaitUpToDate(READ_WITHIN)) {
                throw new KafkaUnavailableException(
                        "topic " + topics.bundles() + " could not be read in " + READ_WITHIN.toSeconds() + " s", null);
            }
            String published = feed.published().orElse("");
            boolean usable = !published.isEmpty() && feed.awaitFirst(READ_WITHIN);
            Bundle bundle = usable ? feed.current().orElse(null) : null;
            return new PublishedPolicies(
                    bundle,
                    new PolicyFacts(
                            published,
                            bundle == null ? 0 : bundle.policies().size(),
                            published.isEmpty() || usable
                                    ? ""
                                    : feed.problem().orElse("bundle " + published + " could not be compiled in time"),
                            bundle == null ? List.of() : problems.getOrDefault(bundle.commit(), List.of()),
                            feed.history().report(),
                            feed.history().hold()));
        }
    }
}
