package dev.farrier.detect.fold;

import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;

/** The fold of each detector. */
public final class Folds {
    private Folds() {}

    /** Of a group of which nothing was heard. */
    public static Fold empty(Detector detector, Terms terms) {
        return switch (detector) {
            case Detector.Each each -> new EachFold(each, terms);
            case Detector.Threshold threshold -> new ThresholdFold(threshold, terms, new Marks());
            case Detector.Distinct distinct -> new DistinctFold(distinct, terms, new Marks());
            case Detector.Sequence sequence -> new SequenceFold(sequence, terms);
            case Detector.All all -> new AllFold(all, terms, new Marks());
            case Detector.Flapping flapping -> new FlappingFold(flapping, terms, new Marks(), 0);
            case Detector.Absence absence -> throw noFold();
        };
    }

    /** What {@link Fold#write} wrote. */
    public static Fold read(Detector detector, Terms terms, StateBytes.Reader in, long reference) {
        return switch (detector) {
            case Detector.Each each -> new EachFold(each, terms);
            case Detector.Threshold threshold -> new ThresholdFold(threshold, terms, Marks.read(in, reference));
            case Detector.Distinct distinct -> new DistinctFold(distinct, terms, Marks.read(in, reference));
            case Detector.Sequence sequence -> SequenceFold.read(sequence, terms, in, reference);
            case Detector.All all -> new AllFold(all, terms, Marks.read(in, reference));
            case Detector.Flapping flapping -> FlappingFold.read(flapping, terms, in, reference);
            case Detector.Absence absence -> throw noFold();
        };
    }

    private static IllegalArgumentException noFold() {
        return new IllegalArgumentException("an absence is judged by clocks, not by events");
    }
}
