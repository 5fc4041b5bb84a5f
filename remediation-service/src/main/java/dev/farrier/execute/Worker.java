package dev.farrier.execute;

import dev.farrier.execute.Admission.Refusal;
import dev.farrier.execute.Inbox.Opened;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.execute.record.Runs;
import dev.farrier.execute.record.Runs.Created;
import dev.farrier.execute.record.Runs.NewRun;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes all commands that have come: refuses what may not be done, claims the rest in one go. Every other end is told by who
 * runs it. And says what it can take, from the same loop, so that who does not take says nothing. {@link #turn} is called by
 * one thread, and waits for nothing but commands.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final WorkerInstance me;
    private final WorkerSettings settings;
    private final TrustedKeys trusted;
    private final Collection<String> runnable;
    private final CommandReader commands;
    private final Controls controls;
    private final OutcomeLog log;
    private final Inbox inbox;
    private final Admission admission;
    private final Sight sight;
    private final Runs runs;
    private final Recovery recovery;
    private final Slots slots;
    private final Claims claims;
    private final Runners runners;
    private final Reporter reporter;
    private final Timing timing;

    /** Come, and not looked at, because it can't be seen whether they may be taken. */
    private final List<SignedCommand> waiting = new ArrayList<>();

    /** Command id → the moment after which nobody can start it any more: a record that comes twice is one command. */
    private final Map<String, Long> taken = new HashMap<>();

    private boolean recovered;
    private boolean killed;
    private volatile boolean draining;
    private volatile @Nullable String problem = "it has not begun";

    /** Its parts, which know one another. */
    record Parts(
            CommandReader commands,
            Controls controls,
            OutcomeLog log,
            Inbox inbox,
            Admission admission,
            Sight sight,
            Runs runs,
            Recovery recovery,
            Slots slots,
            Claims claims,
            Runners runners) {}

    Worker(
            WorkerInstance me,
            WorkerSettings settings,
            TrustedKeys trusted,
            Collection<String> runnable,
            Parts parts,
            Timing timing) {
        this.me = me;
        this.settings = settings;
        this.trusted = trusted;
        this.runnable = runnable;
        this.commands = parts.commands();
        this.controls = parts.controls();
        this.log = parts.log();
        this.inbox = parts.inbox();
        this.admission = parts.admission();
        this.sight = parts.sight();
        this.runs = parts.runs();
        this.recovery = parts.recovery();
        this.slots = parts.slots();
        this.claims = parts.claims();
        this.runners = parts.runners();
        this.reporter = new Reporter(parts.log(), timing);
        this.timing = timing;
    }

    /** @param millis how long to wait for commands */
    void turn(long millis) throws InterruptedException {
        waiting.addAll(commands.poll(millis));
        noteKillFile();
        claims.tick();
        recovered = recovered || recovery.step();
        String blind = recovered ? sight.forSpeaking() : log.topic() + " has not been read to its end yet";
        if (blind == null) {
            reporter.report(report());
        }
        note(blind != null ? blind : sight.forTaking());
        if (log.rival() != null) {
            // Not even refused: the other may have claimed it, in the same name.
            waiting.clear();
        } else if (draining) {
            refuseWaiting(new Refusal(RefusalReason.DRAINING, "the worker is on its way out"));
        } else if (problem == null) {
            takeWaiting();
        }
    }

    /** Why it takes no commands; null: it does. */
    @Nullable
    String problem() {
        return killed ? "the kill file " + settings.killFile() + " exists" : problem;
    }

    /** From now on nothing is taken, and what comes is given back at once. */
    void drain() {
        draining = true;
    }

    private void note(@Nullable String now) {
        if (now == null && problem != null) {
            LOG.info("worker {} takes commands", me);
        } else if (now != null && problem == null) {
            LOG.warn("worker {} takes no commands: {}", me, now);
        }
        problem = now;
    }

    private void noteKillFile() {
        boolean now = admission.killed();
        if (now != killed) {
            killed = now;
            LOG.warn(
                    now ? "starts nothing: the kill file {} exists" : "starts commands again: {} is gone",
                    settings.killFile());
        }
    }

    private void takeWaiting() {
        long now = timing.now();
        taken.values().removeIf(until -> until < now);
        List<NewRun> chosen = new ArrayList<>();
        for (SignedCommand signed : waiting) {
            NewRun run = chosen(signed, now);
            if (run != null) {
                chosen.add(run);
            }
        }
        waiting.clear();
        if (chosen.isEmpty()) {
            return;
        }
        Created created = runs.create(chosen);
        for (NewRun run : chosen) {
            Throwable failure = created.failed().get(run.command().id());
            if (failure != null) {
                slots.give(run.command().lane());
                LOG.error("command {} can't be recorded on disk", run.command().id(), failure);
                refuse(
                        run.command(),
                        new Refusal(RefusalReason.NO_RECORD, "the worker can't write its record: " + failure));
            }
        }
        claims.make(new ArrayList<RunDirectory>(created.made().values()));
    }

    /** With its slot; null: it is not to be claimed. */
    private @Nullable NewRun chosen(SignedCommand signed, long now) {
        Opened opened = inbox.open(signed);
        if (opened == null) {
            return null;
        }
        Command command = opened.run().command();
        if (taken.containsKey(command.id()) || log.first(command.id()) != null) {
            return null; // it came twice: what runs is not refused
        }
        Refusal refusal = opened.refusal() != null ? opened.refusal() : admission.beforeClaim(command, now);
        if (refusal != null) {
            refuse(command, refusal);
            return null;
        }
        if (!slots.tryTake(command.lane())) {
            refuse(command, new Refusal(RefusalReason.NO_SLOT, "all slots of " + command.lane() + " are taken"));
            return null;
        }
        taken.put(command.id(), Math.max(now, command.startBy()) + 2 * Admission.MAX_START_DELAY);
        return opened.run();
    }

    private void refuseWaiting(Refusal refusal) {
        for (SignedCommand signed : waiting) {
            Opened opened = inbox.open(signed);
            if (opened != null && !taken.containsKey(opened.run().command().id())) {
                refuse(opened.run().command(), opened.refusal() == null ? refusal : opened.refusal());
            }
        }
        waiting.clear();
    }

    /** Not tried again: the decider takes back what nobody claims, refused or not. */
    private void refuse(Command command, Refusal refusal) {
        LOG.warn("command {} is not claimed: {}", command.id(), refusal.detail());
        log.send(new Outcome(
                command.id(),
                command.incident(),
                settings.site(),
                me.toString(),
                OutcomeKind.REFUSED,
                timing.now(),
                -1,
                "",
                refusal.reason(),
                Output.line(refusal.detail())));
    }

    private WorkerReport report() {
        SortedMap<String, Integer> lanes = new TreeMap<>();
        for (SlotType lane : SlotType.values()) {
            lanes.put(lane.name(), settings.slots().getOrDefault(lane, 0));
        }
        TreeSet<String> types = new TreeSet<>(settings.allow());
        types.retainAll(runnable);
        return new WorkerReport(
                me,
                settings.name(),
                settings.site(),
                WorkerReport.PROTOCOL,
                settings.version(),
                lanes,
                List.copyOf(types),
                List.copyOf(trusted.keyIds()),
                runners.resumed(),
                draining,
                controls.halt() != null,
                killed);
    }
}
