package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.view.UnknownName;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a halt, or its end, is about: without an option everything. */
public final class ScopeOptions {
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

    /**
     * Warns of a name that the deployment does not have.
     *
     * @param sites those whose workers were told
     * @return the command's exit code
     */
    int warnIfUnknown(DeploymentOptions options, DeploymentClient deployment, Collection<String> sites) {
        HaltScope scope = scope();
        if (scope.isAll() || sites.contains(scope.name()) && scope.kind() == ScopeKind.SITE) {
            return ExitCode.FINE;
        }
        return options.warnIfUnknown(deployment, scope.text(), bundle -> UnknownName.of(scope, bundle));
    }
}
