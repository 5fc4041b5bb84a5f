package dev.farrier.api;

import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.Ingested;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.policy.Nearest;
import dev.farrier.policy.Source;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/receivers/{alertmanager|events}/{source}}, and {@code /api/v1/events}. 2xx means stored. A body of
 * which any part is wrong is refused whole, so that a sender never has to guess which half was taken.
 */
public final class Receivers implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);
    private static final String ALERTMANAGER = "alertmanager";
    private static final String EVENTS = "events";

    private final Sources sources;
    private final EventSink sink;
    private final LongSupplier clock;
    private final Duration timeout;
    private final Body body = new Body();

    /**
     * @param clock epoch milliseconds
     * @param timeout how long storing may take before the sender is told to try again
     */
    public Receivers(Sources sources, EventSink sink, LongSupplier clock, Duration timeout) {
        this.sources = sources;
        this.sink = sink;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        for (String receiver : new String[] {ALERTMANAGER, EVENTS}) {
            String path = "/api/v1/receivers/" + receiver;
            routes.post(path, ctx -> receive(ctx, receiver, ctx.queryParam("source")));
            routes.post(path + "/{source}", ctx -> receive(ctx, receiver, ctx.pathParam("source")));
        }
        routes.post("/api/v1/events", ctx -> receive(ctx, EVENTS, ctx.queryParam("source")));
    }

    private void receive(Context ctx, String receiver, @Nullable String name) {
        Source source = source(receiver, name);
        body.with(ctx, bytes -> {
            // an id of its own for each request: an event that names none is told apart from all others by it
            Arrival arrival = Arrival.received("http/" + UUID.randomUUID(), clock.getAsLong());
            Ingest ingest = Ingest.of(source);
            Ingested read = ingest.read(bytes, arrival);
            if (!read.refused().isEmpty()) {
                refuse(ingest, bytes, arrival, read);
            }
            if (!read.events().isEmpty()) {
                Waiting.until(sink.send(read.events()), timeout);
            }
            Answer.json(ctx, 202, Map.of("accepted", read.events().size(), "dropped", read.dropped()));
        });
    }

    private void refuse(Ingest ingest, byte[] bytes, Arrival arrival, Ingested read) {
        Ingested.Refused first = read.refused().getFirst();
        int others = read.refused().size() - 1;
        String error = first.what() + (others == 0 ? "" : " (and " + others + " more like this, or other)");
        LOG.warn("Refused a request for source {}: {} {}", ingest.source().name(), first.where(), error);
        if (ingest.source().format() == Source.Format.ALERTMANAGER) {
            // Alertmanager logs the status and forgets the alert: somebody must be able to find it
            String whole = first.where().isEmpty() ? error : first.where() + ": " + error;
            Waiting.until(sink.dead(ingest.deadLetter(bytes, arrival, whole)), timeout);
        }
        throw Problem.of(first.tooLarge() ? 413 : 400, first.where(), error);
    }

    private Source source(String receiver, @Nullable String name) {
        SortedMap<String, Source> candidates = new TreeMap<>();
        SortedMap<String, Source> all =
                sources.current().orElseThrow(() -> Problem.unavailable("no policies are loaded yet; try again"));
        all.forEach((sourceName, source) -> {
            if (source.origin() instanceof Source.Origin.Receiver origin
                    && origin.receiver().equals(receiver)) {
                candidates.put(sourceName, source);
            }
        });
        if (name == null || name.isEmpty()) {
            return only(receiver, candidates);
        }
        Source source = candidates.get(name);
        if (source != null) {
            return source;
        }
        throw Problem.of(
                404,
                "source",
                all.containsKey(name)
                        ? "source '" + name + "' has no 'receiver: " + receiver + "'"
                        : "no source '" + name + "' with 'receiver: " + receiver + "'"
                                + Nearest.hint(name, candidates.keySet()));
    }

    private static Source only(String receiver, SortedMap<String, Source> candidates) {
        if (candidates.isEmpty()) {
            throw Problem.of(404, "source", "no source has 'receiver: " + receiver + "'; add one to the policies");
        }
        if (candidates.size() > 1) {
            throw Problem.of(
                    400,
                    "source",
                    "several sources have 'receiver: " + receiver + "'; say which: /api/v1/receivers/" + receiver + "/"
                            + String.join(" or /", candidates.keySet()));
        }
        return candidates.values().iterator().next();
    }
}
