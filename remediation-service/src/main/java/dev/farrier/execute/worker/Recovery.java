package dev.farrier.execute.worker;

import dev.farrier.execute.ActionResult.Indeterminate;
import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.execute.record.RunStore.StoredRuns;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with what earlier incarnations of this worker have claimed and not reported the end of. A running action is taken up
 * again. An outcome on disk is sent in the name of the incarnation that claimed the command; for a command that certainly
 * never started, in the name of this one. Nothing that is found here stops the worker.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final WorkerContext context;
    private final ActionExecutor actions;
    private final OutcomeDelivery delivery;
    private boolean scanned;

    /** Only the claims on the log say whether these were claimed at all. */
    private final List<RunDirectory> unstarted = new ArrayList<>();

    private final List<String> unreadable = new ArrayList<>();

    Recovery(WorkerContext context, ActionExecutor actions, OutcomeDelivery delivery) {
        this.context = context;
        this.actions = actions;
        this.delivery = delivery;
    }

    /** @return false: not over, because claims can't be looked up yet */
    boolean step() {
        if (!scanned) {
            scanned = true;
            scan();
        }
        if (unstarted.isEmpty() && unreadable.isEmpty()) {
            return true;
        }
        if (context.log().progress().readUpTo() <= 0) {
            return false;
        }
        unstarted.forEach(this::reportUnstarted);
        unstarted.clear();
        unreadable.forEach(this::reportUnreadable);
        unreadable.clear();
        return true;
    }

    private void scan() {
        StoredRuns left;
        try {
            left = context.runs().scan();
        } catch (IOException e) {
            LOG.error(
                    "the worker can't read the records of its previous run; the decider gives those commands up by "
                            + "their deadlines",
                    e);
            return;
        }
        unreadable.addAll(left.unreadable());
        for (RunDirectory run : left.readable()) {
            Outcome kept = run.savedOutcome();
            if (kept != null) {
                delivery.add(kept, run::delete);
            } else if (run.mayHaveStarted()) {
                LOG.info(
                        "command {} was started by the previous run of this worker and is resumed",
                        run.command().id());
                actions.resume(run);
            } else {
                unstarted.add(run);
            }
        }
    }

    private void reportUnstarted(RunDirectory run) {
        Command command = run.command();
        Claim first = context.log().firstClaim(command.id());
        boolean tooOldToFind = first == null && context.timing().now() - command.startBy() > Admission.MAX_START_DELAY;
        if (first != null && !first.isBy(run.worker()) || first == null && !tooOldToFind) {
            run.discard();
        } else if (command.worker().id().equals(context.me().id())) {
            delivery.end(run, notStarted(command));
        } else {
            // Whose directory it was, and what became of that worker, nobody knows.
            delivery.conclude(
                    run,
                    new Indeterminate("its record was found in the directory of another worker, "
                            + context.me().id()));
        }
    }

    /**
     * In the name of this incarnation: an earlier one may be running still on a machine that was paused, and the decider takes
     * only the later one's word.
     */
    private Outcome notStarted(Command command) {
        return context.outcome(
                command.id(),
                command.incident(),
                context.me().toString(),
                OutcomeKind.NOT_STARTED,
                RefusalReason.OUT_OF_DATE,
                "the worker was restarted before it had started this");
    }

    private void reportUnreadable(String id) {
        Claim first = context.log().firstClaim(id);
        String name = first == null ? "" : first.worker();
        boolean mine = first != null
                && first.kind() == OutcomeKind.CLAIMED
                && name.startsWith(context.me().id() + "#");
        if (first == null || !mine) {
            quarantine(id);
            return;
        }
        LOG.error(
                "the record of command {} can't be read, so it is unknown whether the command was started and how it "
                        + "ended",
                id);
        Outcome unknown = context.outcome(
                id,
                first.incident(),
                name,
                OutcomeKind.UNKNOWN,
                null,
                "the worker's record of it can't be read: whether it was started is not known");
        delivery.add(unknown, () -> quarantine(id));
    }

    private void quarantine(String id) {
        try {
            context.runs().quarantine(id);
        } catch (IOException e) {
            LOG.error("the record of command {} can't be moved aside", id, e);
        }
    }
}
