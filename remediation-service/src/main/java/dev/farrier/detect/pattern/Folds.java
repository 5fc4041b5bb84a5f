package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.TimerFold;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;

/** The fold of each detector. */
public final class Folds {
    private Folds() {}

    /** Of a group of which nothing was heard. Throws for detectors that are carried by clocks. */
    public static Fold empty(Detector detector, NameIndex terms) {
        return switch (detector) {
            case Detector.Each each -> new EachFold(each, terms);
            case Detector.Threshold threshold -> new ThresholdFold(threshold, terms, new EventWindow());
            case Detector.Distinct distinct -> new DistinctFold(distinct, terms, new EventWindow());
            case Detector.Sequence sequence -> new SequenceFold(sequence, terms);
            case Detector.All all -> new AllFold(all, terms, new EventWindow());
            case Detector.Flapping flapping -> new FlappingFold(flapping, terms, new EventWindow(), 0);
            case Detector.Ratio ratio -> new RatioFold(ratio, terms, new EventWindow(), false);
            case Detector.Aggregate aggregate -> new AggregateFold(aggregate, terms, new EventWindow(), false);
            case Detector.Deviation deviation -> new DeviationFold(deviation, terms, new EventWindow(), false);
            case Detector.Sustained sustained -> throw carriedByClocks();
            case Detector.Absence absence -> throw carriedByClocks();
        };
    }

    /** What {@link Fold#write} wrote. */
    public static Fold read(Detector detector, NameIndex terms, StateBytes.Reader in, long reference) {
        return switch (detector) {
            case Detector.Each each -> new EachFold(each, terms);
            case Detector.Threshold threshold -> new ThresholdFold(threshold, terms, EventWindow.read(in, reference));
            case Detector.Distinct distinct -> new DistinctFold(distinct, terms, EventWindow.read(in, reference));
            case Detector.Sequence sequence -> SequenceFold.read(sequence, terms, in, reference);
            case Detector.All all -> new AllFold(all, terms, EventWindow.read(in, reference));
            case Detector.Flapping flapping -> FlappingFold.read(flapping, terms, in, reference);
            case Detector.Ratio ratio -> RatioFold.read(ratio, terms, in, reference);
            case Detector.Aggregate aggregate -> AggregateFold.read(aggregate, terms, in, reference);
            case Detector.Deviation deviation -> DeviationFold.read(deviation, terms, in, reference);
            case Detector.Sustained sustained -> throw carriedByClocks();
            case Detector.Absence absence -> throw carriedByClocks();
        };
    }

    /** Of a group of which nothing was heard. Throws for a policy whose detector is not sustained. */
    public static TimerFold emptyLasting(Policy policy, NameIndex terms) {
        return new SustainedFold(sustained(policy), terms, quietFor(policy));
    }

    /** What {@link Fold#write} wrote. */
    public static TimerFold readLasting(Policy policy, NameIndex terms, StateBytes.Reader in, long reference) {
        return SustainedFold.read(sustained(policy), terms, quietFor(policy), in, reference);
    }

    private static Detector.Sustained sustained(Policy policy) {
        if (policy.detector() instanceof Detector.Sustained sustained) {
            return sustained;
        }
        throw new IllegalArgumentException(policy.name() + " is not sustained");
    }

    private static long quietFor(Policy policy) {
        return policy.clears() instanceof Clearing.QuietFor quiet
                ? quiet.duration().toMillis()
                : 0;
    }

    private static IllegalArgumentException carriedByClocks() {
        return new IllegalArgumentException("carried by clocks, not by events alone");
    }
}
