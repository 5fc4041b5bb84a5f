package dev.farrier.api.receiver;

import dev.farrier.api.Answer;
import dev.farrier.api.Body;
import dev.farrier.api.Problem;
import dev.farrier.api.Routes;
import dev.farrier.api.Waiting;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.Ingested;
import dev.farrier.ingest.input.Arrival;
import dev.farrier.policy.Source;
import dev.farrier.policy.text.Nearest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/receivers/{alertmanager|grafana|events|cloudevents|otlp/logs|otlp/metrics}/{source}}, and {@code
 * /api/v1/events}. 2xx means stored. A body of which any part is wrong is refused whole, so that a sender never has to guess
 * which half was taken; OTLP alone has a way to say so, and uses it.
 */
public final class Receivers implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);
    private static final String BASE = "/api/v1";

    private final Sources sources;
    private final EventSink sink;
    private final Authenticator authenticator;
    private final LongSupplier clock;
    private final Duration timeout;
    private final Body body = new Body();

    /**
     * @param clock epoch milliseconds
     * @param timeout how long storing may take before the sender is told to try again
     */
    public Receivers(
            Sources sources, EventSink sink, Authenticator authenticator, LongSupplier clock, Duration timeout) {
        this.sources = sources;
        this.sink = sink;
        this.authenticator = authenticator;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        for (Endpoint endpoint : Endpoint.ALL) {
            routes.post(BASE + endpoint.path(), ctx -> receive(ctx, endpoint, ctx.queryParam("source")));
            routes.post(BASE + endpoint.path() + "/{source}", ctx -> receive(ctx, endpoint, ctx.pathParam("source")));
        }
    }

    private void receive(Context ctx, Endpoint endpoint, @Nullable String name) {
        Source source = source(endpoint, name);
        authenticator.check(ctx, source);
        String unsupported = endpoint.unsupported(ctx);
        if (!unsupported.isEmpty()) {
            throw Problem.of(415, "", unsupported);
        }
        body.with(ctx, bytes -> {
            authenticator.check(ctx, source, bytes, clock.getAsLong());
            Ingest ingest = Ingest.of(source);
            // an id of its own for each request: an event that names none is told apart from all others by it
            Arrival arrival = Arrival.received("http/" + UUID.randomUUID(), clock.getAsLong())
                    .with(ingest.readsHeaders() ? headers(ctx) : Map.of());
            Ingested read = ingest.read(bytes, arrival);
            boolean none = read.events().isEmpty() && read.dropped() + read.blank() == 0;
            if (!read.refused().isEmpty() && (endpoint.whole() || none)) {
                refuse(endpoint, ingest, bytes, arrival, read);
            }
            List<CompletionStage<Void>> stored = new ArrayList<>();
            if (!read.events().isEmpty()) {
                stored.add(sink.send(read.events()));
            }
            read.deadLetters().forEach(letter -> stored.add(sink.dead(letter)));
            stored.forEach(each -> Waiting.until(each, timeout));
            Answer.json(ctx, endpoint.status(), endpoint.answer(read));
        });
    }

    private static Map<String, String> headers(Context ctx) {
        Map<String, String> headers = new HashMap<>();
        ctx.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    private void refuse(Endpoint endpoint, Ingest ingest, byte[] bytes, Arrival arrival, Ingested read) {
        Ingested.Refused first = read.refused().getFirst();
        int others = read.refused().size() - 1;
        String error = first.what() + (others == 0 ? "" : " (and " + others + " more like this, or other)");
        LOG.warn("Refused a request for source {}: {} {}", ingest.source().name(), first.where(), error);
        if (endpoint.deadLetters()) {
            String whole = first.where().isEmpty() ? error : first.where() + ": " + error;
            Waiting.until(sink.dead(ingest.deadLetter(bytes, arrival, whole)), timeout);
        }
        throw Problem.of(first.tooLarge() ? 413 : 400, first.where(), error);
    }

    private Source source(Endpoint endpoint, @Nullable String name) {
        String receiver = endpoint.receiver();
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
            return only(endpoint, candidates);
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

    private static Source only(Endpoint endpoint, SortedMap<String, Source> candidates) {
        String receiver = endpoint.receiver();
        if (candidates.isEmpty()) {
            throw Problem.of(404, "source", "no source has 'receiver: " + receiver + "'; add one to the policies");
        }
        if (candidates.size() > 1) {
            throw Problem.of(
                    400,
                    "source",
                    "several sources have 'receiver: " + receiver + "'; say which: " + BASE + endpoint.path() + "/"
                            + String.join(" or /", candidates.keySet()));
        }
        return candidates.values().iterator().next();
    }
}
