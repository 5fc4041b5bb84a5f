package dev.farrier.decide;

import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.HaltState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Three executor workers of one site, perhaps one of another, as they behave by the protocol, in good and in bad health. */
final class SimulatedWorkers {
    static final List<String> NAMES = List.of("w1", "w2", "w3");
    private static final long REPORT_EVERY = 5_000;

    /** A command that its worker has claimed first. */
    private record Run(Command command, long startedAt) {}

    private static final class Worker {
        final String id;
        final String site;
        long incarnation = 1;
        boolean dead;
        /** It speaks, and takes nothing. */
        boolean deaf;

        boolean draining;
        long reportAt;
        final HaltState halts = new HaltState();

        /** All that an executor of a version without scopes knows of halts. */
        Control.Halted lastOrder = new Control.Halted(false, false, "", "", 0);

        final Map<String, Command> inbox = new TreeMap<>();
        final Map<String, Command> claiming = new TreeMap<>();
        final Map<String, Run> running = new TreeMap<>();
        /** Claimed by an earlier incarnation, certainly never started. */
        final Map<String, Command> neverStarted = new TreeMap<>();

        Worker(String id, String site) {
            this.id = id;
            this.site = site;
        }

        /** Such an executor takes each order for one about everything. */
        boolean knowsNoScopes() {
            return id.equals("w2");
        }

        void follow(Control.Halted order) {
            halts.apply(order);
            if (order.at() >= lastOrder.at()) {
                lastOrder = order;
            }
        }

        boolean isHalted(Command command) {
            if (knowsNoScopes()) {
                return lastOrder.halted() && (command.lane() != SlotType.CALL || lastOrder.calls());
            }
            return halts.inForce().stream()
                    .anyMatch(halt ->
                            halt.scope().covers(command.site(), command.policy(), command.target(), command.incident())
                                    && (command.lane() != SlotType.CALL || halt.calls()));
        }

        boolean isHalted() {
            return knowsNoScopes()
                    ? lastOrder.halted()
                    : halts.inForce().stream().anyMatch(halt -> halt.scope().coversSite(site));
        }

        WorkerInstance instance() {
            return new WorkerInstance(id, incarnation);
        }
    }

    private final Random random;
    private final Invariants invariants;
    private final Consumer<Object> outcomes;
    private final List<Worker> workers = new ArrayList<>();
    private final Map<String, String> firstClaim = new HashMap<>();
    private final Map<String, Long> claimedAt = new HashMap<>();

    SimulatedWorkers(Random random, Invariants invariants, Consumer<Object> outcomes, boolean elsewhere) {
        NAMES.forEach(name -> workers.add(new Worker(name, Simulation.SITE)));
        if (elsewhere) {
            workers.add(new Worker("w4", Simulation.OTHER_SITE));
        }
        this.random = random;
        this.invariants = invariants;
        this.outcomes = outcomes;
    }

    void send(Command command) {
        for (Worker worker : workers) {
            if (!worker.dead && worker.instance().equals(command.worker())) {
                worker.inbox.put(command.id(), command);
            }
        }
    }

    void follow(Control control) {
        for (Worker worker : workers) {
            if (control instanceof Control.Halted order) {
                worker.follow(order);
            } else if (control instanceof Control.Cancelled cancelled) {
                worker.inbox.values().removeIf(cancelled::appliesTo);
                List.copyOf(worker.running.values()).stream()
                        .filter(run -> cancelled.appliesTo(run.command()))
                        .forEach(run -> end(worker, run, OutcomeKind.CANCELLED));
            }
        }
    }

    /** The first claim of a command decides, whoever wrote it. */
    void appended(Outcome outcome, long now) {
        boolean claim = outcome.kind() == OutcomeKind.CLAIMED || outcome.kind() == OutcomeKind.REVOKED;
        if (claim && firstClaim.putIfAbsent(outcome.command(), outcome.worker()) == null) {
            claimedAt.put(outcome.command(), now);
        }
    }

    /** What goes on by itself. */
    void second(long now) {
        for (Worker worker : workers) {
            for (Run run : List.copyOf(worker.running.values())) {
                if (now >= run.startedAt() + run.command().maxRun()) {
                    end(worker, run, OutcomeKind.TIMED_OUT);
                }
            }
            if (!worker.dead && now >= worker.reportAt) {
                worker.reportAt = now + REPORT_EVERY;
                outcomes.accept(report(worker));
                List.copyOf(worker.neverStarted.values())
                        .forEach(command -> say(worker, command, OutcomeKind.NOT_STARTED, null));
                worker.neverStarted.clear();
            }
        }
    }

    private static WorkerReport report(Worker worker) {
        TreeMap<String, Integer> slots = new TreeMap<>();
        for (SlotType lane : SlotType.values()) {
            slots.put(lane.name(), 2);
        }
        return new WorkerReport(
                worker.instance(),
                worker.id,
                worker.site,
                WorkerReport.PROTOCOL,
                "test",
                slots,
                worker.id.equals("w3") ? List.of("http", "waitUntil") : Play.ACTIONS,
                List.of("key"),
                worker.running.keySet().stream().sorted().toList(),
                worker.draining,
                worker.isHalted(),
                false);
    }

    /** One of them does something. */
    void step(long now) {
        for (Worker worker : workers) {
            if (!worker.dead && !worker.deaf) {
                List.copyOf(worker.inbox.values()).forEach(command -> claim(worker, command, now));
                List.copyOf(worker.claiming.values()).forEach(command -> start(worker, command, now));
                // What a diagnosis asks for is often answered late, or not before its worker ends it.
                worker.running.values().stream()
                        .filter(run -> !run.command().isDiagnosis() || random.nextInt(4) == 0)
                        .findFirst()
                        .filter(run -> random.nextInt(3) > 0)
                        .ifPresent(run -> end(worker, run, kind(run.command())));
            }
        }
    }

    private OutcomeKind kind(Command command) {
        if (command.purpose().changes() && random.nextInt(12) == 0) {
            return OutcomeKind.UNANSWERED;
        }
        return List.of(OutcomeKind.SUCCEEDED, OutcomeKind.SUCCEEDED, OutcomeKind.SUCCEEDED, OutcomeKind.FAILED)
                .get(random.nextInt(4));
    }

    private void claim(Worker worker, Command command, long now) {
        worker.inbox.remove(command.id());
        boolean halted = worker.isHalted(command);
        if (halted) {
            say(worker, command, OutcomeKind.REFUSED, RefusalReason.HALTED);
        } else if (worker.draining) {
            say(worker, command, OutcomeKind.REFUSED, RefusalReason.DRAINING);
        } else if (random.nextInt(15) == 0) {
            say(worker, command, OutcomeKind.REFUSED, random.nextBoolean() ? RefusalReason.NO_RECORD : null);
        } else if (now >= command.startBy()) {
            say(worker, command, OutcomeKind.REFUSED, RefusalReason.LATE);
        } else {
            say(worker, command, OutcomeKind.CLAIMED, null);
            worker.claiming.put(command.id(), command);
        }
    }

    private void start(Worker worker, Command command, long now) {
        worker.claiming.remove(command.id());
        if (!worker.instance().toString().equals(firstClaim.get(command.id()))) {
            return;
        }
        boolean halted = worker.isHalted(command);
        if (halted || claimedAt.getOrDefault(command.id(), 0L) >= command.startBy()) {
            say(worker, command, OutcomeKind.NOT_STARTED, halted ? RefusalReason.HALTED : RefusalReason.LATE);
        } else {
            worker.running.put(command.id(), new Run(command, now));
            invariants.started(command, now);
        }
    }

    private void end(Worker worker, Run run, OutcomeKind kind) {
        worker.running.remove(run.command().id());
        boolean notDone = kind == OutcomeKind.FAILED && random.nextInt(3) == 0;
        invariants.ended(run.command(), kind, notDone);
        if (!worker.dead) {
            say(worker, run.command(), kind, notDone ? RefusalReason.NOT_DONE : null);
        }
    }

    /** Somebody dies, begins anew, goes deaf, or drains. */
    void trouble(long now) {
        Worker worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(5)) {
            case 0, 1 -> die(worker);
            case 2 -> beginAnew(worker, now);
            case 3 -> worker.deaf = !worker.deaf;
            default -> worker.draining = !worker.draining;
        }
    }

    private void die(Worker worker) {
        worker.dead = true;
        worker.inbox.clear();
        // What it had not begun it never will; what runs is ended by its supervisor.
        for (Command command : worker.claiming.values()) {
            if (worker.instance().toString().equals(firstClaim.get(command.id()))) {
                worker.neverStarted.put(command.id(), command);
            }
        }
        worker.claiming.clear();
    }

    private void beginAnew(Worker worker, long now) {
        if (!worker.dead) {
            die(worker);
        }
        worker.dead = false;
        worker.deaf = false;
        worker.draining = false;
        worker.incarnation++;
        worker.reportAt = now;
    }

    /**
     * All of them work again.
     *
     * @param butOne the first is dead for good
     */
    void recover(long now, boolean butOne) {
        for (Worker worker : workers) {
            if (butOne && worker == workers.getFirst()) {
                die(worker);
                continue;
            }
            beginAnew(worker, now);
        }
    }

    private void say(Worker worker, Command command, OutcomeKind kind, RefusalReason refusal) {
        outcomes.accept(new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                worker.instance().toString(),
                kind,
                0,
                kind == OutcomeKind.SUCCEEDED ? 0 : 1,
                "",
                refusal,
                ""));
    }
}
