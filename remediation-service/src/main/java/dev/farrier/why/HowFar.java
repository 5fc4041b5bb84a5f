package dev.farrier.why;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Counted;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How far a detector is at one moment, by its definition over what was seen. For people: the detectors themselves decide. */
final class HowFar {
    private final List<Seen> seen;
    private final long at;
    private final long firedAt;

    /**
     * @param seen in the order of time, none later than {@code at}
     * @param firedAt when it fired last; {@link Long#MIN_VALUE}: never
     */
    HowFar(List<Seen> seen, long at, long firedAt) {
        this.seen = seen;
        this.at = at;
        this.firedAt = firedAt;
    }

    String of(Policy policy) {
        return switch (policy.detector()) {
            case Detector.Each each -> Counted.of(count(each.of(), Long.MIN_VALUE), "match") + "; each one fires";
            case Detector.Threshold threshold ->
                afresh(threshold.of(), threshold.within()).size() + " of " + Counted.of(threshold.count(), "match")
                        + " within " + Durations.format(threshold.within());
            case Detector.Distinct distinct -> {
                Set<String> values = new TreeSet<>();
                afresh(distinct.of(), distinct.within())
                        .forEach(s -> values.add(s.event().label(distinct.label())));
                values.remove("");
                yield values.size() + " of " + Counted.of(distinct.count(), "value") + " of " + distinct.label()
                        + " within " + Durations.format(distinct.within()) + ": " + values;
            }
            case Detector.Sequence sequence -> sequence(sequence);
            case Detector.All all -> {
                Set<String> missing = new TreeSet<>(all.of());
                afresh(all.of(), all.within()).forEach(s -> missing.removeAll(s.met()));
                yield (all.of().size() - missing.size()) + " of " + all.of().size() + " within "
                        + Durations.format(all.within())
                        + (missing.isEmpty() ? "" : "; missing: " + String.join(", ", missing));
            }
            case Detector.Flapping flapping ->
                transitions(flapping) + " of " + Counted.of(flapping.transitions(), "transition") + " within "
                        + Durations.format(flapping.within());
            case Detector.Ratio ratio -> {
                int whole = within(ratio.alternatives(), ratio.within()).size();
                int part = within(ratio.of(), ratio.within()).size();
                yield part + " of " + Counted.of(whole, "event") + " within " + Durations.format(ratio.within())
                        + share(part, whole) + "; fires above " + number(100 * ratio.above()) + "% of at least "
                        + ratio.atLeast();
            }
            case Detector.Aggregate aggregate ->
                Counted.of(values(aggregate.of(), aggregate.within()).size(), "value") + " within "
                        + Durations.format(aggregate.within())
                        + range(values(aggregate.of(), aggregate.within())) + "; fires when their "
                        + aggregate.fn().name().toLowerCase(Locale.ROOT)
                        + (aggregate.above() ? " is above " : " is below ")
                        + number(aggregate.bound());
            case Detector.Deviation deviation ->
                Counted.of(values(deviation.of(), deviation.baseline()).size(), "value") + " within "
                        + Durations.format(deviation.baseline())
                        + range(values(deviation.of(), deviation.baseline())) + "; fires beyond "
                        + number(deviation.sigmas()) + " standard deviations";
            case Detector.Sustained sustained -> sustained(policy, sustained);
            case Detector.Absence absence -> {
                long last = seen.stream()
                        .filter(s -> s.isOf(absence.of()))
                        .mapToLong(Seen::time)
                        .max()
                        .orElse(-1);
                yield last < 0
                        ? "never heard in what was read; fires after a silence of "
                                + Durations.format(absence.forTime())
                        : "silent for " + Durations.format(Duration.ofMillis(at - last)) + " of "
                                + Durations.format(absence.forTime());
            }
        };
    }

    private String sequence(Detector.Sequence sequence) {
        long[] starts = new long[sequence.steps().size() + 1];
        java.util.Arrays.fill(starts, Long.MIN_VALUE);
        for (Seen s : afresh(sequence.alternatives(), sequence.within())) {
            if (s.isOf(sequence.unless())) {
                java.util.Arrays.fill(starts, Long.MIN_VALUE);
                continue;
            }
            for (int step = sequence.steps().size(); step >= 1; step--) {
                boolean reached = step == 1 || starts[step - 1] != Long.MIN_VALUE;
                if (reached && s.isOf(sequence.steps().get(step - 1))) {
                    starts[step] = step == 1 ? s.time() : starts[step - 1];
                }
            }
        }
        int reached = sequence.steps().size();
        while (reached > 0 && starts[reached] == Long.MIN_VALUE) {
            reached--;
        }
        return reached + " of " + Counted.of(sequence.steps().size(), "step") + " within "
                + Durations.format(sequence.within())
                + (reached == sequence.steps().size()
                        ? ""
                        : "; next: "
                                + String.join(
                                        " or ", new TreeSet<>(sequence.steps().get(reached))));
    }

    private int transitions(Detector.Flapping flapping) {
        int transitions = 0;
        String before = "";
        for (Seen s : afresh(flapping.of(), flapping.within())) {
            String state = s.event().alert() == null
                    ? new TreeSet<>(s.met()).toString()
                    : "" + s.event().firing();
            transitions += before.isEmpty() || before.equals(state) ? 0 : 1;
            before = state;
        }
        return transitions;
    }

    private String sustained(Policy policy, Detector.Sustained sustained) {
        long since = -1;
        for (Seen s : seen) {
            boolean ends = policy.clears() instanceof Clearing.Match clearing
                    ? s.isOf(clearing.of())
                    : !s.event().firing();
            if (ends) {
                since = -1;
            } else if (since < 0 && s.isOf(sustained.of())) {
                since = s.time();
            }
        }
        return since < 0
                ? "it is not so now; fires when it has been so for " + Durations.format(sustained.forTime())
                : "so for " + Durations.format(Duration.ofMillis(at - since)) + " of "
                        + Durations.format(sustained.forTime());
    }

    private long count(Collection<String> of, long after) {
        return seen.stream()
                .filter(s -> s.event().firing() && s.isOf(of) && s.time() > after)
                .count();
    }

    /** Of counting detectors: what came before the last firing counts no more. */
    private List<Seen> afresh(Collection<String> of, Duration within) {
        return within(of, within).stream().filter(s -> s.time() > firedAt).toList();
    }

    private List<Seen> within(Collection<String> of, Duration within) {
        long after = at - within.toMillis();
        return seen.stream().filter(s -> s.isOf(of) && s.time() > after).toList();
    }

    private List<Double> values(Collection<String> of, Duration within) {
        List<Double> values = new ArrayList<>();
        for (Seen s : within(of, within)) {
            if (s.event().value() != null) {
                values.add(s.event().value());
            }
        }
        return values;
    }

    private static String range(List<Double> values) {
        return values.isEmpty()
                ? ""
                : ", from " + number(values.stream().min(Double::compare).orElse(0.0)) + " to "
                        + number(values.stream().max(Double::compare).orElse(0.0)) + ", average "
                        + number(values.stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(0));
    }

    private static String share(int part, int whole) {
        return whole == 0 ? "" : " = " + number(100.0 * part / whole) + "%";
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.6g", number).replaceAll("\\.?0+$", "");
    }
}
