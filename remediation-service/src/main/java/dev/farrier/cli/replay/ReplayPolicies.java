package dev.farrier.cli.replay;

import dev.farrier.cli.policy.CheckedPolicies;
import dev.farrier.ingest.Ingest;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.secret.SecretReference;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.stream.registry.ConfluentDecoders;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The policies of a replay, and the reader of their source. */
record ReplayPolicies(SimulationPlan plan, Ingest ingest) {
    /**
     * Null when the policies have errors.
     *
     * @param err gets every error and warning
     * @throws ParameterException when a path does not exist, or the source
     */
    static @Nullable ReplayPolicies read(List<Path> paths, String source, CommandLine command, Consumer<String> err) {
        CheckedPolicies policies = CheckedPolicies.read(paths, "replay", command);
        policies.problems().forEach(problem -> err.accept(problem.toString()));
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            return null;
        }
        Source known = bundle.sources().get(source);
        if (known == null) {
            throw new ParameterException(
                    command,
                    "there is no Source '" + source + "'; "
                            + (bundle.sources().isEmpty()
                                    ? "there is none at all"
                                    : "there is "
                                            + String.join(", ", bundle.sources().keySet())));
        }
        SimulationPlan plan = SimulationPlan.ofSource(bundle, source);
        if (!plan.skipped().isEmpty()) {
            err.accept("warning: skipped, because they need other sources: " + String.join(", ", plan.skipped()));
        }
        if (plan.bundle().policies().isEmpty()) {
            err.accept("warning: no policy is left to replay");
        }
        return new ReplayPolicies(
                plan, Ingest.of(known, schema -> new ConfluentDecoders(SecretReference::resolve).of(schema)));
    }
}
