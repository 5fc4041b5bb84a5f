package dev.farrier.faults.crash;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.judge.Endings;
import dev.farrier.faults.judge.History;
import dev.farrier.faults.judge.HistoryReader;
import dev.farrier.faults.judge.Judge;
import dev.farrier.faults.judge.Numbers;
import dev.farrier.stream.ClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.SequencedMap;

/**
 * A steady load on a deployment while something happens to it, and what came of it. The deployment uses the {@link #policies()}
 * and the {@link #ENGINE} settings; its actions write to the ledger.
 */
public final class Trial {
    /** What each engine of the deployment needs in its configuration. */
    public static final List<String> ENGINE = List.of(
            "decider.startWithin: " + CrashPolicies.START_WITHIN_SECONDS + "s",
            "decider.lossGrace: " + CrashPolicies.LOSS_GRACE_SECONDS + "s");

    /** 60 s and the longest wait that the policies state. */
    public static final Duration BOUND = Duration.ofSeconds(60 + CrashPolicies.LONGEST_WAIT_SECONDS);

    private static final int HELPS_PERCENT = 85;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
    private static final Duration SHOW_EVERY = Duration.ofSeconds(20);

    private final Settings settings;
    private final ActionLedger ledger;
    private final ReportPrinter output;

    /**
     * @param load events a second that report a symptom
     * @param incurable so many machines stay ill in the end: a person must have been called for them
     * @param spare so many machines more, which the load leaves alone
     * @param maxDisrupted a budget of so many targets at a time; 0: none
     * @param bound so long after the last fault everything must have come to its end
     */
    public record Settings(
            long seed, double load, int targets, int incurable, int spare, int maxDisrupted, Duration bound) {}

    /** What happens to the deployment under the load. */
    @FunctionalInterface
    public interface Faults {
        /**
         * Returns when the last fault is over.
         *
         * @param events for more than the load
         */
        void run(EventSender events) throws Exception;
    }

    /**
     * What came of it.
     *
     * @param numbers what happened, counted
     * @param checks what must hold
     */
    public record Result(History history, SequencedMap<String, Object> numbers, List<Check> checks) {}

    public Trial(Settings settings, ActionLedger ledger, ReportPrinter output) {
        this.settings = settings;
        this.ledger = ledger;
        this.output = output;
    }

    /** Two policies on the same machines, with the source of their events. */
    public String policies() {
        return CrashPolicies.text(
                ledger, settings.targets() + settings.incurable() + settings.spare(), settings.maxDisrupted());
    }

    /** The spare machine of this number, from 0 on; they are used again after the last one. */
    String spare(int number) {
        return CrashPolicies.host(settings.targets() + settings.incurable() + number % settings.spare());
    }

    /** Returns when everything has come to its end, or the bound is over. */
    public Result run(ClientConfig client, Faults faults) throws Exception {
        try (EventSender events = new EventSender(client);
                Mending mending = new Mending(ledger, events, settings.seed(), HELPS_PERCENT, this::isIncurable)) {
            try (Load load = new Load(events, settings.seed(), settings.targets(), settings.load())) {
                faults.run(events);
            }
            long lastFault = System.nanoTime();
            end(events);
            History history = awaitEnd(new HistoryReader(client, ledger), events, lastFault);
            SequencedMap<String, Object> numbers = Numbers.of(history);
            numbers.put("runs that were not to help", mending.inVain());
            return new Result(history, numbers, Judge.checks(history, CrashPolicies.limits(settings.maxDisrupted())));
        }
    }

    /** All machines are well, but those that nothing helps. */
    private void end(EventSender events) {
        output.printProgress("no more faults and no more load");
        for (String policy : List.of(CrashPolicies.ONCE, CrashPolicies.RERUN)) {
            for (int i = 0; i < settings.targets(); i++) {
                events.send("well-" + policy, CrashPolicies.host(i));
            }
        }
        for (int i = 0; i < settings.incurable(); i++) {
            events.send("broken-" + CrashPolicies.ONCE, CrashPolicies.host(settings.targets() + i));
        }
        events.flush();
    }

    private boolean isIncurable(String host) {
        for (int i = 0; i < settings.incurable(); i++) {
            if (host.equals(CrashPolicies.host(settings.targets() + i))) {
                return true;
            }
        }
        return false;
    }

    private History awaitEnd(HistoryReader reader, EventSender events, long since) throws InterruptedException {
        long deadline = since + settings.bound().toNanos();
        Await waiting = new Await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        long[] shown = {System.nanoTime()};
        History[] history = {reader.read(events.acknowledged())};
        boolean over = waiting.tryUntil(() -> {
            Thread.sleep(LOOK_EVERY);
            history[0] = reader.read(events.acknowledged());
            if (System.nanoTime() - shown[0] > SHOW_EVERY.toNanos()) {
                shown[0] = System.nanoTime();
                output.printProgress("open: " + Endings.open(history[0]));
            }
            return Endings.allReached(history[0]) && Judge.allDetected(history[0]) && enough(history[0]);
        });
        output.printProgress((over ? "everything has come to its end " : "not everything has come to its end ")
                + Math.round((System.nanoTime() - since) / 1e9) + " s after the last fault");
        return history[0];
    }

    /** The incurable machines' incidents must be there before anything can be said of their end. */
    private boolean enough(History history) {
        return history.incidents().stream()
                        .filter(incident -> isIncurable(incident.subject().host()))
                        .count()
                >= settings.incurable();
    }
}
