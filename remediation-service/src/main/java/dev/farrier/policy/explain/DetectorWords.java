package dev.farrier.policy.explain;

import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Collectors;

/** What makes a detector fire, and when it may fire again. */
final class DetectorWords {
    private static final String AFRESH = ", then it counts afresh";

    private static final String AGAIN = ", and again only after that was not so";

    private DetectorWords() {}

    static String of(Policy policy) {
        String each = policy.groupBy().isEmpty() ? "" : ", for each " + Words.and(policy.groupBy()) + " apart";
        return of(policy.detector()) + each;
    }

    private static String of(Detector detector) {
        return switch (detector) {
            case Detector.Each each -> "on every " + Words.or(each.of());
            case Detector.Threshold threshold ->
                "on " + Phrases.count(threshold.count(), "match") + " of " + Words.or(threshold.of()) + " within "
                        + Durations.format(threshold.within()) + AFRESH;
            case Detector.Distinct distinct ->
                "on matches of " + Words.or(distinct.of()) + " with "
                        + Phrases.count(distinct.count(), "different value") + " of " + distinct.label() + " within "
                        + Durations.format(distinct.within()) + AFRESH;
            case Detector.Sequence sequence ->
                "on " + sequence.steps().stream().map(Words::or).collect(Collectors.joining(", then "))
                        + ", all within " + Durations.format(sequence.within())
                        + (sequence.unless().isEmpty()
                                ? ""
                                : ", unless " + Words.or(sequence.unless()) + " comes between")
                        + AFRESH;
            case Detector.All all ->
                "on " + Words.and(all.of().stream().sorted().toList()) + ", in any order, within "
                        + Durations.format(all.within()) + AFRESH;
            case Detector.Flapping flapping ->
                "on " + Phrases.count(flapping.transitions(), "transition") + " of " + Words.or(flapping.of())
                        + " within " + Durations.format(flapping.within()) + AFRESH;
            case Detector.Ratio ratio ->
                "when more than " + number(100 * ratio.above()) + "% of at least "
                        + Phrases.count(ratio.atLeast(), "event") + " ("
                        + Words.or(ratio.alternatives()) + ") within " + Durations.format(ratio.within()) + " are "
                        + Words.or(ratio.of()) + AGAIN;
            case Detector.Aggregate aggregate ->
                "when the " + function(aggregate.fn()) + " of the values of " + Words.or(aggregate.of()) + " within "
                        + Durations.format(aggregate.within()) + (aggregate.above() ? " is above " : " is below ")
                        + number(aggregate.bound()) + AGAIN;
            case Detector.Sustained sustained ->
                "when " + Words.or(sustained.of()) + " has lasted for " + Durations.format(sustained.forTime())
                        + "; once, until it is over";
            case Detector.Deviation deviation ->
                "on a value of " + Words.or(deviation.of()) + " that is more than " + number(deviation.sigmas())
                        + " standard deviations from the mean of the " + Durations.format(deviation.baseline())
                        + " before it"
                        + AGAIN;
            case Detector.Absence absence ->
                "when " + Words.or(absence.of()) + " is missing for " + Durations.format(absence.forTime())
                        + ", while its source is known to be alive; once, until it comes again";
        };
    }

    private static String function(Detector.AggregateFunction fn) {
        return switch (fn) {
            case AVG -> "average";
            case MIN -> "smallest";
            case MAX -> "greatest";
            case SUM -> "sum";
            case P50 -> "median";
            case P90 -> "90th percentile";
            case P99 -> "99th percentile";
        };
    }

    /** Without a fraction where there is none. */
    private static String number(double number) {
        return BigDecimal.valueOf(number)
                .setScale(6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
