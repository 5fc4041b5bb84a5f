package dev.farrier.view;

import dev.farrier.model.Incident;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The executors of which something was heard lately, and what each has been given to do. */
public final class Executors {
    /** So much of the past is read. */
    public static final long HEARD_WITHIN = 60_000;

    /** As the decider sees it: it gives such a worker nothing more. */
    private static final long SILENT_AFTER = 15_000;

    private Executors() {}

    /**
     * The newest report of an executor.
     *
     * @param site of the topic that it stands on
     * @param at when it was appended, epoch milliseconds
     */
    public record Heard(String site, WorkerReport report, long at) {}

    /**
     * @param age milliseconds since it was heard; at least 0
     * @param held what incidents are waiting for it to do; calls of a person are not among it
     */
    public record Executor(String site, WorkerReport report, long heardAt, long age, List<Held> held) {
        public Executor {
            held = List.copyOf(held);
        }

        public boolean silent() {
            return age >= SILENT_AFTER;
        }
    }

    /** A command that was sent to an executor and has not ended. */
    public record Held(String command, String incident, SlotType lane) {}

    /** By site and name. */
    public static List<Executor> of(Collection<Heard> heard, Collection<Incident> incidents, long now) {
        List<Executor> executors = new ArrayList<>();
        for (Heard one : heard) {
            executors.add(new Executor(
                    one.site(), one.report(), one.at(), Math.max(0, now - one.at()), held(one, incidents)));
        }
        executors.sort(Comparator.comparing((Executor executor) -> executor.site())
                .thenComparing(executor -> executor.report().name())
                .thenComparing(executor -> executor.report().worker().id()));
        return List.copyOf(executors);
    }

    /** By the worker's identity: a later life of it has what an earlier one was given. */
    private static List<Held> held(Heard heard, Collection<Incident> incidents) {
        List<Held> held = new ArrayList<>();
        for (Incident incident : incidents) {
            var active = incident.work().active();
            if (!incident.state().isOver()
                    && active != null
                    && active.command().site().equals(heard.site())
                    && active.command()
                            .worker()
                            .id()
                            .equals(heard.report().worker().id())) {
                held.add(new Held(
                        active.command().id(), incident.id(), active.command().lane()));
            }
        }
        held.sort(Comparator.comparing(Held::command));
        return held;
    }
}
