package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.replay.live.Story.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Where two stories of the same detection part: the first thing that one tells and the other does not. */
final class Divergence {
    private static final String IN_REPLAY = "in the replay: ";
    private static final Set<Reason> USUAL = Set.of(Reason.DETECTED, Reason.CLEARED, Reason.VERIFIED);

    private Divergence() {}

    private record Point(long time, Cause cause) {}

    /** What happened live is told first: it is what is to be explained. That one has ended well explains least. */
    static Cause between(Story replay, Story live) {
        List<Point> points = new ArrayList<>();
        outcome(replay, live, points);
        guard(live, replay, "", points);
        move(live, replay, "", USUAL, points);
        if (points.isEmpty()) {
            guard(replay, live, IN_REPLAY, points);
            move(replay, live, IN_REPLAY, USUAL, points);
        }
        if (points.isEmpty()) {
            move(live, replay, "", Set.of(), points);
        }
        return points.stream()
                .min(Comparator.comparingLong(Point::time)) // of the same time the first: stable
                .map(Point::cause)
                .orElse(Cause.UNKNOWN);
    }

    private static void outcome(Story replay, Story live, List<Point> points) {
        Map<Sent, List<AuditRecord>> before = replay.outcomes();
        live.outcomes().forEach((sent, ends) -> {
            List<AuditRecord> others = before.getOrDefault(sent, List.of());
            for (int i = 0; i < Math.min(ends.size(), others.size()); i++) {
                if (ends.get(i).reason() != others.get(i).reason()) {
                    points.add(new Point(
                            ends.get(i).time(),
                            new Cause(
                                    Cause.OUTCOME,
                                    sent + ": live " + ends.get(i).detail() + ", in the replay "
                                            + others.get(i).detail())));
                    return;
                }
            }
        });
    }

    /** The first thing that only this one's guards had against it. */
    private static void guard(Story of, Story other, String where, List<Point> points) {
        Set<String> known = other.decisions().stream().map(Story::ruling).collect(Collectors.toSet());
        of.decisions().stream()
                .filter(decision -> decision.verdict() != Verdict.ACT && !known.contains(Story.ruling(decision)))
                .findFirst()
                .ifPresent(decision -> points.add(new Point(decision.time(), Cause.of(decision, where))));
    }

    /** The first reason for which only this one has moved. */
    private static void move(Story of, Story other, String where, Set<Reason> passedOver, List<Point> points) {
        Set<Reason> known = other.moves().stream().map(AuditRecord::reason).collect(Collectors.toSet());
        of.moves().stream()
                .filter(move -> !passedOver.contains(move.reason()) && !known.contains(move.reason()))
                .findFirst()
                .ifPresent(move -> points.add(new Point(move.time(), Cause.of(move, where))));
    }
}
