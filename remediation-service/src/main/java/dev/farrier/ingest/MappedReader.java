package dev.farrier.ingest;

import dev.farrier.policy.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record of fields becomes one event, as the source's mapping says. */
final class MappedReader {
    private final Source source;
    private final Source.Mapping mapping;
    private final @Nullable TimeReader time;

    MappedReader(Source source) {
        this.source = source;
        this.mapping = source.event();
        this.time = source.time() == null ? null : new TimeReader(source.time());
    }

    Draft read(Fields fields, Arrival arrival) throws Unreadable {
        String own = mapping.id().isEmpty() ? "" : fields.text(mapping.id());
        String id = own.isEmpty() ? arrival.origin() : Ingest.ownId(source, own);
        Draft draft = new Draft(mapping.kind(), id, time(fields, arrival));
        draft.name = mapping.name().isEmpty() ? "" : fields.text(mapping.name());
        draft.severity = mapping.severity().isEmpty() ? "" : fields.text(mapping.severity());
        draft.message = mapping.message().isEmpty() ? "" : fields.freeText(mapping.message());
        draft.value = mapping.value().isEmpty() ? null : value(fields.text(mapping.value()));
        for (Map.Entry<String, String> label : mapping.labels().entrySet()) {
            draft.labels.put(label.getKey(), fields.text(label.getValue()));
        }
        return draft;
    }

    private long time(Fields fields, Arrival arrival) throws Unreadable {
        if (time != null) {
            return time.read(fields, arrival.now());
        }
        if (arrival.receivedAt() == null) {
            throw Unreadable.at("", "the source has no time field, and the record does not say when it came in");
        }
        return arrival.receivedAt();
    }

    private @Nullable Double value(String text) throws Unreadable {
        if (text.isBlank()) {
            return null;
        }
        return Numbers.finite(mapping.value(), text.strip());
    }
}
