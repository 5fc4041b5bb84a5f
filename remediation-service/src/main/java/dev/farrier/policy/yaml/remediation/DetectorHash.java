package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Matcher;
import dev.farrier.policy.Policy.Alternative;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Tells whether two detectors can go on with each other's state. Only what that state depends on goes in, so that editing
 * a rung or a guard does not make a policy forget what it has seen. Changing the text here makes every policy forget once.
 */
final class DetectorHash {
    private static final int HEX_DIGITS = 16;

    private final StringBuilder text = new StringBuilder();

    private DetectorHash() {}

    static String of(List<Alternative> alternatives, Detector detector, List<String> groupBy, Clearing clears) {
        DetectorHash hash = new DetectorHash();
        for (Alternative alternative : alternatives) {
            hash.add("alternative", alternative.name())
                    .add("sources", new TreeSet<>(alternative.sources()))
                    .add(
                            "matchers",
                            alternative.matchers().stream()
                                    .map(Matcher::toString)
                                    .toList())
                    .add(
                            "where",
                            alternative.where() == null
                                    ? ""
                                    : alternative.where().toString());
        }
        switch (detector) {
            case Detector.Each each -> hash.add("each", new TreeSet<>(each.of()));
            case Detector.Threshold threshold ->
                hash.add("threshold", new TreeSet<>(threshold.of()))
                        .add("count", String.valueOf(threshold.count()))
                        .add("within", String.valueOf(threshold.within().toMillis()));
            case Detector.Distinct distinct ->
                hash.add("distinct", new TreeSet<>(distinct.of()))
                        .add("label", distinct.label())
                        .add("count", String.valueOf(distinct.count()))
                        .add("within", String.valueOf(distinct.within().toMillis()));
            case Detector.Sequence sequence -> {
                sequence.steps().forEach(step -> hash.add("step", new TreeSet<>(step)));
                hash.add("unless", new TreeSet<>(sequence.unless()))
                        .add("within", String.valueOf(sequence.within().toMillis()));
            }
            case Detector.All all ->
                hash.add("all", new TreeSet<>(all.of()))
                        .add("within", String.valueOf(all.within().toMillis()));
            case Detector.Flapping flapping ->
                hash.add("flapping", new TreeSet<>(flapping.of()))
                        .add("transitions", String.valueOf(flapping.transitions()))
                        .add("within", String.valueOf(flapping.within().toMillis()));
            case Detector.Ratio ratio ->
                hash.add("ratio", new TreeSet<>(ratio.of()))
                        .add("over", new TreeSet<>(ratio.over()))
                        .add("above", String.valueOf(ratio.above()))
                        .add("at least", String.valueOf(ratio.atLeast()))
                        .add("within", String.valueOf(ratio.within().toMillis()));
            case Detector.Aggregate aggregate ->
                hash.add("aggregate", new TreeSet<>(aggregate.of()))
                        .add("fn", aggregate.fn().name())
                        .add(aggregate.above() ? "above" : "below", String.valueOf(aggregate.bound()))
                        .add("within", String.valueOf(aggregate.within().toMillis()));
            case Detector.Sustained sustained ->
                hash.add("sustained", new TreeSet<>(sustained.of()))
                        .add("for", String.valueOf(sustained.forTime().toMillis()));
            case Detector.Deviation deviation ->
                hash.add("deviation", new TreeSet<>(deviation.of()))
                        .add("sigmas", String.valueOf(deviation.sigmas()))
                        .add("baseline", String.valueOf(deviation.baseline().toMillis()));
            case Detector.Absence absence ->
                hash.add("absence", new TreeSet<>(absence.of()))
                        .add("for", String.valueOf(absence.forTime().toMillis()));
        }
        hash.add("groupBy", groupBy);
        switch (clears) {
            case Clearing.ClearingEvent match -> hash.add("cleared by", new TreeSet<>(match.of()));
            case Clearing.Resolved resolved -> hash.add("cleared by", "resolved");
            case Clearing.QuietFor quiet -> hash.add("cleared by", "silence");
            case Clearing.FreshEvent fresh -> hash.add("cleared by", "a fresh event");
        }
        return hash.digest();
    }

    /** Lengths before values, so that no two different lists give the same text. */
    private DetectorHash add(String name, Collection<String> values) {
        text.append(name).append(' ').append(values.size());
        values.forEach(
                value -> text.append(' ').append(value.length()).append(':').append(value));
        text.append('\n');
        return this;
    }

    private DetectorHash add(String name, String value) {
        return add(name, List.of(value));
    }

    private String digest() {
        try {
            byte[] sha256 =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
