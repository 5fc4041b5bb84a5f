package dev.farrier.faults.judge;

import dev.farrier.faults.judge.Story.Kind;
import dev.farrier.faults.judge.Story.Order;
import dev.farrier.faults.judge.Story.Run;
import dev.farrier.faults.judge.Story.Said;
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

    static Check startedTwice(Story story) {
        List<String> found = new ArrayList<>();
        story.runs().stream()
                .collect(Collectors.groupingBy(Run::command, TreeMap::new, Collectors.toList()))
                .forEach((command, runs) -> {
                    if (runs.size() > 1) {
                        found.add(command + ", " + runs.getFirst().subject() + ": " + runs.size() + " times");
                    }
                });
        return new Check("a command started twice", found);
    }

    /** Also with {@code rerun} it takes a worker that was given up. */
    static Check inTwoAttempts(Story story, Limits limits) {
        Set<String> ran = commandsThatRan(story);
        Set<String> lost = story.losses().stream().map(Story.Loss::command).collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        story.commands().stream()
                .filter(order -> ran.contains(order.command()))
                .collect(Collectors.groupingBy(
                        order -> order.incident() + " " + order.rung() + "/" + order.step(),
                        TreeMap::new,
                        Collectors.toList()))
                .forEach((step, orders) -> {
                    List<Order> notLost = orders.stream()
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

    static Check overlapping(Story story) {
        Map<String, Long> ends = ends(story);
        List<String> found = new ArrayList<>();
        story.runs().stream()
                .collect(Collectors.groupingBy(run -> run.subject().host(), TreeMap::new, Collectors.toList()))
                .forEach((host, runs) -> {
                    List<Run> inOrder = runs.stream()
                            .sorted(Comparator.comparingLong(Run::start))
                            .toList();
                    for (int i = 1; i < inOrder.size(); i++) {
                        Run before = inOrder.get(i - 1);
                        Run after = inOrder.get(i);
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
    static Check startedLate(Story story) {
        Map<String, Long> claims = new TreeMap<>();
        story.outcomes().stream()
                .filter(said -> said.kind() == Kind.CLAIMED)
                .forEach(said -> claims.merge(said.command(), said.at(), Math::min));
        Set<String> ran = commandsThatRan(story);
        List<String> found = new ArrayList<>();
        for (Order order : story.commands()) {
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

    static Check otherwiseThanSaid(Story story) {
        Map<String, Run> runs =
                story.runs().stream().collect(Collectors.toMap(Run::command, run -> run, (a, b) -> a, TreeMap::new));
        Map<String, Long> ends = ends(story);
        Set<String> orders = story.commands().stream().map(Order::command).collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        for (Said said : story.outcomes()) {
            Run run = runs.get(said.command());
            if (said.kind() == Kind.SUCCEEDED && orders.contains(said.command()) && (run == null || run.end() == 0)) {
                found.add(said.command() + ": said to have succeeded, and the ledger has "
                        + (run == null ? "nothing of it" : "no end of it"));
            }
        }
        Set<String> unknown = commands(story, Kind.UNKNOWN);
        Set<String> never = commands(story, Kind.NEVER_STARTED);
        runs.forEach((command, run) -> {
            if (never.contains(command)) {
                found.add(command + ", " + run.subject() + ": ran, and was said never to have been started");
            } else if (!unknown.contains(command) && !ends.containsKey(command)) {
                found.add(command + ", " + run.subject() + ": ran, and nobody has said how it ended");
            }
        });
        return new Check("an outcome that the ledger contradicts", found);
    }

    static Set<String> commandsThatRan(Story story) {
        return story.runs().stream().map(Run::command).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> commands(Story story, Kind kind) {
        return story.outcomes().stream()
                .filter(said -> said.kind() == kind)
                .map(Said::command)
                .collect(Collectors.toSet());
    }

    /** Command → when it was first said to be over. */
    private static Map<String, Long> ends(Story story) {
        Map<String, Long> ends = new TreeMap<>();
        story.outcomes().stream()
                .filter(said -> said.kind() == Kind.SUCCEEDED || said.kind() == Kind.ENDED)
                .forEach(said -> ends.merge(said.command(), said.at(), Math::min));
        return ends;
    }
}
