package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.policy.text.Phrases;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.CommandOutcomes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Commands end as they did in a recorded run. An incident of the replay corresponds to the recorded incident of the same policy
 * and group whose detection is nearest in time, at most an hour away; several incidents may correspond to the same one, and
 * each has its outcomes for itself. A command gets the outcomes of that incident's first command of the same rung, step and
 * action, each used once. A command without a counterpart succeeds.
 */
public final class RecordedOutcomes implements CommandOutcomes {
    private static final long NEAR = Duration.ofHours(1).toMillis();

    private final Map<Group, List<LiveIncident>> live = new HashMap<>();
    /** Commands of the recorded incident that are not used yet, by the replay's incident. */
    private final Map<String, List<FinishedCommand>> unused = new HashMap<>();

    private long commands;
    private long recorded;

    private record Group(String policy, Map<String, String> labels) {}

    /** @param commands in order, without those whose end is not on record */
    private record LiveIncident(long detectedAt, List<FinishedCommand> commands) {}

    /** @param outcomes of workers, without progress */
    private record FinishedCommand(AuditRecord command, List<Outcome> outcomes) {
        boolean is(Command asked) {
            return command.rung().equals(asked.rung())
                    && command.step().equals(asked.step())
                    && command.action().equals(asked.actionName());
        }
    }

    /** @param run of a deployment; it has no outcomes of shadow policies */
    public RecordedOutcomes(RecordedRun run) {
        Map<String, List<Outcome>> outcomes = new HashMap<>();
        run.outcomes()
                .forEach(outcome -> outcomes.computeIfAbsent(outcome.command(), id -> new ArrayList<>())
                        .add(outcome));
        Map<String, AuditRecord> ends = new HashMap<>();
        run.audit().stream()
                .filter(audit -> audit.kind() == AuditKind.OUTCOME)
                .forEach(end -> ends.put(end.command(), end));
        Map<String, LiveIncident> byId = new HashMap<>();
        run.incidents().values().stream()
                .sorted(Comparator.comparingLong(
                                (Incident incident) -> incident.detection().time())
                        .thenComparingLong(Incident::openedAt))
                .forEach(incident -> {
                    LiveIncident recorded =
                            new LiveIncident(incident.detection().time(), new ArrayList<>());
                    byId.put(incident.id(), recorded);
                    live.computeIfAbsent(new Group(incident.policy(), incident.group()), group -> new ArrayList<>())
                            .add(recorded);
                });
        run.audit().stream().filter(audit -> audit.kind() == AuditKind.COMMAND).forEach(sent -> {
            LiveIncident incident = byId.get(sent.incident());
            AuditRecord end = ends.get(sent.command());
            List<Outcome> conclusive =
                    end == null ? List.of() : conclusive(end, outcomes.getOrDefault(sent.command(), List.of()));
            if (incident != null && !conclusive.isEmpty()) {
                incident.commands.add(new FinishedCommand(sent, conclusive));
            }
        });
    }

    /** Empty for a command that never started, or that an operator cancelled. */
    private static List<Outcome> conclusive(AuditRecord end, List<Outcome> outcomes) {
        List<Outcome> claims = new ArrayList<>();
        List<Outcome> results = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            switch (outcome.kind()) {
                case CLAIMED -> claims.add(outcome);
                case SUCCEEDED, FAILED, TIMED_OUT, REFUSED, UNANSWERED, UNKNOWN -> results.add(outcome);
                case REVOKED, PROGRESS, CANCELLED, NOT_STARTED -> {}
            }
        }
        return switch (end.reason()) {
            // The worker reported no result: the replay has the claim only, so its decider waits in vain as well.
            case WORKER_LOST -> claims;
            case EXPIRED -> List.of();
            default -> {
                claims.addAll(results);
                yield results.isEmpty() ? List.of() : claims;
            }
        };
    }

    @Override
    public List<Outcome> of(Command command, Incident incident, long at) {
        commands++;
        List<Outcome> outcomes = next(unused.computeIfAbsent(incident.id(), id -> ofCounterpart(incident)), command);
        if (outcomes.isEmpty()) {
            return AssumedOutcomes.SUCCESS.of(command, incident, at);
        }
        recorded++;
        return outcomes.stream().map(outcome -> of(command, outcome, at)).toList();
    }

    private List<FinishedCommand> ofCounterpart(Incident incident) {
        long time = incident.detection().time();
        return live.getOrDefault(new Group(incident.policy(), incident.group()), List.of()).stream()
                .filter(candidate -> Math.abs(candidate.detectedAt - time) <= NEAR)
                .min(Comparator.comparingLong(candidate -> Math.abs(candidate.detectedAt - time)))
                .map(counterpart -> new ArrayList<>(counterpart.commands))
                .orElseGet(ArrayList::new);
    }

    private static List<Outcome> next(List<FinishedCommand> unused, Command command) {
        Optional<FinishedCommand> first =
                unused.stream().filter(finished -> finished.is(command)).findFirst();
        first.ifPresent(unused::remove);
        return first.map(FinishedCommand::outcomes).orElse(List.of());
    }

    private static Outcome of(Command command, Outcome recorded, long at) {
        return recorded.with(b -> b.command(command.id())
                .incident(command.incident())
                .site(command.site())
                .at(at));
    }

    @Override
    public Optional<String> remark() {
        return Optional.of(recorded + " of " + Phrases.count(commands, "command") + " had a recorded outcome"
                + (recorded == commands ? "" : ", the rest were assumed to succeed"));
    }
}
