package dev.farrier.demo.chaos;

import dev.farrier.demo.bridge.BridgeLedger;
import dev.farrier.demo.fleet.DemoFault;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CommandResult;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a fault has ended, and whether it ended as expected: exactly one incident acted; it is resolved, or escalated
 * where it must be; the ledger, which the bridges and their tools write, has exactly the expected repair, by that incident
 * alone; and no session was cut.
 */
final class FaultEvaluator {
    private FaultEvaluator() {}

    /**
     * What was observed since the injection.
     *
     * @param incidents of the bridge
     * @param pages all pages of the demo
     * @param ledger the bridge's entries
     * @param ready the bridge takes sessions
     */
    record Observations(List<Incident> incidents, List<String> pages, List<BridgeLedger.Entry> ledger, boolean ready) {}

    /** Ledger entries of the expected repair, in order. */
    static List<String> expectedLedger(DemoFault fault) {
        return switch (fault) {
            case CRASH, HANG -> List.of("restart begins", "restart ends");
            case LOG_ERRORS -> List.of("reset decoder");
            case DISK_FULL -> List.of("clean recordings");
            case STUCK_SESSIONS -> List.of("drain", "restart begins", "restart ends");
            case CORRUPT_CACHE ->
                List.of("restart begins", "restart ends", "wipe cache", "restart begins", "restart ends");
            case BROKEN_HOST ->
                List.of("restart begins", "restart fails", "wipe cache", "restart begins", "restart fails");
        };
    }

    /** Empty while the fault has not ended. */
    static Optional<FaultResult> evaluate(InjectedFault injected, Observations observed) {
        for (Incident incident : observed.incidents) {
            Optional<CommandResult> called = incident.history().stream()
                    .filter(done -> done.purpose() == Purpose.ESCALATE && done.kind() == OutcomeKind.SUCCEEDED)
                    .findFirst();
            if (called.isPresent() && observed.pages.stream().anyMatch(page -> page.contains(incident.id()))) {
                return Optional.of(
                        result(injected, observed, incident, called.get().at()));
            }
        }
        boolean over = observed.ready
                && observed.incidents.stream()
                        .allMatch(incident -> incident.state().isOver());
        return observed.incidents.stream()
                .filter(incident -> over && incident.state() == IncidentState.RESOLVED && acted(incident))
                .max(Comparator.comparingLong(Incident::closedAt))
                .map(last -> result(injected, observed, last, last.closedAt()));
    }

    /** The result of a fault that has not ended by the deadline. */
    static FaultResult unfinished(InjectedFault injected, Observations observed) {
        String problem = observed.incidents.isEmpty()
                ? "not detected"
                : "not at its end: "
                        + String.join(
                                ", ",
                                observed.incidents.stream()
                                        .map(FaultEvaluator::brief)
                                        .toList());
        return new FaultResult(
                injected.fault(),
                injected.bridge(),
                detectedAfter(injected, observed),
                -1,
                done(observed.incidents),
                problem);
    }

    private static String brief(Incident incident) {
        return incident.policy() + " " + incident.state() + " ("
                + incident.reason().code() + ")";
    }

    private static FaultResult result(InjectedFault injected, Observations observed, Incident last, long end) {
        String problem = problem(injected.fault(), observed, last);
        return new FaultResult(
                injected.fault(),
                injected.bridge(),
                detectedAfter(injected, observed),
                Math.max(0, end - injected.at()),
                done(observed.incidents),
                problem == null ? "" : problem);
    }

    private static @Nullable String problem(DemoFault fault, Observations observed, Incident last) {
        boolean escalated = called(last);
        if (escalated != fault.escalates()) {
            return escalated ? "a person was called" : "healed, though nothing could";
        }
        List<Incident> acted =
                observed.incidents.stream().filter(FaultEvaluator::acted).toList();
        if (acted.size() != 1) {
            return acted.size() + " incidents acted: "
                    + String.join(", ", acted.stream().map(Incident::policy).toList());
        }
        List<String> did = new ArrayList<>();
        for (BridgeLedger.Entry entry : observed.ledger) {
            if (entry.what().startsWith(BridgeLedger.CUT)) {
                if (fault != DemoFault.CRASH && fault != DemoFault.BROKEN_HOST) {
                    return "a session was cut";
                }
            } else if (!entry.incident().equals(last.id())) {
                return "'" + entry.what() + "' was done by " + entry.incident();
            } else {
                did.add(entry.what().split(":", 2)[0]);
            }
        }
        return did.equals(expectedLedger(fault)) ? null : "done was " + did + ", not " + expectedLedger(fault);
    }

    private static boolean called(Incident incident) {
        return incident.history().stream().anyMatch(done -> done.purpose() == Purpose.ESCALATE);
    }

    static boolean acted(Incident incident) {
        return incident.history().stream().anyMatch(done -> done.purpose() == Purpose.STEP);
    }

    private static long detectedAfter(InjectedFault injected, Observations observed) {
        return observed.incidents.stream()
                .mapToLong(incident -> Math.max(0, incident.openedAt() - injected.at()))
                .min()
                .orElse(-1);
    }

    /** {@code bridge-silent: restart-bridge failed; wipe-cache, restart-bridge; person called}. */
    private static String done(List<Incident> incidents) {
        StringBuilder text = new StringBuilder();
        for (Incident incident : incidents) {
            if (acted(incident)) {
                text.append(text.isEmpty() ? "" : " | ")
                        .append(incident.policy())
                        .append(": ");
                String rung = "";
                for (CommandResult done : incident.history()) {
                    if (done.purpose() == Purpose.CONFIRM || done.purpose() == Purpose.VERIFY) {
                        continue;
                    }
                    boolean sameRung = done.rung().equals(rung);
                    text.append(rung.isEmpty() ? "" : sameRung ? ", " : "; then ");
                    text.append(done.purpose() == Purpose.ESCALATE ? "a person called" : done.step());
                    text.append(done.kind() == OutcomeKind.SUCCEEDED ? "" : " failed");
                    rung = done.rung().isEmpty() ? "escalation" : done.rung();
                }
            }
        }
        return text.toString();
    }
}
