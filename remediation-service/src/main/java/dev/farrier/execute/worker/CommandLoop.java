package dev.farrier.execute.worker;

import dev.farrier.execute.OutcomeLog;
import dev.farrier.execute.Timing;
import dev.farrier.execute.record.RunStore.CreateResult;
import dev.farrier.execute.record.RunStore.NewRun;
import dev.farrier.execute.worker.Admission.Refusal;
import dev.farrier.execute.worker.CommandVerifier.VerifiedCommand;
import dev.farrier.model.Command;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerReport;
import dev.farrier.model.WorkerReportBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the commands of this worker, refuses what it may not run, and claims the rest in one go. Reports what the worker can
 * take from the same loop, so that a worker whose loop stands still gets nothing more. One thread calls {@link #runOnce}, which
 * waits for nothing but commands.
 */
final class CommandLoop {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);

    private static final long REPORT_EVERY_MILLIS = 5_000;

    private final WorkerContext context;
    private final OutcomeLog log;
    private final Timing timing;
    private final Admission admission;
    private final FreshnessCheck freshness;
    private final Slots slots;
    private final ActionExecutor actions;
    private final PendingClaims claims;
    private final Recovery recovery;
    private final CommandVerifier verifier;
    /** Not verified yet, because the worker does not see enough to take them. */
    private final List<SignedCommand> waiting = new ArrayList<>();

    /** Command id → when its record may be forgotten: a record that is read twice is one command. */
    private final Map<String, Long> startableUntil = new HashMap<>();

    private boolean recovered;
    private boolean killed;
    private volatile boolean draining;
    private volatile @Nullable String problem = "it has not begun";

    private @Nullable WorkerReport lastReport;
    private CompletableFuture<Void> lastReportSent = CompletableFuture.completedFuture(null);
    private long lastReportAt;

    /** @param threads runs actions */
    CommandLoop(WorkerContext context, Executor threads) {
        this.context = context;
        this.log = context.log();
        this.timing = context.timing();
        this.admission = new Admission(context);
        this.freshness = new FreshnessCheck(context);
        this.slots = new Slots(context.settings().slots());
        OutcomeDelivery delivery = new OutcomeDelivery(context);
        this.actions = new ActionExecutor(context, admission, freshness, slots, delivery, threads);
        this.claims = new PendingClaims(context, slots, actions, delivery, threads);
        this.recovery = new Recovery(context, actions, delivery);
        this.verifier = new CommandVerifier(context);
    }

    ActionExecutor actions() {
        return actions;
    }

    PendingClaims claims() {
        return claims;
    }

    /** @param millis how long to wait for commands */
    void runOnce(long millis) throws InterruptedException {
        waiting.addAll(context.topics().commands().poll(millis));
        checkKillFile();
        claims.tick();
        recovered = recovered || recovery.step();
        String stale =
                recovered ? freshness.beforeReporting() : log.progress().topic() + " has not been read to its end yet";
        if (stale == null) {
            sendReport(report());
        }
        updateProblem(stale != null ? stale : freshness.beforeClaim());
        if (log.identityConflict() != null) {
            // Not even refused: the other process may have claimed it under the same identity.
            waiting.clear();
        } else if (draining) {
            refuseWaiting(new Refusal(RefusalReason.DRAINING, "the worker is on its way out"));
        } else if (problem == null) {
            claimWaiting();
        }
    }

    /** Why the worker takes no commands; null: it does. */
    @Nullable
    String problem() {
        return killed ? "the kill file " + context.settings().killFile() + " exists" : problem;
    }

    /** From now on the worker refuses every command. */
    void drain() {
        draining = true;
    }

    private void updateProblem(@Nullable String now) {
        if (now == null && problem != null) {
            LOG.info("worker {} takes commands", context.me());
        } else if (now != null && problem == null) {
            LOG.warn("worker {} takes no commands: {}", context.me(), now);
        }
        problem = now;
    }

    private void checkKillFile() {
        boolean now = admission.killed();
        if (now != killed) {
            killed = now;
            LOG.warn(
                    now
                            ? "the worker starts no commands: the kill file {} exists"
                            : "the worker starts commands " + "again: the kill file {} is gone",
                    context.settings().killFile());
        }
    }

    private void claimWaiting() {
        long now = timing.now();
        startableUntil.values().removeIf(until -> until < now);
        List<NewRun> chosen = new ArrayList<>();
        for (SignedCommand signed : waiting) {
            NewRun run = admit(signed, now);
            if (run != null) {
                chosen.add(run);
            }
        }
        waiting.clear();
        if (chosen.isEmpty()) {
            return;
        }
        CreateResult created = context.runs().create(chosen);
        for (NewRun run : chosen) {
            Throwable failure = created.failed().get(run.command().id());
            if (failure != null) {
                slots.release(run.command().lane());
                LOG.error("command {} can't be recorded on disk", run.command().id(), failure);
                refuse(
                        run.command(),
                        new Refusal(RefusalReason.NO_RECORD, "the worker can't write its record: " + failure));
            }
        }
        claims.submit(created.made().values());
    }

    /** Takes a slot for it; null: it is not to be claimed. */
    private @Nullable NewRun admit(SignedCommand signed, long now) {
        VerifiedCommand verified = verifier.verify(signed);
        if (verified == null) {
            return null;
        }
        Command command = verified.command();
        if (startableUntil.containsKey(command.id()) || log.firstClaim(command.id()) != null) {
            return null; // read twice: a running command is not refused
        }
        Refusal refusal = verified.refusal() != null ? verified.refusal() : admission.beforeClaim(command, now);
        if (refusal != null) {
            refuse(command, refusal);
            return null;
        }
        if (!slots.tryAcquire(command.lane())) {
            refuse(command, new Refusal(RefusalReason.NO_SLOT, "all slots of " + command.lane() + " are taken"));
            return null;
        }
        startableUntil.put(command.id(), Math.max(now, command.startBy()) + 2 * Admission.MAX_START_DELAY);
        return verified.run();
    }

    private void refuseWaiting(Refusal refusal) {
        for (SignedCommand signed : waiting) {
            VerifiedCommand verified = verifier.verify(signed);
            if (verified != null
                    && !startableUntil.containsKey(verified.command().id())) {
                refuse(verified.command(), verified.refusal() == null ? refusal : verified.refusal());
            }
        }
        waiting.clear();
    }

    /** Sent once: the decider revokes what is not claimed, refused or not. */
    private void refuse(Command command, Refusal refusal) {
        LOG.warn("command {} is not claimed: {}", command.id(), refusal.detail());
        log.send(context.outcome(
                command.id(),
                command.incident(),
                context.me().toString(),
                OutcomeKind.REFUSED,
                refusal.reason(),
                refusal.detail()));
    }

    /** Every five seconds, and at once when it changes. */
    private void sendReport(WorkerReport report) {
        long now = timing.monotonicMillis();
        if (!report.equals(lastReport)
                || lastReportSent.isCompletedExceptionally()
                || now - lastReportAt >= REPORT_EVERY_MILLIS) {
            lastReport = report;
            lastReportAt = now;
            lastReportSent = log.send(report);
        }
    }

    private WorkerReport report() {
        SortedMap<String, Integer> lanes = new TreeMap<>();
        for (SlotType lane : SlotType.values()) {
            lanes.put(lane.name(), context.settings().slots().getOrDefault(lane, 0));
        }
        TreeSet<String> types = new TreeSet<>(context.settings().allow());
        types.retainAll(context.runners().keySet());
        return WorkerReportBuilder.builder()
                .worker(context.me())
                .name(context.settings().name())
                .site(context.settings().site())
                .protocol(WorkerReport.PROTOCOL)
                .version(context.settings().version())
                .slots(lanes)
                .actionTypes(List.copyOf(types))
                .trustedKeys(List.copyOf(context.trusted().keyIds()))
                .resumed(actions.resumed())
                .draining(draining)
                .halted(admission.siteHalted())
                .killed(killed)
                .build();
    }
}
