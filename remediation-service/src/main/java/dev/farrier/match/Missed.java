package dev.farrier.match;

import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one policy could not be asked about.
 *
 * @param conditionFailed events on which a {@code where} failed, which counts as no match
 * @param error of the last of them, for people; empty: there was none
 * @param labelMissing label → events that met its match but lack it
 */
public record Missed(long conditionFailed, String error, SortedMap<String, Long> labelMissing) {
    public Missed {
        labelMissing = Collections.unmodifiableSortedMap(new TreeMap<>(labelMissing));
    }

    /** For people, each of one line. Control characters become spaces: labels come from outside. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (conditionFailed > 0) {
            sentences.add(
                    Texts.plain("its where failed on " + Phrases.count(conditionFailed, "event") + ", last: " + error));
        }
        labelMissing.forEach((label, count) ->
                sentences.add(Phrases.count(count, "event") + (count == 1 ? " lacks" : " lack") + " the label " + label
                        + ", by which it groups, and " + (count == 1 ? "joins" : "join") + " no group"));
        return sentences;
    }
}
