package dev.farrier.api.receiver;

import dev.farrier.api.Deadline;
import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.RequestBodies;
import dev.farrier.api.RouteGuard;
import dev.farrier.api.Routes;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.OwnOutput;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.text.Nearest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/receivers/{alertmanager|grafana|events|cloudevents|collectd|telegraf|otlp/logs|otlp/metrics}/{source}},
 * {@code /api/v1/events}, and OTLP's own {@code /v1/logs} and {@code /v1/metrics}. 2xx means stored. A body of which any part is
 * wrong is refused whole, so that a sender never has to guess which half was taken; OTLP has a way to say so, and uses it.
 * Of samples the good ones are taken: collectd and Telegraf would send the same body again and again, or drop it.
 */
public final class Receivers implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);
    private static final String BASE = "/api/v1";

    private final Supplier<Optional<SortedMap<String, Source>>> sources;
    private final EventSink sink;
    private final Authenticator authenticator;
    private final LongSupplier clock;
    private final Duration timeout;
    private final LossMeter meter;
    private final RequestBodies body = new RequestBodies();

    /**
     * @param sources by name, of the policies in force; empty while there are no policies yet
     * @param clock epoch milliseconds
     * @param timeout how long all of it may take, after the body has been read, before the sender is told to try again
     */
    public Receivers(
            Supplier<Optional<SortedMap<String, Source>>> sources,
            EventSink sink,
            Authenticator authenticator,
            LongSupplier clock,
            Duration timeout,
            LossMeter meter) {
        this.sources = sources;
        this.sink = sink;
        this.authenticator = authenticator;
        this.clock = clock;
        this.timeout = timeout;
        this.meter = meter;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        for (Endpoint endpoint : Endpoint.of(Extensions.installed().formats())) {
            any(routes, BASE + endpoint.path(), endpoint);
            named(routes, BASE + endpoint.path() + "/{source}", endpoint);
            if (!endpoint.standard().isEmpty()) {
                String receiver = BASE + "/receivers/" + endpoint.receiver();
                any(routes, endpoint.standard(), endpoint);
                any(routes, receiver + endpoint.standard(), endpoint);
                named(routes, receiver + "/{source}" + endpoint.standard(), endpoint);
            }
        }
    }

    private void any(RoutesConfig routes, String path, Endpoint endpoint) {
        routes.post(path, ctx -> receive(ctx, endpoint, ctx.queryParam("source")), RouteGuard.BY_SOURCE);
    }

    private void named(RoutesConfig routes, String path, Endpoint endpoint) {
        routes.post(path, ctx -> receive(ctx, endpoint, ctx.pathParam("source")), RouteGuard.BY_SOURCE);
    }

    private void receive(Context ctx, Endpoint endpoint, @Nullable String name) {
        Source source = source(endpoint, name);
        boolean known = authenticator.check(ctx, source);
        String unsupported = endpoint.unsupported(ctx);
        if (!unsupported.isEmpty()) {
            throw HttpProblem.of(415, "", unsupported);
        }
        // unique for each request: events without an id of their own get theirs from it
        String origin = "http/"
                + IdempotencyKey.of(ctx)
                        .map(key -> source.name() + "/" + key)
                        .orElseGet(() -> UUID.randomUUID().toString());
        AtomicBoolean arrived = new AtomicBoolean();
        try {
            receive(ctx, endpoint, source, known, origin, arrived);
        } catch (HttpProblem problem) {
            if (problem.status() == 413) {
                meter.tooLarge(source.name());
                if (!arrived.get() && endpoint.deadLetters() && (known || authenticator.isOpen(source))) {
                    tooLarge(source, origin, problem);
                }
            }
            throw problem;
        }
    }

    /** Leaves a dead letter, since a sender such as Alertmanager does not send the body again. */
    private void tooLarge(Source source, String origin, HttpProblem problem) {
        String error = "413: " + problem.getMessage();
        LOG.warn("Refused a request for source {}: {}", source.name(), error);
        meter.deadLetter(source.name());
        var unused = sink.send(List.of(), List.of(DeadLetter.of(source.name(), error, origin, clock.getAsLong(), null)))
                .exceptionally(failure -> {
                    LOG.warn(
                            "The dead letter of a refused request of source {} could not be stored: {}",
                            source.name(),
                            failure.toString());
                    return null;
                });
    }

    /** @param arrived set when the whole body has been received */
    private void receive(
            Context ctx, Endpoint endpoint, Source source, boolean known, String origin, AtomicBoolean arrived) {
        body.read(ctx, known, timeout, (bytes, deadline) -> {
            arrived.set(true);
            authenticator.check(ctx, source, bytes, clock.getAsLong());
            if (ctx.header(OwnOutput.HEADER) != null) {
                // A request of an action of Farrier, such as a page that leads back here.
                meter.own(source.name(), 1);
                JsonResponse.send(
                        ctx,
                        endpoint.status(),
                        endpoint.answer(new IngestResult(List.of(), List.of(), 0, 0, false, null, 1)));
                return;
            }
            Ingest ingest = Ingest.of(source);
            Arrival arrival =
                    Arrival.received(origin, clock.getAsLong()).with(ingest.readsHeaders() ? headers(ctx) : Map.of());
            IngestResult read = ingest.read(bytes, arrival);
            boolean none = read.events().isEmpty() && read.leftOut() + read.blank() == 0;
            if (!read.rejected().isEmpty() && (endpoint.whole() || none)) {
                refuse(endpoint, ingest.deadLetter(bytes, arrival, whole(read)), read, deadline);
            }
            deadline.await(sink.send(read.events(), read.deadLetters()));
            meter.stored(source.name(), read.events().size(), read.dropped());
            meter.own(source.name(), read.own());
            read.deadLetters().forEach(letter -> meter.deadLetter(letter.source()));
            if (read.truncated() != null) {
                meter.truncated(source.name(), read.truncated().alerts());
            }
            JsonResponse.send(ctx, endpoint.status(), endpoint.answer(read));
        });
    }

    private static Map<String, String> headers(Context ctx) {
        Map<String, String> headers = new HashMap<>();
        ctx.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    private void refuse(Endpoint endpoint, DeadLetter letter, IngestResult read, Deadline deadline) {
        IngestResult.RejectedPart first = read.rejected().getFirst();
        LOG.warn("Refused a request for source {}: {}", letter.source(), letter.error());
        if (endpoint.deadLetters()) {
            deadline.await(sink.send(List.of(), List.of(letter)));
            meter.deadLetter(letter.source());
        }
        throw HttpProblem.of(first.tooLarge() ? 413 : 400, first.where(), error(read));
    }

    private static String whole(IngestResult read) {
        String where = read.rejected().getFirst().where();
        return where.isEmpty() ? error(read) : where + ": " + error(read);
    }

    private static String error(IngestResult read) {
        int others = read.rejected().size() - 1;
        return read.rejected().getFirst().what()
                + (others == 0 ? "" : " (and " + others + " more like this, or other)");
    }

    private Source source(Endpoint endpoint, @Nullable String name) {
        String receiver = endpoint.receiver();
        SortedMap<String, Source> candidates = new TreeMap<>();
        SortedMap<String, Source> all =
                sources.get().orElseThrow(() -> HttpProblem.unavailable("no policies are loaded yet; try again"));
        all.forEach((sourceName, source) -> {
            if (source.origin() instanceof Source.Origin.ReceiverOrigin origin
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
        throw HttpProblem.of(
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
            throw HttpProblem.of(404, "source", "no source has 'receiver: " + receiver + "'; add one to the policies");
        }
        if (candidates.size() > 1) {
            throw HttpProblem.of(
                    400,
                    "source",
                    "several sources have 'receiver: " + receiver + "'; say which: " + BASE + endpoint.path() + "/"
                            + String.join(" or /", candidates.keySet()));
        }
        return candidates.values().iterator().next();
    }
}
