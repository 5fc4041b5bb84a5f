package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a process says of itself at {@code /readyz}. */
public final class ServiceCheck {
    private static final String WARN = "warn";

    /** What to do about a check of {@code /readyz} that does not say it itself. */
    private static final Map<String, String> MEND = Map.of(
            "calls", "farrier incidents list; farrier executors",
            "channels", "docs/runbooks/FarrierChannelStuck.md",
            "halt", "farrier resume --reason '…'",
            "policies", "farrier policy status",
            "policy-git", "farrier policy status",
            "started", "wait, and look at the log of that process");

    private static final String LOG = "look at the log of that process";

    private ServiceCheck() {}

    /**
     * One check of the answer.
     *
     * @param state {@code ok, warn} or {@code failed}
     */
    public record ServiceState(String name, boolean ok, String state, String detail) {}

    public static List<Finding> check(String url, List<ServiceState> states) {
        List<Finding> findings = new ArrayList<>();
        for (ServiceState state : states) {
            String what = url + " " + state.name() + ": " + state.detail();
            String mend = MEND.getOrDefault(state.name(), LOG);
            if (!state.ok()) {
                findings.add(Finding.error(Subject.SERVICE, what, mend));
            } else if (state.state().equals(WARN)) {
                findings.add(Finding.warning(Subject.SERVICE, what, mend));
            }
        }
        boolean ready = states.stream().allMatch(ServiceState::ok);
        if (ready) {
            findings.addFirst(Finding.ok(Subject.SERVICE, url + " is ready: " + Phrases.count(states.size(), "check")));
        }
        return findings;
    }

    public static Finding unreachable(String url, String why) {
        return Finding.error(
                Subject.SERVICE,
                url + " does not answer: " + why,
                "start the process; or give --service the address in its http.host and http.port");
    }
}
