package dev.farrier.api.route;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.RequestBodies;
import dev.farrier.api.Routes;
import dev.farrier.api.access.AccessControl;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Silence;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.view.JsonObject;
import dev.farrier.view.OrderJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code POST /api/v1/silences}, {@code POST /api/v1/silences/{id}/expire}. A silence is written as {@code
 * {"matchers": ["target=\"web-01\""], "for": "2h", "why": "disk swap"}}, with {@code until} and a time instead of {@code for} if
 * one likes; one that selects everything needs {@code "all": true}.
 */
public final class SilenceRoutes implements Routes {
    private static final String EXPECTED =
            "an object {\"matchers\": [\"target=\\\"web-01\\\"\"], \"for\": \"2h\", \"why\": \"…\"} is expected";

    private final Function<OperatorInput, CompletionStage<Void>> operators;
    private final Supplier<List<Silence>> silences;
    private final InstantSource clock;
    private final Duration timeout;
    private final RequestBodies body = new RequestBodies();

    /**
     * @param operators as of {@link OperatorRoutes}
     * @param silences those in force
     * @param timeout as of {@link OperatorRoutes}
     */
    public SilenceRoutes(
            Function<OperatorInput, CompletionStage<Void>> operators,
            Supplier<List<Silence>> silences,
            InstantSource clock,
            Duration timeout) {
        this.operators = operators;
        this.silences = silences;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/api/v1/silences",
                ctx -> JsonResponse.send(
                        ctx,
                        200,
                        Map.of(
                                "silences",
                                silences.get().stream().map(OrderJson::of).toList())));
        routes.post("/api/v1/silences", this::add);
        routes.post("/api/v1/silences/{id}/expire", this::expire);
    }

    private void add(Context ctx) {
        body.read(ctx, AccessControl.caller(ctx).isPresent(), timeout, (bytes, deadline) -> {
            Wish wish = OrderBody.read(bytes, Wish.class, EXPECTED);
            wish.checkLengths();
            IncidentMatchers selected = selected(wish);
            long now = clock.millis();
            long end = TimedOrderBody.end(wish.duration, wish.until, now);
            wish.checkReason();
            OperatorInput.AddSilence silence = new OperatorInput.AddSilence(
                    TimedOrderBody.newId(), selected.toString(), end, wish.by(ctx), wish.why(ctx));
            TimedOrderBody.checkLimits(silences.get().size(), silence.matchers(), "matchers");
            deadline.await(operators.apply(silence));
            JsonResponse.send(
                    ctx,
                    202,
                    OrderJson.of(new Silence(
                            silence.id(), silence.matchers(), silence.by(), silence.why(), now, silence.until())));
        });
    }

    private void expire(Context ctx) {
        String id = ctx.pathParam("id");
        if (silences.get().stream().noneMatch(silence -> silence.id().equals(id))) {
            throw HttpProblem.of(404, "id", "no silence in force has the id '" + id + "'");
        }
        body.read(ctx, AccessControl.caller(ctx).isPresent(), timeout, (bytes, deadline) -> {
            TimedOrderBody.Ending ending = TimedOrderBody.Ending.read(bytes);
            deadline.await(operators.apply(new OperatorInput.ExpireSilence(id, ending.by(ctx), ending.why(ctx))));
            JsonResponse.send(
                    ctx,
                    202,
                    new JsonObject().put("id", id).put("expired", true).build());
        });
    }

    private static IncidentMatchers selected(Wish wish) {
        try {
            IncidentMatchers selected = IncidentMatchers.parse(wish.matchers == null ? List.of() : wish.matchers);
            if (selected.selectsEverything() && !Boolean.TRUE.equals(wish.all)) {
                throw HttpProblem.of(
                        400,
                        "matchers",
                        "they select everything, or all but a few: write one with = or =~ for what is meant, or \"all\": true");
            }
            return selected;
        } catch (InvalidIncidentMatchersException e) {
            throw HttpProblem.of(400, "matchers", String.valueOf(e.getMessage()));
        }
    }

    private record Wish(
            @Nullable List<String> matchers,
            @JsonProperty("for") @Nullable String duration,
            @Nullable String until,
            @Nullable Boolean all,
            @Nullable String by,
            @Nullable String why)
            implements TimedOrderBody {}
}
