package dev.farrier.cli.why;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.policy.CheckedPolicies;
import dev.farrier.decide.state.Effect;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.record.IngestLimits;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.replay.InputLines;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.Replay;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.why.History;
import dev.farrier.why.KnownFiring;
import dev.farrier.why.Why;
import dev.farrier.why.WhyAnswer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code farrier why} about recorded input: what the policy would have seen and decided. */
final class RecordedWhy {
    private RecordedWhy() {}

    /**
     * @param at null: the time of the last event
     * @throws CommandException when the policies have errors, or have no such policy or source
     */
    static WhyAnswer answer(
            CheckedPolicies policies,
            String sourceName,
            String input,
            String policyName,
            String target,
            @Nullable Instant at)
            throws IOException {
        Bundle bundle = bundle(policies);
        Policy policy = named(
                bundle.policies().get(policyName),
                "policy",
                policyName,
                bundle.policies().keySet());
        Source source = named(
                bundle.sources().get(sourceName),
                "Source",
                sourceName,
                bundle.sources().keySet());
        List<Event> events = new ArrayList<>();
        RecordedInput.Counts counts = read(source, input, events);
        long moment = at != null ? at.toEpochMilli() : events.getLast().time();
        Why why = new Why(bundle, policy, target, moment);
        why.recordUnreadable(sourceName, counts.unreadable());
        List<KnownFiring> fired = new ArrayList<>();
        History history = new History(policyName, target);
        Replay replay = new Replay(SimulationPlan.ofSource(bundle, sourceName), AssumedOutcomes.SUCCESS, line -> {});
        replay.listener((time, decided, effects) -> {
            if (decided instanceof Detection detection
                    && detection.policy().equals(policyName)
                    && why.isAboutTarget(detection.group())) {
                fired.add(new KnownFiring(detection.time(), detection.group()));
            }
            for (Effect effect : effects) {
                if (effect instanceof Effect.PublishAudit audited) {
                    history.accept(audited.audit());
                }
            }
        });
        for (Event event : events) {
            if (event.time() <= moment) {
                why.recordEvent(event);
                replay.accept(event);
            }
        }
        replay.finish();
        return why.answer(fired, history.entries(), bundle.resources().keySet());
    }

    private static Bundle bundle(CheckedPolicies policies) {
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            throw new CommandException(
                    ExitCode.NOT_FINE,
                    "the policies have errors, first " + policies.errors().getFirst()
                            + "; 'farrier policy check' shows all");
        }
        return bundle;
    }

    private static <T> T named(@Nullable T found, String what, String name, Set<String> known) {
        if (found == null) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no " + what + " '" + name + "'" + Nearest.hint(name, known));
        }
        return found;
    }

    /** @throws CommandException when the input has no event of the source */
    private static RecordedInput.Counts read(Source source, String input, List<Event> events) throws IOException {
        boolean standard = input.equals("-");
        if (!standard && !Files.isRegularFile(Path.of(input))) {
            throw new CommandException(ExitCode.USAGE, "--input " + input + " is no file");
        }
        long now = standard
                ? System.currentTimeMillis()
                : Files.getLastModifiedTime(Path.of(input)).toMillis();
        RecordedInput recorded = new RecordedInput(Ingest.of(source), now, Long.MIN_VALUE, Long.MAX_VALUE);
        try (InputStream in = standard ? new BufferedInputStream(System.in) : Files.newInputStream(Path.of(input))) {
            InputLines.forEach(in, IngestLimits.BODY_BYTES + 1, line -> recorded.line(line, events::add));
        }
        RecordedInput.Counts counts = recorded.counts();
        if (events.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--input " + input + " has no event of the source " + source.name() + ": of "
                            + Phrases.count(counts.lines(), "line") + " " + counts.unreadable() + " could not be read"
                            + (counts.errors().isEmpty()
                                    ? ""
                                    : ", first " + counts.errors().getFirst())
                            + "; is it the right source?");
        }
        events.sort(Comparator.comparingLong(Event::time));
        return counts;
    }
}
