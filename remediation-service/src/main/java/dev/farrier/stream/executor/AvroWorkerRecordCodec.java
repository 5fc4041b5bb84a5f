package dev.farrier.stream.executor;

import dev.farrier.execute.record.WorkerRecordCodec;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.RecordFormatException;

/** Avro single-object bytes, the same on topics and on the worker's disk. */
public final class AvroWorkerRecordCodec implements WorkerRecordCodec {
    private static final RecordCodec<Command> COMMANDS = RecordCodec.of(Command.class);
    private static final RecordCodec<Outcome> OUTCOMES = RecordCodec.of(Outcome.class);

    @Override
    public Command command(byte[] bytes) {
        return read(COMMANDS, bytes);
    }

    @Override
    public Outcome outcome(byte[] bytes) {
        return read(OUTCOMES, bytes);
    }

    @Override
    public byte[] of(Outcome outcome) {
        return OUTCOMES.encode(outcome);
    }

    private static <T> T read(RecordCodec<T> codec, byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (RecordFormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
