package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.FiringText;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import java.util.List;

/** {@code each}: every match fires, at its own time. Keeps nothing. */
final class EachFold implements Fold {
    private final Detector.Each each;
    private final NameIndex terms;

    EachFold(Detector.Each each, NameIndex terms) {
        this.each = each;
        this.terms = terms;
    }

    @Override
    public Firing apply(DetectorEvent event) {
        return new Firing(
                event.time(),
                event.time(),
                event.number(),
                1,
                List.of(terms.sources().get(event.source())),
                "a match of " + FiringText.names(each.of()),
                List.of(event.id()));
    }

    @Override
    public PartialMatch progress(long at) {
        return PartialMatch.of("each match fires");
    }

    @Override
    public Fold copy() {
        return this;
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {}

    @Override
    public boolean isOrdered() {
        return false;
    }
}
