package dev.farrier.stream.core;

import dev.farrier.decide.state.Effect;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.SignedCommand;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Sends each effect to its topic. */
final class EffectWriter {
    private final Topics topics;
    private final CommandSigner signer;
    private final RecordCodec<Command> commands = RecordCodec.of(Command.class);
    private final RecordCodec<SignedCommand> signed = RecordCodec.of(SignedCommand.class);
    private final RecordCodec<Outcome> outcomes = RecordCodec.of(Outcome.class);
    private final RecordCodec<Control> controls = RecordCodec.of(Control.class);
    private final RecordCodec<Incident> incidents = RecordCodec.of(Incident.class);
    private final RecordCodec<AuditRecord> audits = RecordCodec.of(AuditRecord.class);

    EffectWriter(Topics topics, CommandSigner signer) {
        this.topics = topics;
        this.signer = signer;
    }

    void send(Effect effect, long time, ProcessorContext<byte[], Object> out) {
        switch (effect) {
            case Effect.SendCommand send -> {
                Command command = send.command();
                byte[] value = signed.encode(signer.sign(commands.encodeForOlderReaders(command)));
                site(out, topics.commands(command.site()), command.worker().toString(), value, time);
            }
            case Effect.RevokeCommand revoke ->
                site(
                        out,
                        topics.outcomes(revoke.claim().site()),
                        revoke.claim().command(),
                        outcomes.encode(revoke.claim()),
                        time);
            case Effect.SendControl steer ->
                site(out, topics.controls(steer.site()), steer.control().key(), controls.encode(steer.control()), time);
            case Effect.PublishIncident changed ->
                out.forward(
                        record(changed.incident().id(), incidents.encode(changed.incident()), time),
                        CoreTopology.INCIDENTS);
            case Effect.CompleteRound round -> {}
            case Effect.Tombstone gone -> out.forward(record(gone.incident(), null, time), CoreTopology.INCIDENTS);
            case Effect.PublishAudit audited -> {
                AuditRecord audit = audited.audit();
                String key = audit.incident().isEmpty() ? audit.policy() : audit.incident();
                out.forward(record(key, audits.encode(audit), time), CoreTopology.AUDIT);
            }
        }
    }

    private static void site(ProcessorContext<byte[], Object> out, String topic, String key, byte[] value, long time) {
        out.forward(record(key, new RoutedRecord(topic, value), time), CoreTopology.SITES);
    }

    @SuppressWarnings("NullAway") // Kafka's Record says nothing of null, and means that it is a tombstone
    private static Record<byte[], Object> record(String key, @Nullable Object value, long time) {
        return new Record<>(key.getBytes(StandardCharsets.UTF_8), value, time);
    }
}
