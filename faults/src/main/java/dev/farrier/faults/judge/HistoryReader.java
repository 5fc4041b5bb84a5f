package dev.farrier.faults.judge;

import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.EventSender.Acknowledged;
import dev.farrier.faults.deployment.TopicContents;
import dev.farrier.faults.deployment.TopicContents.Entry;
import dev.farrier.faults.judge.History.CommandOutcome;
import dev.farrier.faults.judge.History.CommandOutcomeKind;
import dev.farrier.faults.judge.History.Firing;
import dev.farrier.faults.judge.History.IgnoredDetection;
import dev.farrier.faults.judge.History.IncidentSummary;
import dev.farrier.faults.judge.History.IssuedCommand;
import dev.farrier.faults.judge.History.LostCommand;
import dev.farrier.faults.judge.History.Subject;
import dev.farrier.faults.judge.History.SymptomEvent;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Marker;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.Verdict;
import dev.farrier.model.Watchdog;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The one place that knows how the topics say what the judge wants to know. It leaves out the rounds of the watchdog. */
public final class HistoryReader {
    private static final RecordCodec<Command> COMMANDS = RecordCodec.of(Command.class);
    private static final String HOST = "host";
    private static final String SYMPTOM = "broken-";

    private final TopicContents contents;
    private final Topics topics = Topics.withDefaultPrefix();
    private final ActionLedger ledger;

    public HistoryReader(ClientConfig client, ActionLedger ledger) {
        this.contents = new TopicContents(client);
        this.ledger = ledger;
    }

    /** @param sent events called {@code broken-POLICY} report a symptom; others are passed over */
    public History read(List<Acknowledged> sent) {
        List<Entry<AuditRecord>> audit = contents.read(topics.audit(), AuditRecord.class);
        List<Entry<Outcome>> outcomes =
                contents.read(topics.outcomes(Deployment.SITE), Outcome.class, WorkerReport.class, Marker.class);
        return new History(
                sent.stream()
                        .filter(event -> event.name().startsWith(SYMPTOM))
                        .map(event -> new SymptomEvent(event.id(), subject(event)))
                        .toList(),
                detections(),
                audit.stream()
                        .map(Entry::value)
                        .filter(record -> record.verdict() == Verdict.IGNORE && !Watchdog.is(record.policy()))
                        .map(record -> new IgnoredDetection(subject(record.policy(), record.group()), record.time()))
                        .toList(),
                incidents(audit),
                contents.read(topics.commands(Deployment.SITE), SignedCommand.class).stream()
                        .map(entry -> COMMANDS.decode(entry.value().command()))
                        .filter(command -> command.purpose() == Purpose.STEP && !Watchdog.is(command.policy()))
                        .map(HistoryReader::order)
                        .toList(),
                outcomes.stream()
                        .filter(entry -> !entry.value().incident().startsWith(Watchdog.NAME + "-"))
                        .map(entry -> new CommandOutcome(
                                entry.value().command(), kind(entry.value().kind()), entry.appendedAt()))
                        .toList(),
                audit.stream()
                        .map(Entry::value)
                        .filter(record -> record.reason() == Reason.WORKER_LOST
                                && !record.command().isEmpty())
                        .map(record -> new LostCommand(record.command(), record.time()))
                        .toList(),
                ledger.runs(),
                ledger.calls());
    }

    private List<Firing> detections() {
        List<Firing> detections = new ArrayList<>();
        for (Entry<DeciderInput> entry : contents.read(topics.deciderLog(), DeciderInput.class)) {
            if (entry.value() instanceof Detection detection && !Watchdog.is(detection.policy())) {
                detections.add(
                        new Firing(subject(detection.policy(), detection.group()), entry.appendedAt(), ids(detection)));
            }
        }
        return detections;
    }

    /** An event's own id stands behind its source's name. */
    private static List<String> ids(Detection detection) {
        return detection.samples().stream()
                .map(id -> id.substring(id.indexOf('/') + 1))
                .toList();
    }

    private List<IncidentSummary> incidents(List<Entry<AuditRecord>> audit) {
        Map<String, Long> escalated = new LinkedHashMap<>();
        for (Entry<AuditRecord> entry : audit) {
            if (entry.value().state() == IncidentState.ESCALATED) {
                escalated.merge(entry.value().incident(), entry.value().time(), Math::min);
            }
        }
        Map<String, Incident> newest = new LinkedHashMap<>();
        contents.read(topics.incidents(), Incident.class).forEach(entry -> newest.put(entry.key(), entry.value()));
        return newest.values().stream()
                .map(incident -> new IncidentSummary(
                        incident.id(),
                        subject(incident.policy(), incident.group()),
                        incident.state().name(),
                        incident.reason().name(),
                        incident.openedAt(),
                        escalated.getOrDefault(incident.id(), 0L),
                        incident.closedAt(),
                        incident.calling().call()))
                .toList();
    }

    private static IssuedCommand order(Command command) {
        return new IssuedCommand(
                command.id(),
                command.attempt(),
                command.incident(),
                new Subject(command.policy(), command.target()),
                command.rung(),
                command.step(),
                command.issuedAt(),
                command.startBy());
    }

    private static CommandOutcomeKind kind(OutcomeKind kind) {
        return switch (kind) {
            case CLAIMED -> CommandOutcomeKind.CLAIMED;
            case SUCCEEDED -> CommandOutcomeKind.SUCCEEDED;
            case FAILED, TIMED_OUT, CANCELLED -> CommandOutcomeKind.ENDED;
            case REFUSED, NOT_STARTED -> CommandOutcomeKind.NEVER_STARTED;
            case UNANSWERED, UNKNOWN -> CommandOutcomeKind.UNKNOWN;
            case REVOKED, PROGRESS -> CommandOutcomeKind.OTHER;
        };
    }

    private static Subject subject(Acknowledged event) {
        return new Subject(event.name().substring(SYMPTOM.length()), event.host());
    }

    private static Subject subject(String policy, SortedMap<String, String> group) {
        return new Subject(policy, group.getOrDefault(HOST, ""));
    }
}
