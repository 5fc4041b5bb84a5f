package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.choice;
import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.name;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.policy.Approval;
import dev.farrier.policy.Approval.OnTimeout;
import dev.farrier.policy.Approval.Role;
import dev.farrier.policy.Approvers;
import dev.farrier.policy.Policy;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code approval} of a rung. */
final class ApprovalReader {
    private static final int MOST = 10;
    private static final Duration LONGEST = Duration.ofDays(7);

    static final YamlMap APPROVAL = YamlMap.of(
            "approval",
            "Who must say yes before the rung changes anything, and what happens when nobody does. One answers by"
                    + " farrier incidents approve or reject, with a token of http.tokens.");
    private static final YamlKey<List<Role>> ROLES = APPROVAL.optional(
            "roles",
            list(choice(Role.class)),
            List.of(),
            "Owners of a token with one of these roles may answer. Default: approver, unless names are given.");
    private static final YamlKey<List<String>> NAMES = APPROVAL.optional(
            "names", list(name(NameRule.PERSON)), List.of(), "The owners of these tokens may answer too.");
    private static final YamlKey<Integer> COUNT = APPROVAL.optional(
            "count", integer(1, MOST), 1, "How many of them must say yes. Each counts once; one no is enough.");
    private static final YamlKey<Duration> TIMEOUT = APPROVAL.optional(
            "timeout",
            positiveDuration(LONGEST),
            Approval.DEFAULT_TIMEOUT,
            "How long they are waited for, from when they were asked; at most 7d.");
    private static final YamlKey<OnTimeout> ON_TIMEOUT = APPROVAL.optional(
            "onTimeout",
            choice(OnTimeout.class),
            OnTimeout.ESCALATE,
            "When they have not all answered by then. escalate: a person is called, and nothing more is run. next-rung: the rung is"
                    + " left out. act: as if they had said yes.");

    private ApprovalReader() {}

    /** Without an answer nobody vouches for a symptom whose events are too old by then. */
    static void warnOfTooLate(Policy policy, List<MapReader> written) {
        Duration staleAfter = policy.guards().staleAfter();
        for (int i = 0; i < policy.remediate().size(); i++) {
            Approval approval = policy.remediate().get(i).approval();
            if (approval != null
                    && approval.onTimeout() == OnTimeout.ACT
                    && approval.timeout().compareTo(staleAfter) >= 0
                    && policy.remediate().get(i).confirm() == null
                    && !policy.lastsUntilCleared()
                    && written.get(i).find(RungReader.APPROVAL) instanceof MapReader keys) {
                keys.problems()
                        .warning(
                                keys.location(ON_TIMEOUT),
                                "after the timeout of " + Durations.format(approval.timeout())
                                        + " the newest event may be older than staleAfter, "
                                        + Durations.format(staleAfter)
                                        + ", and then a person is called instead: add a confirm to the rung, or write a shorter"
                                        + " timeout");
            }
        }
    }

    static Approval read(MapReader written, @Nullable Approvers approvers) {
        int errors = written.problems().errors();
        TreeSet<String> names = new TreeSet<>(written.get(NAMES));
        TreeSet<Role> roles = new TreeSet<>(written.get(ROLES));
        if (roles.isEmpty() && names.isEmpty()) {
            boolean empty = written.problems().errors() == errors;
            if (empty && (written.has(ROLES) || written.has(NAMES))) {
                written.error(
                        written.has(ROLES) ? ROLES : NAMES,
                        "nobody can say yes: write roles: [approver], or the names of tokens");
            }
            roles.add(Role.APPROVER);
        }
        Integer count = written.get(COUNT);
        if (roles.isEmpty() && count > names.size()) {
            written.error(
                    COUNT,
                    "nobody can give this: " + count + " persons must say yes, and " + names.size()
                            + (names.size() == 1 ? " is" : " are")
                            + " named; write a smaller count, more names, or roles");
        }
        Approval approval = new Approval(roles, names, count, written.get(TIMEOUT), written.get(ON_TIMEOUT));
        String nobody = nobody(approval, approvers);
        if (!nobody.isEmpty()) {
            written.error(written.has(ROLES) ? ROLES : NAMES, nobody);
        }
        return approval;
    }

    /** Why nobody can give it, by the tokens of a service; empty: they can, or that is not known. */
    static String nobody(Approval approval, @Nullable Approvers approvers) {
        if (approvers == null || approvers.of(approval).size() >= approval.count()) {
            return "";
        }
        Set<String> can = approvers.of(approval);
        return "nobody can give this: it asks " + approval.who() + ", and "
                + (can.isEmpty()
                        ? "no owner of a token of http.tokens is one"
                        : "only " + Phrases.and(List.copyOf(can)) + " can answer")
                + "; add a token there, or write who is asked"
                + (approvers.roles().isEmpty()
                        ? ""
                        : ": there are "
                                + Phrases.and(List.copyOf(approvers.roles().keySet())));
    }
}
