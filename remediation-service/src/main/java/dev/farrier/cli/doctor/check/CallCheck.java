package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.model.Incident;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SlotType;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.view.Executors.ExecutorStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether a person can be called: who could run the steps of {@code escalate}, and whether a call waits now. */
public final class CallCheck {
    private CallCheck() {}

    /**
     * @param configured {@code escalation.sites}; empty: all sites may call
     * @param sites those whose topics exist
     * @param ways type of action in {@code escalate} → the policies that have it
     * @param notices calls that nobody got, and open faults of the deployment, a line each
     */
    public static List<Finding> check(
            List<String> configured,
            SortedSet<String> sites,
            SortedMap<String, ? extends Set<String>> ways,
            List<ExecutorStatus> executors,
            Collection<String> notices,
            Profile profile) {
        List<Finding> findings = new ArrayList<>();
        notices.forEach(notice -> findings.add(Finding.error(
                Subject.CALLS, notice, "farrier incidents list; docs/operations.md, 'A person is always reached'")));
        for (String site : configured) {
            if (!sites.contains(site)) {
                findings.add(Finding.error(
                        Subject.CALLS,
                        "escalation.sites names " + site + ", which has no topics",
                        "farrier topics create --site " + site + "; or remove it from escalation.sites"));
            }
        }
        if (ways.isEmpty()) {
            findings.add(Finding.notChecked(Subject.CALLS, "no policy in force calls a person", ""));
        }
        List<ExecutorStatus> callers = executors.stream()
                .filter(one -> configured.isEmpty() || configured.contains(one.site()))
                .filter(ExecutorCheck::takesCommands)
                .toList();
        ways.forEach((type, policies) -> way(type, policies, callers, profile, findings));
        return findings;
    }

    /**
     * Of a test call.
     *
     * @param incident that the decider made of it; empty: none
     */
    public static List<Finding> tried(Optional<Incident> incident) {
        if (incident.isEmpty()) {
            return List.of(Finding.error(
                    Subject.CALLS,
                    "the decider did not call: no core decides, or no policy in force calls a person",
                    "farrier policy status; look at the log of core"));
        }
        Incident test = incident.get();
        List<Finding> findings = new ArrayList<>();
        for (Incident.CommandResult result : test.history()) {
            String step =
                    "test call " + test.id() + ", step " + result.step() + " of escalate of policy " + test.policy();
            findings.add(
                    result.kind() == OutcomeKind.SUCCEEDED
                            ? Finding.ok(Subject.CALLS, step + ": delivered")
                            : Finding.error(
                                    Subject.CALLS,
                                    step + ": " + Texts.code(result.kind())
                                            + (result.detail().isEmpty() ? "" : ", " + result.detail())
                                            + (result.output().isEmpty() ? "" : ": " + result.output()),
                                    "farrier incidents show " + test.id()));
        }
        if (test.calling().deliveredAt() == 0) {
            findings.add(Finding.error(
                    Subject.CALLS,
                    "test call " + test.id() + " was not delivered in time",
                    "farrier incidents show " + test.id() + "; farrier executors"));
        }
        findings.add(Finding.notChecked(Subject.CALLS, "the steps of escalate of other policies were not tried", ""));
        return findings;
    }

    private static void way(
            String type, Set<String> policies, List<ExecutorStatus> callers, Profile profile, List<Finding> findings) {
        List<ExecutorStatus> able = new ArrayList<>();
        for (ExecutorStatus caller : callers) {
            boolean runs = caller.report().actionTypes().contains(type);
            if (runs && caller.report().slots(SlotType.CALL) > 0) {
                able.add(caller);
            } else {
                findings.add(Finding.warning(
                        Subject.CALLS,
                        "executor " + caller.report().name() + " of site " + caller.site() + " can't call by " + type,
                        runs ? "set its executor.callSlots" : "add " + type + " to its executor.allow"));
            }
        }
        if (able.isEmpty()) {
            findings.add(Finding.error(
                    Subject.CALLS,
                    "nobody can be called by " + type + " (" + some(policies) + "): no executor can do it",
                    "start an executor whose executor.allow has " + type));
            return;
        }
        Set<String> sites = new TreeSet<>();
        able.forEach(one -> sites.add(one.site()));
        findings.add(Finding.ok(
                Subject.CALLS,
                "by " + type + ": " + Phrases.count(able.size(), "executor") + " of "
                        + Phrases.count(sites.size(), "site")));
        if (able.size() == 1 && profile == Profile.PRODUCTION) {
            findings.add(Finding.warning(
                    Subject.CALLS,
                    "only executor " + able.getFirst().report().name() + " can call by " + type
                            + ": without it nobody is called",
                    "start a second executor, best at another site"));
        }
    }

    private static String some(Set<String> policies) {
        List<String> sorted = List.copyOf(new TreeSet<>(policies));
        return sorted.size() == 1
                ? "policy " + sorted.getFirst()
                : "policy " + sorted.getFirst() + " and " + (sorted.size() - 1) + " more";
    }
}
