package dev.farrier.stream.topology;

import dev.farrier.model.DeciderInput;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.stream.serde.RecordCodec;

/** {@code operator-inputs}: what people say, and the markers behind it. */
final class OperatorIntake implements IntakeProcessor.Reading {
    private final RecordCodec<OperatorInput> inputs = RecordCodec.of(OperatorInput.class);
    private final RecordCodec<Marker> markers = RecordCodec.of(Marker.class);

    @Override
    public DeciderInput read(byte[] value, long appendedAt, String topic) {
        return markers.wrote(value)
                ? new OperatorProgress(appendedAt)
                : Stamps.operator(inputs.decode(value), appendedAt);
    }
}
