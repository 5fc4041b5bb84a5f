package dev.farrier.execute;

import dev.farrier.execute.Ending.Unknown;
import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.execute.record.Runs;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.WorkerInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier lives of this worker have claimed and not told the end of. What runs is taken up again, and what has ended is
 * told in the name of who claimed it; what certainly never began is told so in the name of this life. Nothing that is found here stops the worker.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final WorkerInstance me;
    private final WorkerSettings settings;
    private final Runs runs;
    private final OutcomeLog log;
    private final Runners runners;
    private final Timing timing;

    private boolean looked;

    /** Whether they were claimed at all can only be looked up. */
    private final List<RunDirectory> unstarted = new ArrayList<>();

    private final List<String> damaged = new ArrayList<>();

    Recovery(WorkerInstance me, WorkerSettings settings, Runs runs, OutcomeLog log, Runners runners, Timing timing) {
        this.me = me;
        this.settings = settings;
        this.runs = runs;
        this.log = log;
        this.runners = runners;
        this.timing = timing;
    }

    /** @return false: not over, because claims can't be looked up yet */
    boolean step() {
        if (!looked) {
            looked = true;
            look();
        }
        if (unstarted.isEmpty() && damaged.isEmpty()) {
            return true;
        }
        if (log.readUpTo() <= 0) {
            return false;
        }
        unstarted.forEach(this::tellUnstarted);
        unstarted.clear();
        damaged.forEach(this::tellDamaged);
        damaged.clear();
        return true;
    }

    private void look() {
        Runs.Left left;
        try {
            left = runs.left();
        } catch (IOException e) {
            LOG.error("what this worker has left can't be looked through; the decider finds out by its deadlines", e);
            return;
        }
        damaged.addAll(left.damaged());
        for (RunDirectory run : left.whole()) {
            Outcome kept = run.kept();
            if (kept != null) {
                runners.deliver(kept, run::delete);
            } else if (run.mayHaveStarted()) {
                LOG.info(
                        "command {} was started before this worker was: taken up again",
                        run.command().id());
                runners.resume(run);
            } else {
                unstarted.add(run);
            }
        }
    }

    private void tellUnstarted(RunDirectory run) {
        Command command = run.command();
        Claim first = log.first(command.id());
        boolean tooOldToFind = first == null && timing.now() - command.startBy() > Admission.MAX_START_DELAY;
        if (first != null && !first.isBy(run.worker()) || first == null && !tooOldToFind) {
            Runners.discard(run);
        } else if (command.worker().id().equals(me.id())) {
            runners.end(run, notStarted(command));
        } else {
            // Whose directory it was, and what became of that worker, nobody knows.
            runners.end(run, new Unknown("its record was found in the directory of another worker, " + me.id()));
        }
    }

    /** In the name of this life: an earlier one may be a machine that was paused, and the decider waits for it to have looked. */
    private Outcome notStarted(Command command) {
        return new Outcome(
                command.id(),
                command.incident(),
                settings.site(),
                me.toString(),
                OutcomeKind.NOT_STARTED,
                timing.now(),
                -1,
                "",
                RefusalReason.OUT_OF_DATE,
                "the worker was restarted before it had started this");
    }

    private void tellDamaged(String id) {
        Claim first = log.first(id);
        String name = first == null ? "" : first.worker();
        boolean mine = first != null && first.kind() == OutcomeKind.CLAIMED && name.startsWith(me.id() + "#");
        if (first == null || !mine) {
            setAside(id);
            return;
        }
        LOG.error("the record of command {} can't be read: whether it was started, and how it ended, is unknown", id);
        Outcome unknown = new Outcome(
                id,
                first.incident(),
                settings.site(),
                name,
                OutcomeKind.UNKNOWN,
                timing.now(),
                -1,
                "",
                "the worker's record of it can't be read: whether it was started is not known");
        runners.deliver(unknown, () -> setAside(id));
    }

    private void setAside(String id) {
        try {
            runs.setAside(id);
        } catch (IOException e) {
            LOG.error("the record of command {} can't be moved out of the way", id, e);
        }
    }
}
