package dev.farrier.app.policies;

import dev.farrier.model.PolicySourceReport;
import java.util.List;

/** What is reported of policies that come from no repository. */
public final class PolicyReports {
    /** The kind of a source that only {@code farrier policy push} feeds. */
    public static final String PUSH = "push";

    private PolicyReports() {}

    /** @param at epoch milliseconds */
    public static PolicySourceReport ofPush(long at) {
        return report(
                PUSH, "farrier policy push", PolicySourceState.CURRENT, "policies come by 'farrier policy push'", at);
    }

    /**
     * @param refusal why its newest state is not in force; empty: it is
     * @param at epoch milliseconds
     */
    public static PolicySourceReport ofDirectory(String directory, String refusal, long at) {
        return refusal.isEmpty()
                ? report("directory", directory, PolicySourceState.CURRENT, "the directory's policies are in force", at)
                : report("directory", directory, PolicySourceState.REFUSED, refusal, at);
    }

    private static PolicySourceReport report(
            String kind, String source, PolicySourceState state, String message, long at) {
        return new PolicySourceReport(kind, source, "", "", state.code(), message, List.of(), List.of(), at, at, "");
    }
}
