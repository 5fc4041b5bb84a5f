package dev.farrier.app;

import dev.farrier.cli.CommandFailed;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Event;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Nearest;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Source;
import dev.farrier.policy.Template.TemplateException;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.why.Answer;
import dev.farrier.why.Decided;
import dev.farrier.why.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code farrier why} about a running deployment, from what stands on its topics. */
final class LiveWhy {
    /** At least so far back, whatever the detector looks at: what was decided a while ago is of interest too. */
    private static final long AT_LEAST = Duration.ofHours(1).toMillis();

    private final Bundle bundle;
    private final HistoryReader history;

    LiveWhy(Bundle bundle, HistoryReader history) {
        this.bundle = bundle;
        this.history = history;
    }

    /** @param at epoch milliseconds */
    Answer answer(String name, String target, long at) {
        Policy policy = bundle.policies().get(name);
        if (policy == null) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "there is no policy '" + name + "'"
                            + Nearest.hint(name, bundle.policies().keySet()));
        }
        long since = at - Math.max(AT_LEAST, 2 * Why.reach(policy));
        List<Event> events = new ArrayList<>();
        for (String sourceName : Why.sources(policy)) {
            Source source = bundle.sources().get(sourceName);
            if (source != null) {
                events.addAll(history.events(source, since));
            }
        }
        events.sort(Comparator.comparingLong(Event::time));
        Why why = new Why(policy, target, at);
        events.forEach(why::accept);
        List<Long> detections = history.detections(name, since).stream()
                .filter(detection -> target.equals(targetOf(policy, detection.group())))
                .map(detection -> detection.time())
                .sorted()
                .toList();
        return why.answer(
                detections,
                history.decisions(name, target, since).stream()
                        .map(LiveWhy::decided)
                        .toList());
    }

    private static String targetOf(Policy policy, Map<String, String> group) {
        try {
            return policy.target()
                    .render(reference ->
                            reference.startsWith("group.") ? group.get(reference.substring("group.".length())) : null);
        } catch (TemplateException e) {
            return "";
        }
    }

    private static Decided decided(AuditRecord audit) {
        return new Decided(
                audit.time(),
                audit.verdict() == null ? Verdict.IGNORE : audit.verdict(),
                audit.reason(),
                audit.rung(),
                audit.until(),
                audit.detail());
    }
}
