package dev.farrier.cli.replay;

import dev.farrier.policy.text.Phrases;
import dev.farrier.replay.Backtest;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.report.ReplayMatchFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Warnings and hints about the input of a replay. */
final class Remarks {
    /** How many policies are named; of more only the number is printed. */
    private static final int POLICIES = 20;

    private Remarks() {}

    static List<String> on(Backtest backtest, String source, ReplayInput input) {
        List<String> remarks = new ArrayList<>();
        backtest.assumed(input.nowInWords()).ifPresent(remarks::add);
        backtest.assumedOutcomes().ifPresent(remarks::add);
        RecordedInput.Counts counts = backtest.counts();
        if (counts.events() == 0) {
            remarks.add("warning: nothing was replayed: " + whyNothing(counts, source));
        }
        missed(backtest.replay().missed(), remarks);
        if (backtest.ahead() > 0) {
            remarks.add("hint: " + Phrases.count(backtest.ahead(), "event")
                    + " far ahead of those around: counted at their time");
        }
        if (backtest.late() > 0) {
            remarks.add("hint: " + Phrases.count(backtest.late(), "event")
                    + " came later than the source's lateness; --sort puts them in order");
        }
        return remarks;
    }

    private static void missed(SortedMap<String, ReplayMatchFailures> policies, List<String> remarks) {
        policies.entrySet().stream()
                .limit(POLICIES)
                .forEach(policy -> policy.getValue()
                        .sentences()
                        .forEach(sentence -> remarks.add("warning: policy " + policy.getKey() + ": " + sentence)));
        int others = policies.size() - POLICIES;
        if (others > 0) {
            remarks.add("warning: so it is with " + Phrases.count(others, "more policy"));
        }
    }

    private static String whyNothing(RecordedInput.Counts counts, String source) {
        if (counts.lines() == counts.blank()) {
            return "the input is empty";
        }
        return counts.dropped() + counts.outside() == 0
                ? "nothing could be read as source '" + source + "' says; is it the right source?"
                : "the events were left out by relabelings, or are no cure, or lie outside --from and --to";
    }
}
