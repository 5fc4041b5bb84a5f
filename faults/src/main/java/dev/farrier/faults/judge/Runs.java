package dev.farrier.faults.judge;

import dev.farrier.faults.judge.History.ActionExecution;
import dev.farrier.faults.judge.History.CommandOutcome;
import dev.farrier.faults.judge.History.CommandOutcomeKind;
import dev.farrier.faults.judge.History.IssuedCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What was run, by the ledger. */
final class Runs {
    private Runs() {}

    static Check startedTwice(History history) {
        List<String> found = new ArrayList<>();
        history.runs().stream()
                .collect(Collectors.groupingBy(ActionExecution::command, TreeMap::new, Collectors.toList()))
                .forEach((command, runs) -> {
                    if (runs.size() > 1) {
                        found.add(command + ", " + runs.getFirst().subject() + ": " + runs.size() + " times");
                    }
                });
        return new Check("a command started twice", found);
    }

    /** Also with {@code rerun} it takes a worker that was given up. */
    static Check inTwoAttempts(History history, Limits limits) {
        Set<String> ran = commandsThatRan(history);
        Set<String> lost =
                history.losses().stream().map(History.LostCommand::command).collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        history.commands().stream()
                .filter(order -> ran.contains(order.command()))
                .collect(Collectors.groupingBy(
                        order -> order.incident() + " " + order.rung() + "/" + order.step(),
                        TreeMap::new,
                        Collectors.toList()))
                .forEach((step, orders) -> {
                    List<IssuedCommand> notLost = orders.stream()
                            .filter(order -> !lost.contains(order.command()))
                            .toList();
                    boolean mayRerun =
                            limits.rerun().contains(orders.getFirst().subject().policy());
                    if (orders.size() > 1 && (!mayRerun || notLost.size() > 1)) {
                        found.add(step + ", " + orders.getFirst().subject() + ": " + orders.size() + " attempts ran");
                    }
                });
        return new Check("a step run in two attempts", found);
    }

    static Check overlapping(History history) {
        Map<String, Long> ends = ends(history);
        List<String> found = new ArrayList<>();
        history.runs().stream()
                .collect(Collectors.groupingBy(run -> run.subject().host(), TreeMap::new, Collectors.toList()))
                .forEach((host, runs) -> {
                    List<ActionExecution> inOrder = runs.stream()
                            .sorted(Comparator.comparingLong(ActionExecution::start))
                            .toList();
                    for (int i = 1; i < inOrder.size(); i++) {
                        ActionExecution before = inOrder.get(i - 1);
                        ActionExecution after = inOrder.get(i);
                        long end =
                                before.end() > 0 ? before.end() : ends.getOrDefault(before.command(), before.start());
                        if (end > after.start() && !before.command().equals(after.command())) {
                            found.add(host + ": " + after.command() + " began " + (end - after.start()) + " ms before "
                                    + before.command() + " had ended");
                        }
                    }
                });
        return new Check("two runs at once on a target", found);
    }

    /** A claim that was appended in time may be followed by a start that is a moment later. */
    static Check startedLate(History history) {
        Map<String, Long> claims = new TreeMap<>();
        history.outcomes().stream()
                .filter(said -> said.kind() == CommandOutcomeKind.CLAIMED)
                .forEach(said -> claims.merge(said.command(), said.at(), Math::min));
        Set<String> ran = commandsThatRan(history);
        List<String> found = new ArrayList<>();
        for (IssuedCommand order : history.commands()) {
            if (ran.contains(order.command())) {
                Long claim = claims.get(order.command());
                if (claim == null) {
                    found.add(order.command() + ", " + order.subject() + ": never claimed");
                } else if (claim > order.startBy()) {
                    found.add(order.command() + ", " + order.subject() + ": claimed " + (claim - order.startBy())
                            + " ms after its startBy");
                }
            }
        }
        return new Check("a command started after its startBy", found);
    }

    static Check otherwiseThanSaid(History history) {
        Map<String, ActionExecution> runs = history.runs().stream()
                .collect(Collectors.toMap(ActionExecution::command, run -> run, (a, b) -> a, TreeMap::new));
        Map<String, Long> ends = ends(history);
        Set<String> orders =
                history.commands().stream().map(IssuedCommand::command).collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        for (CommandOutcome said : history.outcomes()) {
            ActionExecution run = runs.get(said.command());
            if (said.kind() == CommandOutcomeKind.SUCCEEDED
                    && orders.contains(said.command())
                    && (run == null || run.end() == 0)) {
                found.add(said.command() + ": said to have succeeded, and the ledger has "
                        + (run == null ? "nothing of it" : "no end of it"));
            }
        }
        Set<String> unknown = commands(history, CommandOutcomeKind.UNKNOWN);
        Set<String> never = commands(history, CommandOutcomeKind.NEVER_STARTED);
        runs.forEach((command, run) -> {
            if (never.contains(command)) {
                found.add(command + ", " + run.subject() + ": ran, and was said never to have been started");
            } else if (!unknown.contains(command) && !ends.containsKey(command)) {
                found.add(command + ", " + run.subject() + ": ran, and nobody has said how it ended");
            }
        });
        return new Check("an outcome that the ledger contradicts", found);
    }

    static Set<String> commandsThatRan(History history) {
        return history.runs().stream().map(ActionExecution::command).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> commands(History history, CommandOutcomeKind kind) {
        return history.outcomes().stream()
                .filter(said -> said.kind() == kind)
                .map(CommandOutcome::command)
                .collect(Collectors.toSet());
    }

    /** Command → when it was first said to be over. */
    private static Map<String, Long> ends(History history) {
        Map<String, Long> ends = new TreeMap<>();
        history.outcomes().stream()
                .filter(said -> said.kind() == CommandOutcomeKind.SUCCEEDED || said.kind() == CommandOutcomeKind.ENDED)
                .forEach(said -> ends.merge(said.command(), said.at(), Math::min));
        return ends;
    }
}
