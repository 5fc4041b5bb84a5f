package dev.farrier.cli.deployment;

import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.view.UnknownName;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a halt, or its end, is about: without an option everything. */
public final class ScopeOptions {
    private static final Duration POLICIES_WITHIN = Duration.ofSeconds(5);

    @ArgGroup
    private @Nullable OneScope one;

    /** Exactly one of its options. */
    static final class OneScope {
        @Option(names = "--site", paramLabel = "NAME", description = "Only the executors of this site.")
        private @Nullable String site;

        @Option(names = "--policy", paramLabel = "NAME", description = "Only commands of this policy.")
        private @Nullable String policy;

        @Option(names = "--target", paramLabel = "NAME", description = "Only commands on this target.")
        private @Nullable String target;
    }

    HaltScope scope() {
        if (one == null) {
            return HaltScope.ALL;
        }
        if (one.site != null) {
            return new HaltScope(ScopeKind.SITE, one.site);
        }
        return one.policy != null
                ? new HaltScope(ScopeKind.POLICY, one.policy)
                : new HaltScope(ScopeKind.TARGET, String.valueOf(one.target));
    }

    /** True for {@code --site ''} and the like. */
    boolean isBlank() {
        return !scope().isAll() && scope().name().isBlank();
    }

    /** Says that the deployment knows no site, policy or target of this name; empty: it does, or that cannot be told. */
    Optional<String> unknown(DeploymentClient deployment, Collection<String> sites) {
        HaltScope scope = scope();
        if (scope.isAll()) {
            return Optional.empty();
        }
        return unknown(deployment, scope, sites).map(what -> "there is " + what);
    }

    private static Optional<String> unknown(DeploymentClient deployment, HaltScope scope, Collection<String> sites) {
        if (scope.kind() == ScopeKind.SITE) {
            return UnknownName.of(scope.text(), scope.name(), sites);
        }
        return deployment.feed().awaitFirst(POLICIES_WITHIN)
                ? deployment.feed().current().flatMap(inForce -> UnknownName.of(scope, inForce))
                : Optional.empty();
    }
}
