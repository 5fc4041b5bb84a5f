package dev.farrier.faults.clock;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.LoopProbe;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import dev.farrier.faults.process.Child;
import dev.farrier.faults.process.Home;
import dev.farrier.faults.process.Keeper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;

/** The clock of the engine or of the worker jumps while the others' are right, under a steady load. */
public final class ClockRun {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final double ACTION_SECONDS = 0.3;

    private final Settings settings;
    private final ReportPrinter output;
    private final Home home;
    private final ActionLedger ledger;
    private final Trial trial;
    private final LoopProbe probe;

    /**
     * @param whose clocks jump
     * @param jumps how far a clock jumps, and later back
     * @param lasts how long it stays there
     * @param within an event that is sent after a jump must lead to an action that soon
     */
    public record Settings(
            Trial.Settings trial,
            List<Victim> whose,
            List<Duration> jumps,
            Duration lasts,
            Duration within,
            KafkaVersion kafka) {
        public Settings {
            whose = List.copyOf(whose);
            jumps = List.copyOf(jumps);
        }
    }

    /** The processes that have a clock. */
    public enum Victim {
        WORKER("worker"),
        ENGINE("engine");

        private final String text;

        Victim(String text) {
            this.text = text;
        }

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return text;
        }
    }

    public ClockRun(Settings settings, Home home, ReportPrinter output) throws IOException {
        this.settings = settings;
        this.home = home;
        this.output = output;
        this.ledger = new ActionLedger(home.folder(), ACTION_SECONDS);
        this.trial = new Trial(settings.trial(), ledger, output);
        this.probe = new LoopProbe(trial, ledger, settings.within());
    }

    /** @return whether everything holds that must */
    public boolean run() throws Exception {
        try (Deployment deployment = Deployment.start(home, settings.kafka())) {
            deployment.writePolicies(trial.policies());
            Map<Victim, FakeClock> clocks = new EnumMap<>(Victim.class);
            List<Child> children = List.of(
                    start(deployment, Victim.WORKER, "executor", List.of("executor.slots: 12"), clocks),
                    start(deployment, Victim.ENGINE, "ingest, core, api, policies", Trial.ENGINE, clocks));
            deployment.awaitReady(children);
            output.printProgress("all processes are ready, in " + home.folder());
            try (Keeper keeper = new Keeper(children, output::printProgress)) {
                Trial.Result result = trial.run(deployment.client(), events -> jump(clocks, events));
                SequencedMap<String, Object> numbers = result.numbers();
                numbers.putFirst("processes ended by themselves", keeper.endings());
                List<Check> checks = new ArrayList<>(result.checks());
                checks.add(probe.check());
                return output.printResult(numbers, checks);
            }
        }
    }

    private Child start(
            Deployment deployment, Victim who, String roles, List<String> settings, Map<Victim, FakeClock> clocks)
            throws IOException {
        FakeClock clock = FakeClock.in(home.file(who + ".clock"));
        Child child = deployment.serve(clock.prefix(), who.toString(), roles, OPTIONS, settings);
        child.start();
        clocks.put(who, clock);
        return child;
    }

    private void jump(Map<Victim, FakeClock> clocks, EventSender events) throws IOException, InterruptedException {
        say("the start", probe.after("the start", events));
        for (Victim who : settings.whose()) {
            FakeClock clock = Objects.requireNonNull(clocks.get(who));
            for (Duration jump : settings.jumps()) {
                String whose = "the clock of the " + who;
                String there = whose + " jumped by " + text(jump);
                clock.moveTo(jump);
                TimeUnit.MILLISECONDS.sleep(settings.lasts().toMillis());
                say(there, probe.after(there, events));
                String back = whose + " jumped back by " + text(jump.negated());
                clock.moveTo(Duration.ZERO);
                TimeUnit.MILLISECONDS.sleep(settings.lasts().toMillis());
                say(back, probe.after(back, events));
            }
        }
    }

    private static String text(Duration jump) {
        return "%+d s".formatted(jump.toSeconds());
    }

    private void say(String what, long millis) {
        output.printEvent(
                "fault",
                what + ", " + settings.lasts().toSeconds() + " s ago: an action after " + millis + " ms",
                Map.of("fault", what, "millis", millis));
    }
}
