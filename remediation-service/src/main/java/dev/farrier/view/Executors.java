package dev.farrier.view;

import dev.farrier.model.Incident;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The executors that have reported lately, and what each has been given to do. */
public final class Executors {
    /** Milliseconds of the past that are read for reports. */
    public static final long HEARD_WITHIN = 60_000;

    /** Milliseconds after which the decider gives a worker nothing more. */
    private static final long SILENT_AFTER = 15_000;

    private Executors() {}

    /**
     * The newest report of an executor.
     *
     * @param site of the topic that it stands on
     * @param at when it was appended, epoch milliseconds
     */
    public record LatestReport(String site, WorkerReport report, long at) {}

    /**
     * @param age milliseconds since its last report; at least 0
     * @param outstanding commands that incidents wait for; calls of a person are not among them
     */
    public record ExecutorStatus(
            String site, WorkerReport report, long heardAt, long age, List<OutstandingCommand> outstanding) {
        public ExecutorStatus {
            outstanding = List.copyOf(outstanding);
        }

        public boolean silent() {
            return age >= SILENT_AFTER;
        }
    }

    /** A command that was sent to an executor and has not ended. */
    public record OutstandingCommand(String command, String incident, SlotType lane) {}

    /** By site and name. */
    public static List<ExecutorStatus> of(Collection<LatestReport> reports, Collection<Incident> incidents, long now) {
        List<ExecutorStatus> executors = new ArrayList<>();
        for (LatestReport one : reports) {
            executors.add(new ExecutorStatus(
                    one.site(), one.report(), one.at(), Math.max(0, now - one.at()), outstanding(one, incidents)));
        }
        executors.sort(Comparator.comparing((ExecutorStatus executor) -> executor.site())
                .thenComparing(executor -> executor.report().name())
                .thenComparing(executor -> executor.report().worker().id()));
        return List.copyOf(executors);
    }

    /** By the worker's identity: a later incarnation has what an earlier one was given. */
    private static List<OutstandingCommand> outstanding(LatestReport latest, Collection<Incident> incidents) {
        List<OutstandingCommand> outstanding = new ArrayList<>();
        for (Incident incident : incidents) {
            var active = incident.work().active();
            if (!incident.state().isOver()
                    && active != null
                    && active.command().site().equals(latest.site())
                    && active.command()
                            .worker()
                            .id()
                            .equals(latest.report().worker().id())) {
                outstanding.add(new OutstandingCommand(
                        active.command().id(), incident.id(), active.command().lane()));
            }
        }
        outstanding.sort(Comparator.comparing(OutstandingCommand::command));
        return outstanding;
    }
}
