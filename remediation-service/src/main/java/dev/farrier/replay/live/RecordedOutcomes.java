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
 * Commands end as they did live. An incident of the replay is the live one of the same policy and group that the same
 * detection has opened; when there is none, the one that was detected nearest to it, at most an hour away. Several may be
 * the same live one: each has its outcomes to itself. Its command gets the outcome of that incident's first command of the
 * same rung, step and action, each used once. Where nothing fits, it is assumed to succeed.
 */
public final class RecordedOutcomes implements CommandOutcomes {
    private static final long NEAR = Duration.ofHours(1).toMillis();

    private final Map<Group, List<LiveIncident>> live = new HashMap<>();
    /** What is left of its counterpart's commands, by the replay's incident. */
    private final Map<String, List<Ended>> left = new HashMap<>();

    private long commands;
    private long recorded;

    private record Group(String policy, Map<String, String> labels) {}

    /** @param commands in order, those that tell how they ended */
    private record LiveIncident(long detectedAt, List<Ended> commands) {}

    /** @param said by workers, without what says nothing of how a command ends */
    private record Ended(AuditRecord command, List<Outcome> said) {
        boolean is(Command asked) {
            return command.rung().equals(asked.rung())
                    && command.step().equals(asked.step())
                    && command.action().equals(asked.actionName());
        }
    }

    /** @param run of a deployment; of shadow policies it knows no outcome */
    public RecordedOutcomes(RecordedRun run) {
        Map<String, List<Outcome>> said = new HashMap<>();
        run.outcomes()
                .forEach(outcome -> said.computeIfAbsent(outcome.command(), id -> new ArrayList<>())
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
                    LiveIncident known = new LiveIncident(incident.detection().time(), new ArrayList<>());
                    byId.put(incident.id(), known);
                    live.computeIfAbsent(new Group(incident.policy(), incident.group()), group -> new ArrayList<>())
                            .add(known);
                });
        run.audit().stream().filter(audit -> audit.kind() == AuditKind.COMMAND).forEach(sent -> {
            LiveIncident incident = byId.get(sent.incident());
            AuditRecord end = ends.get(sent.command());
            List<Outcome> telling =
                    end == null ? List.of() : telling(end, said.getOrDefault(sent.command(), List.of()));
            if (incident != null && !telling.isEmpty()) {
                incident.commands.add(new Ended(sent, telling));
            }
        });
    }

    /** Nothing for a command that was never started, or that a person ended. */
    private static List<Outcome> telling(AuditRecord end, List<Outcome> said) {
        List<Outcome> claims = new ArrayList<>();
        List<Outcome> results = new ArrayList<>();
        for (Outcome outcome : said) {
            switch (outcome.kind()) {
                case CLAIMED -> claims.add(outcome);
                case SUCCEEDED, FAILED, TIMED_OUT, REFUSED, UNKNOWN -> results.add(outcome);
                case REVOKED, PROGRESS, CANCELLED, NOT_STARTED -> {}
            }
        }
        return switch (end.reason()) {
            // Its worker never said how it ended: in the replay too, the decider waits for it in vain.
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
        List<Outcome> said = next(left.computeIfAbsent(incident.id(), id -> ofCounterpart(incident)), command);
        if (said.isEmpty()) {
            return AssumedOutcomes.SUCCESS.of(command, incident, at);
        }
        recorded++;
        return said.stream().map(outcome -> of(command, outcome, at)).toList();
    }

    private List<Ended> ofCounterpart(Incident incident) {
        long time = incident.detection().time();
        return live.getOrDefault(new Group(incident.policy(), incident.group()), List.of()).stream()
                .filter(candidate -> Math.abs(candidate.detectedAt - time) <= NEAR)
                .min(Comparator.comparingLong(candidate -> Math.abs(candidate.detectedAt - time)))
                .map(counterpart -> new ArrayList<>(counterpart.commands))
                .orElseGet(ArrayList::new);
    }

    private static List<Outcome> next(List<Ended> left, Command command) {
        Optional<Ended> first = left.stream().filter(ended -> ended.is(command)).findFirst();
        first.ifPresent(left::remove);
        return first.map(Ended::said).orElse(List.of());
    }

    private static Outcome of(Command command, Outcome recorded, long at) {
        return new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                recorded.worker(),
                recorded.kind(),
                at,
                recorded.exitCode(),
                recorded.output(),
                recorded.refusal(),
                recorded.detail());
    }

    @Override
    public Optional<String> remark() {
        return Optional.of(recorded + " of " + Phrases.count(commands, "command") + " had a recorded outcome"
                + (recorded == commands ? "" : ", the rest were assumed to succeed"));
    }
}
