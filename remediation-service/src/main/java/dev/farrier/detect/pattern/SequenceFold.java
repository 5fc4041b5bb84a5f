package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventTimes;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.FiringText;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code sequence}: fires at the event that ends a sequence of one event for each step, each after the one before in the
 * order of {@link DetectorEvent}, the first in {@code (t − within, t]} of the last, and none between them that meets {@code unless}.
 * Then it counts afresh: no event up to then is part of another sequence. An event that meets {@code unless} is no step.
 *
 * <p>Keeps for each number of steps but the last the sequence that has come so far and began last, since every other one
 * that could be completed could be with that: of {@code n} steps at most {@code n (n − 1) ÷ 2} ids and sources and
 * {@code n − 1} times.
 */
final class SequenceFold implements Fold {
    private final Detector.Sequence sequence;
    private final NameIndex terms;
    private final long[] steps;
    private final long unless;
    private final @Nullable Chain[] chains;

    /**
     * The events of the first steps, linked from the last one back.
     *
     * @param start time of the first
     */
    private record Chain(
            long start,
            int length,
            int source,
            String id,
            @Nullable Chain before) {
        private static Chain of(DetectorEvent event, @Nullable Chain before) {
            return new Chain(
                    before == null ? event.time() : before.start,
                    before == null ? 1 : before.length + 1,
                    event.source(),
                    event.id(),
                    before);
        }
    }

    SequenceFold(Detector.Sequence sequence, NameIndex terms) {
        this.sequence = sequence;
        this.terms = terms;
        this.steps = sequence.steps().stream().mapToLong(terms::mask).toArray();
        this.unless = terms.mask(sequence.unless());
        this.chains = new Chain[steps.length - 1];
    }

    private SequenceFold(SequenceFold other) {
        sequence = other.sequence;
        terms = other.terms;
        steps = other.steps;
        unless = other.unless;
        chains = other.chains.clone();
    }

    static SequenceFold read(Detector.Sequence sequence, NameIndex terms, StateBytes.Reader in, long reference) {
        SequenceFold fold = new SequenceFold(sequence, terms);
        for (int i = 0; i < fold.chains.length; i++) {
            if (in.flag()) {
                long start = in.signed() + reference;
                Chain chain = null;
                for (int length = 1; length <= i + 1; length++) {
                    chain = new Chain(start, length, in.size(), in.text(), chain);
                }
                fold.chains[i] = chain;
            }
        }
        return fold;
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        if (event.meets(unless)) {
            forget();
            return null;
        }
        long before = EventTimes.before(event.time(), sequence.within().toMillis());
        // From the last step back, so that one event is not two steps of one sequence.
        for (int step = chains.length; step >= 0; step--) {
            if (event.meets(steps[step])) {
                Chain longer = longer(event, step, before);
                if (longer != null && step == chains.length) {
                    forget();
                    return firing(event, longer);
                }
                Chain known = step == chains.length ? null : chains[step];
                if (longer != null && (known == null || longer.start >= known.start)) {
                    chains[step] = longer;
                }
            }
        }
        return null;
    }

    private @Nullable Chain longer(DetectorEvent event, int step, long before) {
        if (step == 0) {
            return Chain.of(event, null);
        }
        Chain shorter = chains[step - 1];
        return isOver(shorter, before) ? null : Chain.of(event, shorter);
    }

    private void forget() {
        Arrays.fill(chains, null);
    }

    private Firing firing(DetectorEvent event, Chain chain) {
        List<Chain> links = links(chain);
        TreeSet<String> sources = new TreeSet<>();
        links.forEach(link -> sources.add(terms.sources().get(link.source)));
        String all = String.join(
                ", then ", sequence.steps().stream().map(FiringText::names).toList());
        return new Firing(
                event.time(),
                chain.start,
                event.number(),
                chain.length,
                new ArrayList<>(sources),
                all + " within " + Durations.format(sequence.within()),
                links.stream().map(Chain::id).toList());
    }

    private static List<Chain> links(Chain chain) {
        List<Chain> links = new ArrayList<>();
        for (Chain link = chain; link != null; link = link.before) {
            links.addFirst(link);
        }
        return links;
    }

    @Override
    public boolean showsSymptom(DetectorEvent event) {
        return !event.meets(unless);
    }

    @Override
    public PartialMatch progress(long at) {
        long before = EventTimes.before(at, sequence.within().toMillis());
        int reached = chains.length;
        while (reached > 0 && isOver(chains[reached - 1], before)) {
            reached--;
        }
        Chain chain = reached == 0 ? null : chains[reached - 1];
        return new PartialMatch(
                reached + " of " + Phrases.count(steps.length, "step") + " within "
                        + Durations.format(sequence.within()) + "; next: "
                        + FiringText.names(sequence.steps().get(reached)),
                chain == null ? List.of() : links(chain).stream().map(Chain::id).toList());
    }

    private static boolean isOver(@Nullable Chain chain, long before) {
        return chain == null || chain.start <= before;
    }

    @Override
    public Fold copy() {
        return new SequenceFold(this);
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        for (Chain chain : chains) {
            out.flag(chain != null);
            if (chain != null) {
                out.signed(chain.start - reference);
                links(chain).forEach(link -> out.number(link.source).text(link.id));
            }
        }
    }
}
