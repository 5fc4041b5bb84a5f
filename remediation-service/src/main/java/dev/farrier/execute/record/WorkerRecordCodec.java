package dev.farrier.execute.record;

import dev.farrier.model.Command;
import dev.farrier.model.Outcome;

/** Records as bytes, the same on topics and on disk. Reading throws {@link IllegalArgumentException}. */
public interface WorkerRecordCodec {
    Command command(byte[] bytes);

    Outcome outcome(byte[] bytes);

    byte[] of(Outcome outcome);
}
